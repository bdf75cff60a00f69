"""What can go wrong, as types: each error carries a message, a hint (what to do next) and an exit code.

They become words in one place only, at the edges (CLI, page, eval runner).
"Not covered by the corpus" is an answer, not an error.
"""

from __future__ import annotations


class CoachError(Exception):
    """An expected failure that a person can do something about.

    Args:
        message: What happened, in one sentence, naming the file, field or limit.
        hint: What to do next, in one sentence.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class QuestionError(CoachError):
    """The question cannot be read as a question (empty, too long, no words)."""


class CorpusError(CoachError):
    """The corpus, or a file of it, cannot be used as it is."""


class SettingsError(CoachError):
    """A setting, flag or file given by the person is wrong."""


class EncoderError(CoachError):
    """The embedding model is missing, incomplete or not the one expected."""

    exit_code = 3


class EnvironmentFault(CoachError):
    """The machine refuses: no disk, no permission, another writer at work."""

    exit_code = 3


class IndexDamaged(CoachError):
    """The published index does not hold what its manifest says."""

    exit_code = 4


class IndexStale(CoachError):
    """The published index belongs to another corpus version, encoder or format: build it anew."""

    exit_code = 4
