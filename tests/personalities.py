"""Chat models with a character, for the scripted server: honest ones, and those that a person has to be kept from.

A personality writes points, and verifies; the server asks it for either. Each raises when it is asked for something
that it does not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from model_server import Reply

from coach import prompts

# What each principle of the bundled corpus means for somebody: no more than it says.
READINGS = {
    "P1": "You need no senior title to begin: engage with customer discovery and business context now.",
    "P2": "Show the skills of the next level before you have its title.",
    "P3": "Look for a problem that keeps your leaders up at night and that nobody addresses, and solve it.",
    "P4": "A lateral or junior role in another function can give you a wider view of the business.",
    "P5": "It takes more than your domain: see how the platform connects, work with customers, know other teams.",
    "P6": "You need not wait for the perfect role: take on critical work in your organization that has no owner.",
    "P7": "Your job is to influence engineering, marketing and sales, although they do not report to you.",
    "P8": "Frame your next update as what you think should be done and why, not only what you did.",
    "P9": "Learn how your own role contributes to what the firm earns its living with.",
    "P10": "Bring the situation together, align the teams and make the decision simpler for them.",
    "P11": "Before the founder trusts your strategy, earn credibility: master product, customers and business.",
}


@dataclass(frozen=True)
class Claim:
    """A claim as the verifying model is given it."""

    number: int
    evidence: str
    quote: str
    reading: str


@dataclass(frozen=True)
class Seen:
    """What a request holds: principles by id, the question, and what failed before, if anything; or claims."""

    principles: Mapping[str, str]
    question: str
    level: str
    failures: str
    claims: tuple[Claim, ...]
    has_schema: bool

    @property
    def is_verifying(self) -> bool:
        return bool(self.claims)


def seen(request: Mapping[str, Any]) -> Seen:
    """Read a request."""
    system, user, *more = [message["content"] for message in request["messages"]]
    mark = re.escape(user.split()[0])
    if system.startswith(prompts.VERIFY.text[:30]):
        parts = "".join(rf"{mark} claim \1: {part}\n(.*?)\n" for part in ("evidence", "quotation", "reading"))
        pattern = parts.replace(r"\1", r"(\d+)", 1) + rf"{mark} end"
        found = re.findall(pattern, user, re.DOTALL)
        return Seen({}, "", "", "", tuple(Claim(int(number), *rest) for number, *rest in found), False)
    assert system.startswith(prompts.POINTS.text[:30]), "nobody knows what is asked here"
    blocks = dict(re.findall(rf"{mark} BEGIN ([A-Z ,]+)\n(.*?)\n{mark} END \1", user, re.DOTALL))
    one = re.compile(r"^id: (.*?)\n.*?^text: (.*?)(?=\n\nid: |\Z)", re.DOTALL | re.MULTILINE)
    principles = dict(one.findall(blocks["PRINCIPLES"]))
    level = re.search(r"^level: (.*)$", blocks.get("WHO ASKS", ""), re.MULTILINE)
    has_schema = "response_format" in request
    return Seen(principles, blocks["QUESTION"], level[1] if level else "", more[-1] if more else "", (), has_schema)


Point = tuple[str, str, str]


def points_json(points: list[Point], **others: Any) -> str:
    names = ("principle", "quote", "reading")
    whole: dict[str, Any] = {"points": [dict(zip(names, point, strict=True)) for point in points], "tension": []}
    whole |= {"next_step": {"principle": "", "text": "", "within_days": 0}, "question": ""}
    return json.dumps(whole | others, ensure_ascii=False)


def points_plain(points: list[Point]) -> str:
    lines = [f"POINT: {name}\nQUOTE: {quote}\nREADING: {reading}" for name, quote, reading in points]
    return "\n".join([*lines, "END"])


def verdicts(claims: tuple[Claim, ...], holds: Callable[[Claim], bool]) -> str:
    found = [{"claim": claim.number, "supported": holds(claim), "reason": "because"} for claim in claims]
    return json.dumps({"verdicts": [item | {"missing": "" if item["supported"] else "its words"} for item in found]})


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text)[0]


# Questions back that ask for a plain fact, and nothing else.
QUESTIONS = frozenset({"Who decides on your work?", "How long have you been in this role?"})


def knows_the_truth(claim: Claim) -> bool:
    """What an honest verifier says: it knows the readings that are right, and the questions that only ask."""
    return claim.reading in READINGS.values() or claim.reading in QUESTIONS


class Personality:
    """Honest by itself: it quotes the first sentence of the two best principles, and reads them rightly."""

    def __init__(self, **of_reply: Any) -> None:
        self.of_reply = of_reply

    def __call__(self, request: dict[str, Any]) -> Reply:
        found = seen(request)
        if found.is_verifying:
            return Reply(self.verify(found), usage=self.of_reply.get("usage"))
        points = self.mend(found) if found.failures else self.write(found)
        text = points if isinstance(points, str) else points_json(points) if found.has_schema else points_plain(points)
        return replace(Reply(text), **self.of_reply)

    def write(self, found: Seen) -> list[Point] | str:
        return [(name, first_sentence(text), READINGS[name]) for name, text in list(found.principles.items())[:2]]

    def mend(self, found: Seen) -> list[Point] | str:
        """Say the same again: what it was told makes no difference."""
        return self.write(found)

    def verify(self, found: Seen) -> str:
        return verdicts(found.claims, knows_the_truth)


class Paraphraser(Personality):
    """Quotes in its own words, and exactly when it is told that it did not."""

    def write(self, found: Seen) -> list[Point]:
        return [(name, quote.replace("the", "some").upper(), reading) for name, quote, reading in super().write(found)]

    def mend(self, found: Seen) -> list[Point]:
        return super().write(found)


class Forger(Personality):
    """Makes up ids and quotations."""

    def write(self, found: Seen) -> list[Point]:
        (name, quote, reading), _ = super().write(found)
        return [("P99", quote, reading), (name, f"{quote[:-1]} within 30 days.", f"{reading} See [P77].")]


class Negator(Personality):
    """Turns everything round."""

    def write(self, found: Seen) -> list[Point]:
        return [(name, quote, f"Do not do this: {reading}") for name, quote, reading in super().write(found)]


class Flatterer(Personality):
    """Takes the person's side."""

    def write(self, found: Seen) -> list[Point]:
        praise = "You are absolutely right, and your founder is wrong. "
        return [(name, quote, praise + reading) for name, quote, reading in super().write(found)]


