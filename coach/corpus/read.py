"""Reads a corpus folder into one record and refuses what could not be cited or reviewed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from coach import words
from coach.corpus import fields, frontmatter, snapshot
from coach.corpus.find import known_corpora
from coach.corpus.titles import read_titles, recontexted, retitled
from coach.errors import CorpusError
from coach.records import Audience, Beyond, Corpus, Principle, Situation, Tension
from coach.settings import BUNDLED_CORPUS

CRISIS = "crisis"
PERSON = "person"  # no particular kind
LENT = ("harassment", "safety", "health")  # kinds whose phrases every corpus of principles knows
ID_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
PRINCIPLE_FACTS = ("id", "title", "question", "next_step", "audience")
CORPUS_FACTS = ("name", "title", "language", "about", "tensions", "handoffs", "handoff_signs", "documents")
TENSION_FACTS = ("between", "about", "decides")
SHOWN = ("title", "language", "about")  # facts of corpus.yaml that can reach an answer
_TAG = re.compile(r"^\[(near miss|hand-off: [a-z]+)\]\s*")
_MEANT_AS_TAG = re.compile(r"^\[\s*(near|hand)[ -]?(miss|off)", re.IGNORECASE)


def read_corpus(folder: Path, of: Path | None = None) -> Corpus:
    """Read and check a corpus folder.

    Args:
        folder: Holds ``corpus.yaml``, ``principles/*.md`` and, where there are any, ``situations/*.txt``
            (named after their principle's file), ``titles/*.txt`` (the same) and ``beyond/*.txt`` (named after their
            topic). Where ``corpus.yaml`` says of which ``documents`` it is made, what was read of these stands for the
            principles; situations of ``pages/x.md`` then stand in ``situations/pages/x.md.txt``.
        of: The snapshot to read of such a corpus; the one in use where it is not given.

    Raises:
        CorpusError: a file cannot be read, or contradicts another; the message names the file and the line.
    """
    facts = frontmatter.load_mapping(fields.read_text(folder / "corpus.yaml", "corpus.yaml"), "corpus.yaml")
    fields.refuse_unknown(facts, CORPUS_FACTS, "corpus.yaml")
    collected = snapshot.read_collected(of or snapshot.in_use(folder)) if "documents" in facts else None
    principles = {one.id: one for one in collected.principles} if collected else _principles(folder)
    handoffs, signs = _handoffs(facts)
    _add_everywhere(handoffs, signs, is_collected=collected is not None)
    ids = {principle.id for principle in principles.values()}
    short = snapshot.aliases(ids) if collected else {}
    owners = short | {stem: principle.id for stem, principle in principles.items()}
    titles = read_titles(folder, owners)
    situations = tuple(_situations(folder, owners, is_collected=collected is not None))
    beyond = tuple(_beyond(folder, handoffs))
    tensions = tuple(_tensions(facts.get("tensions"), {**short, **{id_: id_ for id_ in ids}}))
    parts = (retitled(principles.values(), titles), situations, beyond, tensions)
    return Corpus(
        name=fields.one_line(facts.get("name"), "corpus.yaml: name") or folder.resolve().name,
        title=fields.one_line(facts.get("title"), "corpus.yaml: title") or folder.resolve().name,
        language=fields.one_line(facts.get("language"), "corpus.yaml: language") or "en",
        about=fields.one_line(facts.get("about"), "corpus.yaml: about"),
        folder=folder,
        principles=parts[0],
        situations=situations,
        beyond=beyond,
        tensions=tensions,
        handoffs=handoffs,
        handoff_signs=signs,
        passages=recontexted(collected.passages, principles.values(), titles) if collected else (),
        version=_version(
            parts if collected is None else ((collected.content, *sorted(titles.items())), *parts[1:]),
            [list(handoffs.items()), list(signs.items()), sorted((key, str(facts.get(key))) for key in SHOWN)],
        ),
    )


def _handoffs(facts: dict[str, Any]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return by kind whom to turn to, and the phrases that alone call for it."""
    handoffs = {
        str(kind): fields.one_line(who, f"corpus.yaml: hand-off {kind}")
        for kind, who in fields.mapping(facts.get("handoffs"), "corpus.yaml: handoffs").items()
    }
    signs = {
        str(kind): tuple(
            " ".join(words.words(str(sign))) for sign in fields.listing(listed, f"corpus.yaml: signs of {kind}")
        )
        for kind, listed in fields.mapping(facts.get("handoff_signs"), "corpus.yaml: handoff_signs").items()
    }
    if unknown := sorted(signs.keys() - handoffs.keys()):
        raise CorpusError(f"corpus.yaml: handoff_signs names {unknown[0]!r}", "Say under handoffs whom to turn to.")
    return handoffs, signs


def _add_everywhere(handoffs: dict[str, str], signs: dict[str, tuple[str, ...]], is_collected: bool) -> None:
    """Add what holds for every corpus: a crisis, and the text for whoever needs a person and none is named.

    People write such things to any corpus. Phrases of a kind that a corpus of principles does not name lead to that
    neutral text; a handbook has its own pages on harassment, say, and answers with them.
    """
    if {CRISIS, PERSON} <= handoffs.keys():
        return
    theirs, their_signs = _handoffs(
        frontmatter.load_mapping(fields.read_text(_bundled() / "corpus.yaml", "corpus.yaml"), "corpus.yaml")
    )
    named = set(handoffs)
    if CRISIS not in named:
        handoffs[CRISIS], signs[CRISIS] = theirs[CRISIS], their_signs[CRISIS]
    handoffs.setdefault(PERSON, theirs[PERSON])
    if not is_collected:
        lent = [sign for kind in LENT if kind not in named for sign in their_signs.get(kind, ())]
        signs[PERSON] = (*signs.get(PERSON, ()), *lent)


def _bundled() -> Path:
    return known_corpora()[BUNDLED_CORPUS]


def _principles(folder: Path) -> dict[str, Principle]:
    """Return the principles by the stem of their file, in the order of the file names."""
    found: dict[str, Principle] = {}
    places: dict[str, str] = {}
    for path in fields.files_of(folder / "principles", "*.md"):
        name = f"principles/{path.name}"
        facts, body = frontmatter.split(fields.read_text(path, name), name)
        principle = _principle(facts, body, name)
        if principle.id in places:
            raise CorpusError(
                f"{name}: the id {principle.id} is taken by {places[principle.id]}", "Give each its own id."
            )
        places[principle.id] = name
        found[path.stem] = principle
    if not found:
        raise CorpusError(f"{folder} holds no principles", "Add at least one file principles/NAME.md.")
    return found


def _principle(facts: dict[str, Any], body: str, name: str) -> Principle:
    text = body.strip()
    fields.refuse_unknown(facts, PRINCIPLE_FACTS, name)
    if "id" not in facts:
        raise CorpusError(f"{name} has no id", "Begin it with a line ---, then id: P12 (for instance), then ---.")
    identifier = str(facts["id"])
    if not ID_PATTERN.fullmatch(identifier):
        raise CorpusError(
            f"{name}: the id {identifier!r} cannot be cited",
            "Use a letter, then letters, digits, '.', '_' or '-', 64 at most (for instance P12).",
        )
    if not words.words(text):
        raise CorpusError(f"{name}: the principle has no text", "Write it below the second --- line.")
    audience = fields.mapping(facts.get("audience"), f"{name}: audience")
    if unknown := set(audience) - {"level", "role", "company"}:
        raise CorpusError(f"{name}: audience does not know {sorted(unknown)[0]!r}", "It knows level, role and company.")
    return Principle(
        id=identifier,
        title=fields.one_line(facts.get("title") or words.sentences(text)[0], f"{name}: title"),
        text=text,
        question=fields.one_line(facts.get("question"), f"{name}: question"),
        next_step=fields.one_line(facts.get("next_step"), f"{name}: next_step"),
        audience=Audience(
            **{key: tuple(map(str, fields.listing(value, f"{name}: {key}"))) for key, value in audience.items()}
        ),
        source=name,
    )


def _situations(folder: Path, principle_of: Mapping[str, str], is_collected: bool) -> Iterable[Situation]:
    seen: dict[str, str] = {}
    home = folder / "situations"
    for path in fields.files_of(home, "**/*.txt" if is_collected else "*.txt"):
        name = f"situations/{path.relative_to(home).as_posix()}"
        stem = path.relative_to(home).as_posix().removesuffix(".txt")
        if stem not in principle_of and is_collected:  # its document has gone, or holds nothing to quote any more
            continue
        if stem not in principle_of:
            raise CorpusError(
                f"{name}: there is no principles/{path.stem}.md", "Name the file after its principle's file."
            )
        for line, text in _entries(path, name):
            if text in seen:
                raise CorpusError(f"{name}, line {line}: the same stands in {seen[text]}", "Keep one of them.")
            seen[text] = f"{name}, line {line}"
            yield Situation(text, principle_of[stem])


