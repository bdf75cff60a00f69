"""Answers without a chat model: the principles' own words, arranged as a considerate coach would."""

from coach.composer.answer import (
    FURTHER_SHARE,
    LESS_SURE_SHARE,
    MAX_NEARBY,
    MAX_POINTS,
    MAX_TENSIONS,
    about_line,
    compose,
)
from coach.composer.aside import is_about_the_answer, leads_back, on_aside, unrepeated, with_title
from coach.composer.quoting import lead_of, quoted, span, telling_words, texts_to_quote, with_limits

__all__ = [
    "FURTHER_SHARE",
    "LESS_SURE_SHARE",
    "MAX_NEARBY",
    "MAX_POINTS",
    "MAX_TENSIONS",
    "about_line",
    "compose",
    "is_about_the_answer",
    "lead_of",
    "leads_back",
    "on_aside",
    "quoted",
    "span",
    "telling_words",
    "texts_to_quote",
    "unrepeated",
    "with_limits",
    "with_title",
]
