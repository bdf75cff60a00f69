"""From the parts of an upload to a corpus folder on disk, under names of our own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from coach.corpus import fields, frontmatter
from coach.errors import CoachError
from ui.corpus.intake import Intake, Part

_NUMBER = re.compile(r"(\d{4})-")
_SLUG = 40  # characters of a given name that are kept, as far as they are letters and digits


def lay_out(intake: Intake, into: Path, base: Path | None, title: str) -> dict[str, str]:
    """Write an upload as a corpus folder.

    A whole corpus stands for itself. Single principles are laid over the version before: one with an id that is known
    takes the place of that file, with its situations; any other is added at the end.

    Args:
        intake: What was uploaded.
        into: An empty folder.
        base: The folder of the version before; None where there is none.
        title: What the corpus is called where no ``corpus.yaml`` says it.

    Returns:
        What each written file was called, by its path in the folder.

    Raises:
        OSError: it cannot be written.
    """
    for name in ("principles", "situations", "beyond"):
        (into / name).mkdir()
    if base is not None and not intake.is_whole:
        for path in _texts_of(base):
            shutil.copyfile(path, into / path.relative_to(base))
    called = _whole(intake.parts, into) if intake.is_whole else _single(intake.parts, into)
    if not (into / "corpus.yaml").exists():
        facts = yaml.safe_dump({"title": title, "language": "en"}, allow_unicode=True, sort_keys=False)
        (into / "corpus.yaml").write_text(facts, encoding="utf-8")
    return called


def _texts_of(folder: Path) -> Iterable[Path]:
    yield folder / "corpus.yaml"
    yield from fields.files_of(folder / "principles", "*.md")
    for name in ("situations", "beyond"):
        yield from fields.files_of(folder / name, "*.txt")


def _whole(parts: Iterable[Part], into: Path) -> dict[str, str]:
    """Write every part under a number and a piece of its name; a principle and its situations get the same one."""
    called: dict[str, str] = {}
    stems: dict[tuple[str, str], str] = {}
    for part in sorted(parts, key=lambda part: (part.folder != "principles", part.folder, part.stem)):
        if not part.folder:
            path = "corpus.yaml"
        elif part.folder == "beyond":  # the name of such a file is its topic, which people read
            path = f"beyond/{_unique(_slug(part.stem) or 'other', into / 'beyond')}.txt"
        else:
            known = stems.setdefault(("principles", part.stem), _numbered(len(stems) + 1, part.stem))
            path = f"{part.folder}/{known}{'.md' if part.folder == 'principles' else '.txt'}"
        (into / path).write_bytes(part.content)
        called[path] = part.name
    return called


def _single(parts: Iterable[Part], into: Path) -> dict[str, str]:
    called: dict[str, str] = {}
    known = _files_by_id(into)
    for part in parts:
        facts = _facts(part.content)
        path = known.get(str(facts.get("id", "")))
        if path is None or str(path.relative_to(into)) in called:  # two uploaded files of one id: reading will say so
            path = into / "principles" / f"{_numbered(_last_number(into) + 1, part.stem)}.md"
        path.write_bytes(part.content)
        called[path.relative_to(into).as_posix()] = part.name
    return called


def _files_by_id(folder: Path) -> dict[str, Path]:
    return {
        str(_facts(path.read_bytes()).get("id", "")): path for path in fields.files_of(folder / "principles", "*.md")
    }


def _facts(content: bytes) -> Mapping[str, Any]:
    """Return the facts at the top of a principle; none where they cannot be read, which is said later, by line."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        return frontmatter.split(text, "")[0]
    except (UnicodeDecodeError, CoachError):
        return {}


def _last_number(folder: Path) -> int:
    numbers = [int(found[1]) for path in (folder / "principles").iterdir() if (found := _NUMBER.match(path.name))]
    return max(numbers, default=0)


def _numbered(number: int, stem: str) -> str:
    slug = _slug(stem)
    return f"{number:04d}-{slug}" if slug else f"{number:04d}-text"


def _slug(stem: str) -> str:
    """Return what of a given name is small letters and digits: harmless in a path on any machine."""
    without_number = _NUMBER.sub("", stem, count=1)
    return re.sub(r"[^a-z0-9]+", "-", without_number.lower()).strip("-")[:_SLUG].strip("-")


def _unique(slug: str, folder: Path) -> str:
    taken = {path.stem for path in folder.iterdir()}
    return next(
        name for number in range(len(taken) + 2) if (name := f"{slug}-{number}" if number else slug) not in taken
    )