def _beyond(folder: Path, handoffs: Mapping[str, str]) -> Iterable[Beyond]:
    for path in fields.files_of(folder / "beyond", "*.txt"):
        name = f"beyond/{path.name}"
        for line, entry in _entries(path, name):
            text, handoff = entry, None
            while tag := _TAG.match(text):
                text = text[tag.end() :]
                if tag[1].startswith("hand-off"):
                    handoff = tag[1].removeprefix("hand-off: ")
            if handoff is not None and handoff not in handoffs:
                raise CorpusError(
                    f"{name}, line {line}: the hand-off {handoff!r} is not in corpus.yaml",
                    f"Known: {', '.join(handoffs) or 'none'}.",
                )
            if _MEANT_AS_TAG.match(text):  # read as a question, it would silently lose its hand-off
                raise CorpusError(
                    f"{name}, line {line}: the tag {text.split(']')[0]}] cannot be read",
                    "Write [near miss] or [hand-off: kind], the kind in small letters.",
                )
            yield Beyond(text, path.stem.replace("-", " "), handoff)


def _tensions(listed: Any, ids: Mapping[str, str]) -> Iterable[Tension]:
    for number, item in enumerate(fields.listing(listed, "corpus.yaml: tensions"), start=1):
        name = f"corpus.yaml: tension {number}"
        facts = fields.mapping(item, name)
        fields.refuse_unknown(facts, TENSION_FACTS, name)
        between = tuple(map(str, fields.listing(facts.get("between"), f"{name}: between")))
        if unknown := sorted(set(between) - ids.keys()):
            raise CorpusError(f"{name} names {unknown[0]!r}, which is no principle", "Use the ids of two principles.")
        between = tuple(ids[each] for each in between)
        if len(between) != 2 or between[0] == between[1]:
            raise CorpusError(
                f"{name}: 'between' must name two principles", f"It names {', '.join(between) or 'none'}."
            )
        about, decides = (fields.one_line(facts.get(key), f"{name}: {key}") for key in ("about", "decides"))
        yield Tension((between[0], between[1]), about, decides)


def _entries(path: Path, name: str) -> Iterable[tuple[int, str]]:
    """Yield (line number, entry): one entry a line; blank lines and lines starting with # are for people."""
    for number, line in enumerate(fields.read_text(path, name).split("\n"), start=1):
        entry = words.clean(line)
        if entry and not entry.startswith("#"):
            yield number, entry


def _version(parts: tuple[tuple[Any, ...], ...], shown: list[Any]) -> str:
    """Return 12 hex digits that change whenever something that can reach an answer changes."""

    def plain(record: Any) -> list[Any]:
        return [getattr(record, field) for field in record.__slots__]

    return hashlib.sha256(json.dumps([parts, shown], default=plain).encode()).hexdigest()[:12]
