"""The few rules of our own on top of Streamlit's theme, and the page's icon; nobody's text is ever in them."""

from __future__ import annotations

from ui.aloud import CSS as HEARD
from ui.theme import DANGER, DARK, LIGHT

# A speech bubble; in the page itself, so that no other host is asked for it.
ICON = (
    "data:image/svg+xml,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='8' fill='%230f6b62'/%3E"
    "%3Cpath d='M8 9h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H14l-5 4v-4H8a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z' fill='%23fff'/%3E"
    "%3C/svg%3E"
)


def _either(name: str) -> str:
    """Return a colour of the theme, by day and by night; the page's colour scheme decides."""
    return f"light-dark({LIGHT[name]}, {DARK[name]})"


CSS = f"""<style>
.stApp {{
  --coach-line: {_either("linkColor")};
  --coach-ground: {_either("secondaryBackgroundColor")};
}}
/* A quotation is set apart by its line, its ground and its slant, not by colour alone. */
[data-testid="stChatMessage"] blockquote {{
  margin: 0.25rem 0 0.5rem; padding: 0.6rem 1rem; opacity: 1; font-style: italic;
  border-left: 4px solid var(--coach-line); border-radius: 0 0.5rem 0.5rem 0; background: var(--coach-ground);
}}
[data-testid="stChatMessage"] blockquote p:last-child {{ margin-bottom: 0; }}
/* The words that were quoted, in the full text: bold, underlined, and on a ground of their own. */
[data-testid="stExpander"] .stMarkdownColoredBackground {{
  text-decoration: underline; text-decoration-color: var(--coach-line); text-underline-offset: 0.2em;
}}
/* What opens a principle stands in one line; what is open takes the whole width. */
[class*="st-key-more-"] > [data-testid="stLayoutWrapper"] {{ flex: 0 0 auto; width: auto; }}
[class*="st-key-more-"] > [data-testid="stLayoutWrapper"]:has(details[open]) {{ flex: 1 0 100%; }}
[class*="st-key-more-"] summary, [class*="st-key-tension-"] summary {{
  text-decoration: underline; text-underline-offset: 0.2em;
}}
/* What is pointed at or open: Streamlit takes the accent, which by night is ground for white text, too dark to read. */
button[kind="tertiary"]:is(:hover, :active, :focus-visible, [aria-expanded="true"]),
[role="tab"]:is([data-selected], [data-hovered], [data-focus-visible]) {{ color: var(--coach-line) !important; }}
/* Quiet, and still dark enough to be read (WCAG AA). */
[data-testid="stCaptionContainer"] {{ opacity: 0.85; color: inherit; }}
[data-testid="stMain"] summary, [data-testid="stChatMessage"] summary {{ color: inherit; opacity: 0.85; }}
/* A hand-off is no advice: its own frame all around. */
[class*="st-key-handoff-"] {{ border: 2px solid var(--coach-line) !important; border-left-width: 8px !important; }}
[class*="st-key-nearby-"] button, [class*="st-key-nearby-"] button > div {{
  justify-content: flex-start; text-align: left;
}}
/* Starter questions and planned steps are read whole, in as many lines as they take. */
[class*="st-key-chat_starter-"] button {{
  height: auto; white-space: normal; text-align: left; border-radius: 1rem; padding-block: 0.3rem;
}}
[class*="st-key-chat_starter-"] button :is(div, p) {{ white-space: normal !important; overflow: visible !important; }}
.st-key-planned-steps button, .st-key-planned-steps button > div {{ justify-content: flex-start; text-align: left; }}
/* What cannot be undone is no invitation: its own colour, beside its icon and its words. */
[class*="st-key-danger-"] button {{
  background: {DANGER} !important; border-color: {DANGER} !important; color: #ffffff !important;
}}
[class*="st-key-danger-"] button:hover {{ filter: brightness(0.9); }}
.st-key-to-copy pre {{ padding-top: 3rem; }}
/* The button that copies is there without being pointed at: fingers do not point. */
.st-key-to-copy [data-testid="stCode"] > div, .st-key-to-copy [data-testid="stCode"] > div > div {{
  opacity: 1 !important; visibility: visible !important; transform: none !important;
}}
/* Titles of conversations: one line each, from the left. */
.st-key-conversations button {{ justify-content: flex-start; }}
.st-key-conversations button > div {{ justify-content: flex-start; min-width: 0; }}
.st-key-conversations button p, .st-key-open-conversation p {{
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}}
.st-key-open-conversation > [data-testid="stElementContainer"]:first-child {{ flex: 1 1 0; min-width: 0; }}
.st-key-open-conversation button p {{ position: absolute; width: 1px; clip-path: inset(50%); }}
.st-key-conversations button, .st-key-open-conversation {{ min-height: 2rem; }}
/* A row that does not wrap could be scrolled in itself, by a pixel that is too much. */
.st-key-open-conversation, [class*="st-key-question-"] {{ overflow: visible !important; }}
.st-key-open-conversation p {{ font-size: 0.875rem; font-weight: 600; }}
/* There is room for the last question at the top of the window, also where its answer is short. */
.st-key-latest {{ min-height: calc(100dvh - 11.5rem); }}
[data-testid="stChatMessage"] {{ scroll-margin-top: 4.5rem; }}
/* A question with its pencil beside it; below it on a phone. */
[class*="st-key-question-"] > [data-testid="stElementContainer"]:first-child {{ flex: 1 1 0; min-width: 0; }}
@media (max-width: 640px) {{
  [class*="st-key-question-"] {{ flex-wrap: wrap; }}
  [class*="st-key-question-"] > [data-testid="stElementContainer"]:first-child {{ flex-basis: 100%; }}
  [data-testid="stChatMessage"] {{ flex-direction: column; gap: 0.25rem; padding-left: 0.5rem; padding-right: 0.5rem; }}
  [data-testid="stChatMessageContent"] {{ width: 100%; }}
}}
[data-testid="stBottomBlockContainer"] {{ padding-bottom: 1.25rem; }}
[data-testid="stMainBlockContainer"] {{ padding-top: 4rem; padding-bottom: 1rem; }}
[class*="st-key-question-"] button {{ min-height: 1.6rem; }}
/* Tables are as wide as the page, and their words break before they stick out of a phone. */
[class*="st-key-table-"] table {{ width: 100%; font-size: 0.875rem; }}
[class*="st-key-table-"] :is(th, td) {{ padding: 0.3rem 0.5rem; text-align: left; }}
[class*="st-key-table-"] td:first-child {{ overflow-wrap: anywhere; }}
{HEARD}</style>"""
