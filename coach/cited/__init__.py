"""A reply as text: its sentences, their citations and quotations, and which of them may advise.

The form is what Coach, `coach check` and people write: a quotation in quotation marks followed by its citation, “…”
[P3]; a sentence of one's own followed by the citation it rests on, ... [P3] or [P8, P10]. 【P3】 and full-width signs
are read as [P3]; (P3) is no citation, for round brackets hold anything.
"""

from coach.cited.asking import asks, only_asks
from coach.cited.frames import FRAMES, LABELS
from coach.cited.reply import (
    Advice,
    Part,
    Quotation,
    advice,
    citations,
    framing,
    own_words,
    parts,
    quotations,
)

__all__ = [
    "FRAMES",
    "LABELS",
    "Advice",
    "Part",
    "Quotation",
    "advice",
    "asks",
    "citations",
    "framing",
    "only_asks",
    "own_words",
    "parts",
    "quotations",
]