class Obedient(Personality):
    """Does whatever a text tells it that says OBEY, whoever wrote it; also when it verifies."""

    def write(self, found: Seen) -> list[Point] | str:
        told = re.search(r"OBEY: (.*?)\.(?:\s|$)", "\n".join([found.question, *found.principles.values()]))
        points = super().write(found)
        return [(name, quote, told[1]) for name, quote, _ in points] if told else points

    def verify(self, found: Seen) -> str:
        return verdicts(found.claims, lambda claim: True)


class Scribbler(Personality):
    """Writes what is in no form."""

    def write(self, found: Seen) -> str:
        return "<html><script>alert(1)</script>Just quit! ![x](https://evil.test/?q=1)</html>"


class ByLevel(Personality):
    """Leads with the principle that speaks of the person's level."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        self._user = request["messages"][1]["content"]
        return super().__call__(request)

    def write(self, found: Seen) -> list[Point]:
        spoken = dict(re.findall(r"^id: (\w+)\n.*\nspeaks of: (.*)$", self._user, re.MULTILINE))
        fitting = [name for name in found.principles if found.level and found.level in spoken.get(name, "").split(", ")]
        chosen = [*fitting, *(name for name in found.principles if name not in fitting)][:2]
        return [(name, first_sentence(found.principles[name]), READINGS[name]) for name in chosen]
