"""Reads a corpus folder into one record and refuses what could not be cited or reviewed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coach import words
from coach.corpus import frontmatter
from coach.errors import CorpusError
from coach.records import Audience, Beyond, Corpus, Principle, Situation, Tension

ID_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
MAX_FILE_BYTES = 4_000_000
_TAG = re.compile(r"^\[(near miss|hand-off: [a-z]+)\]\s*")


def read_corpus(folder: Path) -> Corpus:
    """Read and check a corpus folder.

    Args:
        folder: Holds ``corpus.yaml``, ``principles/*.md`` and, where there are any, ``situations/*.txt``
            (named after their principle's file) and ``beyond/*.txt`` (named after their topic).

    Raises:
        CorpusError: a file cannot be read, or contradicts another; the message names the file and the line.
    """
    facts = frontmatter.load_mapping(_text(folder / "corpus.yaml"), "corpus.yaml")
    principles = _principles(folder)
    handoffs = {
        str(kind): _one_line(who) for kind, who in _mapping(facts.get("handoffs"), "corpus.yaml: handoffs").items()
    }
    ids = {principle.id for principle in principles.values()}
    situations = tuple(_situations(folder, {stem: principle.id for stem, principle in principles.items()}))
    beyond = tuple(_beyond(folder, handoffs))
    tensions = tuple(_tensions(facts.get("tensions"), ids))
    parts = (tuple(principles.values()), situations, beyond, tensions)
    return Corpus(
        name=str(facts.get("name") or folder.resolve().name),
        title=str(facts.get("title") or folder.resolve().name),
        language=str(facts.get("language") or "en"),
        about=_one_line(facts.get("about", "")),
        folder=folder,
        principles=parts[0],
        situations=situations,
        beyond=beyond,
        tensions=tensions,
        handoffs=handoffs,
        version=_version(parts, handoffs),
    )


def _principles(folder: Path) -> dict[str, Principle]:
    """Return the principles by the stem of their file, in the order of the file names."""
    found: dict[str, Principle] = {}
    places: dict[str, str] = {}
    for path in _files(folder / "principles", "*.md"):
        name = f"principles/{path.name}"
        facts, body = frontmatter.split(_text(path), name)
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
    identifier = str(facts.get("id", ""))
    if not ID_PATTERN.fullmatch(identifier):
        raise CorpusError(
            f"{name}: the id {identifier!r} cannot be cited",
            "Use a letter, then letters, digits, '.', '_' or '-', 64 at most (for instance P12).",
        )
    if not words.words(text):
        raise CorpusError(f"{name}: the principle has no text", "Write it below the second --- line.")
    audience = _mapping(facts.get("audience"), f"{name}: audience")
    if unknown := set(audience) - {"level", "role", "company"}:
        raise CorpusError(f"{name}: audience does not know {sorted(unknown)[0]!r}", "It knows level, role and company.")
    return Principle(
        id=identifier,
        title=_one_line(facts.get("title") or words.sentences(text)[0]),
        text=text,
        question=_one_line(facts.get("question", "")),
        next_step=_one_line(facts.get("next_step", "")),
        audience=Audience(**{key: tuple(map(str, _list(value, f"{name}: {key}"))) for key, value in audience.items()}),
        source=name,
    )


def _situations(folder: Path, principle_of: Mapping[str, str]) -> Iterable[Situation]:
    seen: dict[str, str] = {}
    for path in _files(folder / "situations", "*.txt"):
        name = f"situations/{path.name}"
        if path.stem not in principle_of:
            raise CorpusError(
                f"{name}: there is no principles/{path.stem}.md", "Name the file after its principle's file."
            )
        for line, text in _entries(path):
            if text in seen:
                raise CorpusError(f"{name}, line {line}: the same stands in {seen[text]}", "Keep one of them.")
            seen[text] = f"{name}, line {line}"
            yield Situation(text, principle_of[path.stem])


def _beyond(folder: Path, handoffs: Mapping[str, str]) -> Iterable[Beyond]:
    for path in _files(folder / "beyond", "*.txt"):
        for line, entry in _entries(path):
            text, handoff = entry, None
            while tag := _TAG.match(text):
                text = text[tag.end() :]
                if tag[1].startswith("hand-off"):
                    handoff = tag[1].removeprefix("hand-off: ")
            if handoff is not None and handoff not in handoffs:
                raise CorpusError(
                    f"beyond/{path.name}, line {line}: the hand-off {handoff!r} is not in corpus.yaml",
                    f"Known: {', '.join(handoffs) or 'none'}.",
                )
            yield Beyond(text, path.stem.replace("-", " "), handoff)


def _tensions(listed: Any, ids: set[str]) -> Iterable[Tension]:
    for number, item in enumerate(_list(listed, "corpus.yaml: tensions"), start=1):
        name = f"corpus.yaml: tension {number}"
        facts = _mapping(item, name)
        between = tuple(map(str, _list(facts.get("between"), f"{name}: between")))
        if len(between) != 2 or not set(between) <= ids:
            raise CorpusError(
                f"{name}: 'between' must name two principles", f"It names {', '.join(between) or 'none'}."
            )
        yield Tension((between[0], between[1]), _one_line(facts.get("about", "")), _one_line(facts.get("decides", "")))


def _entries(path: Path) -> Iterable[tuple[int, str]]:
    """Yield (line number, entry): one entry a line; blank lines and lines starting with # are for people."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        entry = words.clean(line)
        if entry and not entry.startswith("#"):
            yield number, entry


def _text(path: Path) -> str:
    """Read a text file: UTF-8, any line ends, without invisible or control characters."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CorpusError(f"{path.name} is larger than {MAX_FILE_BYTES // 1_000_000} MB", "Split it.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name} is not UTF-8 text (byte {error.start})", "Save it as UTF-8.") from error
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror or error}", "Check the path and its permissions."
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if words.has_control_characters(text):
        raise CorpusError(f"{path.name} holds control characters: it is not plain text", "Save it as plain text.")
    return (
        "\n".join(words.clean(line) if line.strip() else "" for line in text.split("\n"))
        if path.suffix != ".yaml"
        else text
    )


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise CorpusError(f"{name} must be a mapping (name: value)", "See the bundled corpus for an example.")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise CorpusError(f"{name} must be a list", "Write it as [one, two].")
    return value


def _one_line(value: Any) -> str:
    return re.sub(r"\s+", " ", str(value)).strip()


def _version(parts: tuple[tuple[Any, ...], ...], handoffs: Mapping[str, str]) -> str:
    """Return 12 hex digits that change whenever something that can reach an answer changes."""
    plain = [[asdict(item) for item in part] for part in parts]
    return hashlib.sha256(json.dumps([plain, dict(handoffs)], sort_keys=True).encode()).hexdigest()[:12]
