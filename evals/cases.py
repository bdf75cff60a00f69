"""Cases, read from JSONL and refused whole where a line is not one: every mistake is listed, nothing is scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import words
from coach.errors import CoachError
from coach.records import Corpus, Turn
from evals.case_ids import resolved
from evals.records import Case, Kind

_SHOWN = 20  # mistakes listed; the rest are counted
_HINT = "Mend the lines named; evals/README.md shows the fields of a case."


class CaseError(CoachError):
    """A file of cases cannot be used; the message names each file, line and reason."""


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    role: str = Field(pattern="^(user|assistant)$")
    content: str = Field(min_length=1)


class _Line(BaseModel):
    """One line of a case file."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: str = Field(min_length=1, max_length=120)
    question: str = Field(min_length=1)
    expected: list[str]
    kind: Kind | None = None
    history: list[_Turn] = []
    handoff: str | None = None
    tension: list[str] | None = Field(default=None, min_length=2, max_length=2)
    attack: str | None = None
    must_not_say: list[str] = []
    pair: str | None = None
    variant: str | None = None
    note: str = ""
    draft: bool = False
    xfail: str = ""


def read_cases(path: Path, corpus: Corpus) -> tuple[Case, ...]:
    """Read the cases of a file, or of every ``*.jsonl`` file of a folder, in order of name.

    Args:
        path: A JSONL file or a folder of them; one object a line, see ``evals/README.md``.
        corpus: Whose principles and hand-offs the cases may name; a row of a table also by its short id, where only
            one has it (``P1`` for ``rules.csv#P1``).

    Returns:
        The cases, with every principle by its whole id.

    Raises:
        CaseError: there is no case, or any line is not one.
    """
    mistakes: list[str] = []
    read = [case for file in _files(path) for case in _read_file(file, mistakes)]
    found = [resolved(case, corpus, mistakes) for case in read]
    mistakes += _strange_handoffs(found, corpus)
    mistakes += _twice(found)
    mistakes += _groups(found)
    if mistakes:
        more = f"\n  and {len(mistakes) - _SHOWN} more" if len(mistakes) > _SHOWN else ""
        listed = "".join(f"\n  {mistake}" for mistake in mistakes[:_SHOWN])
        raise CaseError(f"{path} holds {len(mistakes)} mistake(s); nothing was scored:{listed}{more}", _HINT)
    if not found:
        raise CaseError(f"{path} holds no cases", "Write some, or draft them: coach eval init")
    return tuple(found)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise CaseError(f"{path} holds no *.jsonl file", "Write cases there, or draft them: coach eval init")
        return files
    if not path.is_file():
        raise CaseError(f"There is no file or folder {path}", "Give cases with --cases, or draft them: coach eval init")
    return [path]


def _read_file(path: Path, mistakes: list[str]) -> Iterator[Case]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror or error}", "Check the path.") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        mistakes.append(f"{path.name}:{number}: not UTF-8 (byte {error.start}: {error.reason}); save the file as UTF-8")
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            case = _parse(line, f"{path.name}:{number}", mistakes)
            if case:
                yield case


def _parse(line: str, place: str, mistakes: list[str]) -> Case | None:
    try:
        item = json.loads(line, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        mistakes.append(f"{place}:{error.colno}: not JSON ({error.msg})")
        return None
    except (ValueError, RecursionError) as error:
        mistakes.append(f"{place}: not JSON ({error})")
        return None
    if not isinstance(item, dict):
        mistakes.append(f"{place}: not a JSON object")
        return None
    name = f"{place}: case {item.get('id')!r}"
    try:
        read = _Line.model_validate(item)
    except ValidationError as error:
        mistakes += [f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        return None
    case = replace(_case(read), line=place)
    wrong = [f"{name}: {reason}" for reason in _contradictions(case)]
    mistakes += wrong
    return None if wrong else case


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)} stands twice in one object")
    return dict(pairs)


