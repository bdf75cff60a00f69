"""The rules, in the order in which they are told."""

from __future__ import annotations

from coach.lint import (
    contradictions,
    drafts,
    duplicates,
    encoding,
    files,
    harmful,
    hidden,
    instructions,
    personal,
    retrieval,
    secrets,
)
from coach.lint import size as sizes
from coach.lint.records import Rule

RULES: tuple[Rule, ...] = (
    Rule("secret", "keys, tokens and passwords", secrets.check),
    Rule("instruction", "orders to the assistant", instructions.check),
    Rule("hidden-text", "text that people do not see", hidden.check),
    Rule("harmful-advice", "advice that harms somebody (candidates)", harmful.check),
    Rule("personal-data", "people's numbers and addresses", personal.check),
    Rule("encoding", "signs that were decoded wrongly", encoding.check),
    Rule("unreadable", "files that could not be read", files.unreadable),
    Rule("contradiction", "statements turned round (candidates)", contradictions.contradictions),
    Rule("tension", "principles that may pull apart (candidates)", contradictions.tensions),
    Rule("duplicate", "the same text twice", duplicates.duplicates),
    Rule("near-duplicate", "nearly the same text twice", duplicates.near_duplicates),
    Rule("over-long", "principles longer than the encoder reads", sizes.over_long),
    Rule("empty", "principles that say nothing", sizes.empty),
    Rule("language", "text that the encoder does not read", files.language),
    Rule("withdrawn", "situations and titles whose document has gone", files.withdrawn),
    Rule("drafts", "questions and titles that nobody has reviewed", drafts.check),
    Rule("not-retrieved", "principles that nothing retrieves", retrieval.check, asks_index=True),
)
