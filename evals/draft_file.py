"""Writes drafted cases where a corpus keeps its own, and never over anything."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import known_corpora
from coach.errors import SettingsError
from coach.records import Corpus
from evals.places import ANY_GATES, gates_of
from evals.records import Case

NAME = "cases.jsonl"


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was written: the cases, and the gates beside them where there were none."""

    cases: Path
    gates: Path | None


def place_for(corpus: Corpus, out: Path | None = None) -> Path:
    """Return where to write the cases of a corpus: ``out``, else ``evals/cases.jsonl`` in its folder.

    Raises:
        SettingsError: Something stands there, or the corpus has cases already.
    """
    hint = "Name another file: --out FILE. Or take away what is there."
    if out is not None:
        if out.exists() or out.is_symlink():
            raise SettingsError(f"{out} exists already; it is not overwritten", hint)
        return out
    if corpus.folder.resolve() in {folder.resolve() for folder in known_corpora().values()}:
        raise SettingsError(f"{corpus.name} comes with Coach, and so do its cases", "Name a file: --out FILE")
    home = corpus.folder / "evals"
    held = sorted(path.name for path in home.glob("*.jsonl"))
    if held:
        raise SettingsError(f"{home} holds cases already ({', '.join(held[:3])}); nothing was written", hint)
    return home / NAME


def write(cases: Sequence[Case], path: Path) -> Drafted:
    """Write cases, and the gates for any corpus beside them where there are none.

    Raises:
        SettingsError: They cannot be written, or a file stands there already.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line(case)}\n" for case in cases)
        gates = None
        if gates_of(path) == ANY_GATES:
            gates = path.parent / "gates.toml"
            shutil.copyfile(ANY_GATES, gates)
    except FileExistsError as error:
        raise SettingsError(f"{path} exists already; it is not overwritten", "Name another: --out FILE") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}", "Name a file: --out FILE"
        ) from error
    return Drafted(path, gates)


def line(case: Case) -> str:
    """Return a case as a line of a case file; fields that say nothing are left out."""
    found: dict[str, object] = {"id": case.id, "kind": case.kind, "question": case.question, "expected": case.expected}
    optional = {"handoff": case.handoff, "tension": case.tension, "draft": case.draft, "note": case.note}
    found |= {name: value for name, value in optional.items() if value}
    return json.dumps(found, ensure_ascii=False)
