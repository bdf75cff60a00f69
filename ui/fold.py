"""The one script of our own: on a phone the side lies over the page, and goes once a conversation was chosen in it.

Streamlit does that for the links to its pages alone. The content security policy names the script by its hash.
"""

from __future__ import annotations

# 768 px: where Streamlit begins to lay the side over the page. A press reaches Streamlit's own listener first.
SCRIPT = """
if (!window.coachFolds) {
  window.coachFolds = true;
  addEventListener("click", ({target}) => {
    if (innerWidth < 768 && target.closest(":is(.st-key-new-conversation, .st-key-conversations .stButton) button"))
      document.querySelector("[data-testid=stSidebarCollapseButton] button").click();
  });
}
"""
HTML = f"<script>{SCRIPT}</script>"