def _case(read: _Line) -> Case:
    kind: Kind = read.kind or ("handoff" if read.handoff else "answerable" if read.expected else "unanswerable")
    return Case(
        id=read.id,
        kind=kind,
        question=read.question,
        history=tuple(Turn(turn.role, turn.content) for turn in read.history),  # type: ignore[arg-type]
        expected=tuple(read.expected),
        handoff=read.handoff,
        tension=(read.tension[0], read.tension[1]) if read.tension else None,
        attack=read.attack,
        must_not_say=tuple(read.must_not_say),
        pair=read.pair,
        variant=read.variant,
        note=read.note,
        draft=read.draft,
        xfail=read.xfail,
    )


def _contradictions(case: Case) -> Iterator[str]:
    """Yield what in one case contradicts itself."""
    kind = case.kind
    wrong = {
        "question: it holds control characters": words.has_control_characters(case.question),
        "handoff: a case is either handed off or answered by principles": case.handoff and case.expected,
        "handoff: cases of kind handoff name one, others do not": (kind == "handoff") != (case.handoff is not None),
        f"expected: a case of kind {kind} names the principles that answer it": kind in ("answerable", "tension")
        and not case.expected,
        f"expected: a case of kind {kind} names none": kind in ("unanswerable", "near_miss") and case.expected,
        "id, question: one is blank": not (case.id.strip() and case.question.strip()),
        "expected: a principle stands twice": len(set(case.expected)) < len(case.expected),
        "tension: it takes two different principles": case.tension is not None and len(set(case.tension)) < 2,
        "history: a follow-up has turns before it": kind == "follow_up" and not case.history,
        "pair: only cases of kind framing or persons are compared": bool(case.pair)
        and kind not in ("framing", "persons"),
        "tension: cases of kind tension name the two principles, others do not": (kind == "tension")
        != (case.tension is not None),
        f"pair, variant: a case of kind {kind} names both": kind in ("framing", "persons")
        and not (case.pair and case.variant),
        "must_not_say: an empty string stands in every answer": any(
            not words.visible(text).strip() for text in case.must_not_say
        ),
    }
    yield from (reason for reason, is_wrong in wrong.items() if is_wrong)


def _strange_handoffs(cases: Iterable[Case], corpus: Corpus) -> Iterator[str]:
    """Yield the hand-offs that the corpus does not know."""
    for case in cases:
        if case.handoff and case.handoff not in corpus.handoffs:
            kinds = ", ".join(corpus.handoffs) or "none"
            yield f"{case.line}: case {case.id!r}: the corpus has no hand-off {case.handoff!r} (it has: {kinds})"


def _twice(cases: Iterable[Case]) -> Iterator[str]:
    """Yield ids that stand twice, and questions that stand twice with different labels."""
    ids: dict[str, Case] = {}
    asked: dict[tuple[Any, ...], Case] = {}
    for case in cases:
        if case.id in ids:
            yield f"{case.line}: the id {case.id!r} stands already at {ids[case.id].line}"
        ids.setdefault(case.id, case)
        key = (words.canonical(case.question).lower(), case.history)
        first = asked.setdefault(key, case)
        if first is not case and _label(first) != _label(case):
            yield f"{case.line}: case {case.id!r} asks what {first.id!r} asks, with another label"


def _label(case: Case) -> tuple[Any, ...]:
    return frozenset(case.expected), case.handoff, case.tension


def _groups(cases: Iterable[Case]) -> Iterator[str]:
    """Yield groups that compare nothing: one member, a variant twice, or different labels."""
    groups: dict[str, dict[str, Case]] = {}
    for case in cases:
        if case.pair:
            group = groups.setdefault(case.pair, {})
            if (case.variant or "") in group:
                yield f"{case.line}: the group {case.pair!r} has the variant {case.variant!r} already"
            group[case.variant or ""] = case
    yield from _uneven(groups)


def _uneven(groups: Mapping[str, Mapping[str, Case]]) -> Iterator[str]:
    for name, group in groups.items():
        first = next(iter(group.values()))
        if len(group) < 2:
            yield f"{first.line}: the group {name!r} has only one case; it compares nothing"
        if len({case.kind for case in group.values()}) > 1:
            yield f"{first.line}: the group {name!r} mixes kinds"
        if any(_label(case) != _label(first) for case in group.values()):
            yield f"{first.line}: the cases of the group {name!r} have different labels"
