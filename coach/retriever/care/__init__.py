"""Danger is heard by Coach and not by a corpus: a crisis gets help named, whatever is asked of whatever corpus."""

from coach.retriever.care.care import CRISIS, Care, open_care

__all__ = ["CRISIS", "Care", "open_care"]
