"""The one script of our own: what Streamlit leaves to the person on the page, and nobody should have to do.

On a phone the side lies over the page, and goes once a conversation was chosen in it; Streamlit does that for the links
to its pages alone. And a question that was just asked stands at the top of the window, its answer below it.
The content security policy names the script by its hash.
"""

from __future__ import annotations

# The last question alone carries a key of this kind; another one with each question, and with each answer to it.
QUESTION = "question-"
# 768 px: where Streamlit begins to lay the side over the page. A press reaches Streamlit's own listener first.
SCRIPT = f"""
if (!window.coachFolds) {{
  window.coachFolds = true;
  addEventListener("click", ({{target}}) => {{
    const leads = ".st-key-new-conversation, .st-key-conversations .stButton, .st-key-planned-steps";
    if (innerWidth < 768 && target.closest(`:is(${{leads}}) button`) && !target.closest(".st-key-open-conversation"))
      document.querySelector("[data-testid=stSidebarCollapseButton] button").click();
  }});
  let asked;
  const show = () => {{
    const question = [...document.querySelectorAll("[class*='st-key-{QUESTION}']")].at(-1);
    const key = question && [...question.classList].find((name) => name.startsWith("st-key-{QUESTION}"));
    if (key === asked) return;
    asked = key;
    question?.closest("[data-testid=stChatMessage]").scrollIntoView();
  }};
  new MutationObserver(show).observe(document.body, {{childList: true, subtree: true}});
  show();
}}
"""
HTML = f"<script>{SCRIPT}</script>"
