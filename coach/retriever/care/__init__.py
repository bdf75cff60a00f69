"""Danger is heard by Coach and not by a corpus: a crisis gets help named, whatever is asked of whatever corpus."""

from coach.retriever.care.care import CRISIS, Care, open_care
from coach.retriever.care.signs import tells_of

__all__ = ["CRISIS", "Care", "open_care", "tells_of"]
