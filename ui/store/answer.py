"""An answer as plain JSON, and back."""

from __future__ import annotations

import json

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from coach.records import Answer, Profile

_ANSWER = TypeAdapter(Answer)
_PROFILE = TypeAdapter(Profile)


def answer_json(answer: Answer) -> str:
    """Return an answer as one JSON object whose fields are those of `coach.records.Answer`."""
    try:
        return _ANSWER.dump_json(answer).decode()
    except PydanticSerializationError:  # half a character: escaped as \\ud83d it can be kept
        return json.dumps(_ANSWER.dump_python(answer, mode="json"))


def read_answer(text: str) -> Answer | None:
    """Return the answer that a JSON text holds; None where it is none, or that of another version of Coach.

    Fields that this version does not know are left out.
    """
    try:
        return _ANSWER.validate_python(json.loads(text))
    except (ValueError, RecursionError):
        return None


def profile_json(profile: Profile) -> str:
    """Return a profile as one JSON object."""
    return _PROFILE.dump_json(profile).decode()


def read_profile(text: str) -> Profile:
    """Return the profile that a JSON text holds; one that says nothing where it is none."""
    try:
        return _PROFILE.validate_python(json.loads(text))
    except (ValueError, RecursionError):
        return Profile()
