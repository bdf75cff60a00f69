"""How a finished reply says that it is finished; a stream that just stops raises nothing by itself.

The names are those of all providers that LangChain knows, in lower case.
"""

from __future__ import annotations

from coach.model.providers import Wanted
from coach.model.records import FaultKind, ModelFault
from coach.model.redact import one_line

FINISHED = frozenset("stop finishreason.stop end_turn eos eos_token stop_sequence complete completed".split())
REFUSED = frozenset({"refusal"})
FILTERED = frozenset(
    "content_filter safety finishreason.safety recitation prohibited_content blocklist spii image_safety".split()
)
CUT_SHORT = frozenset(
    "length max_tokens finishreason.max_tokens max_output_tokens max_length model_length "
    "model_context_window_exceeded".split()
)


def ending_fault(wanted: Wanted, finish: str, text: str, refusal: str = "") -> ModelFault | None:
    """Return what is wrong with a stream that ended by itself; None where it is whole.

    Args:
        wanted: The model.
        finish: The provider's reason; empty where it gave none.
        text: What was said.
        refusal: What was said in the provider's field for refusals.
    """
    kind = _kind(finish.lower(), text, refusal)
    if kind is None:
        return None
    message, hint = {
        "refused": ("declined to answer", "Put the question in other words."),
        "filtered": ("was stopped by its provider's content filter", "Put the question in other words."),
        "cut_short": (
            "reached the limit of its reply before the end",
            "Raise COACH_MAX_OUTPUT_TOKENS; a model that thinks first needs more.",
        ),
        "incomplete": ("broke off before the end of its reply", "Ask again."),
        "empty": ("gave an empty reply", "Ask again, or choose another model."),
    }[kind]
    named = f" ({one_line(finish, 40)})" if kind == "incomplete" and finish else ""
    fault = ModelFault(kind, f"{wanted.name} {message}{named}", hint, text if text.strip() else "")
    fault.may_pass = kind == "incomplete"
    return fault


def _kind(finish: str, text: str, refusal: str) -> FaultKind | None:
    if refusal or finish in REFUSED:
        return "refused"
    if finish in FILTERED:
        return "filtered"
    if finish in CUT_SHORT:
        return "cut_short"
    if finish not in FINISHED:
        return "incomplete"
    return None if text.strip() else "empty"
