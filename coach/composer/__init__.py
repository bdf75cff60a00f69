"""Answers without a chat model: the principles' own words, arranged as a considerate coach would."""

from coach.composer.answer import (
    FURTHER_SHARE,
    LESS_SURE_SHARE,
    MAX_NEARBY,
    MAX_POINTS,
    MAX_TENSIONS,
    compose,
)
from coach.composer.aside import is_about_the_answer, on_aside, unrepeated
from coach.composer.quoting import span, telling_words

__all__ = [
    "FURTHER_SHARE",
    "LESS_SURE_SHARE",
    "MAX_NEARBY",
    "MAX_POINTS",
    "MAX_TENSIONS",
    "compose",
    "is_about_the_answer",
    "on_aside",
    "span",
    "telling_words",
    "unrepeated",
]
