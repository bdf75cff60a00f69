"""Whether a principle names the kind of person who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.records import Audience, Principle, Profile
from coach.words import words

# How much a fitting audience lifts a principle, and one that names other levels only lowers it, in units of the fused
# score (standard deviations over principles). Half a deviation reorders near ties and nothing else.
FITS, NAMES_OTHERS = 0.5, -0.25

# The same level in other words; kept short: a level that is not here matches by its own words.
_SAME = (
    {"junior", "jr", "associate", "apm", "entry", "graduate", "intern", "trainee", "early", "starter", "apprentice"},
    {"senior", "sr", "staff", "principal", "lead"},
    {"individual", "contributor", "ic"},
    {"director", "head"},
    {"vp", "vicepresident", "svp"},
    {"cpo", "chiefproductofficer"},
    {"founder", "founderled", "founderrun", "ownerled", "startup", "startups"},
    {"product", "pm", "po", "apm"},
)
_TELLS_NOTHING = {
    "level",
    "career",
    "role",
    "manager",
    "led",
    "run",
    "firm",
    "company",
    "a",
    "an",
    "the",
    "of",
    "at",
    "in",
}
_NOT = re.compile(r"\b(?:not|no|never)(?: an?| the)? [\w-]+")


def lift(principle: Principle, profile: Profile) -> tuple[float, str]:
    """Return how much the profile moves a principle, and the audience word that fits, if one does."""
    fitting = [
        name for names, said in _pairs(principle.audience, profile) for name in names if said and _matches(name, said)
    ]
    if fitting:
        return FITS * min(len(fitting), 2), fitting[0]
    others = bool(principle.audience.level and profile.level)
    return (NAMES_OTHERS, "") if others else (0.0, "")


def told(principle: Principle, profile: Profile) -> str:
    """Return what the profile says, in the person's own words, that fits the principle; empty where nothing does."""
    pairs = _pairs(principle.audience, profile)
    return next((said for names, said in pairs if said and any(_matches(name, said) for name in names)), "")


def _pairs(audience: Audience, profile: Profile) -> Iterable[tuple[tuple[str, ...], str]]:
    return (audience.level, profile.level), (audience.role, profile.role), (audience.company, profile.company)


def _matches(name: str, said: str) -> bool:
    return bool(_meanings(name) & _meanings(said))


def _meanings(text: str) -> set[str]:
    """Return the words of a description that tell something, neighbours also joined, with their synonyms."""
    found = words(_NOT.sub(" ", text.lower()).replace("-", " "))
    joined = {"".join(found[start : start + size]) for size in (2, 3) for start in range(len(found) - size + 1)}
    telling = (set(found) | joined) - _TELLS_NOTHING
    return telling | {word for group in _SAME if group & telling for word in group}
