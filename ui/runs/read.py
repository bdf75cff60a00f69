"""From files to runs: what is no run is named with the reason, and left out."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ui.runs.records import SCHEMA, Case, Cases, Overview

MOST_BYTES = 64_000_000  # a run of 300 cases takes 0.7 MB
MOST_FILES = 2_000  # the newest by name; 200 a corpus are kept
_OVERVIEWS, _DETAILS = 4_000, 8  # remembered: an overview takes about 30 kB, the cases of a run about 3 MB
Read = TypeVar("Read", bound=BaseModel)


class NoRun(Exception):
    """A file is no run that can be read; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as it was at a time: another time or size is another content."""

    path: Path
    changed_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that was kept.

    Attributes:
        name: ``CORPUS/FILE``, which tells it from every other one.
        stamp: Its file.
        overview: The run without the texts of its cases.
    """

    name: str
    stamp: Stamp
    overview: Overview

    @property
    def corpus(self) -> str:
        """The name of the corpus, as the run says it."""
        return self.overview.versions.get("corpus", "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is no run, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The runs, newest first, and the files that are none."""

    runs: tuple[Kept, ...]
    left_out: tuple[LeftOut, ...]


def runs_in(folder: Path) -> Found:
    """Read the runs below a folder, ``CORPUS/*.json``; files that did not change are not read again.

    Args:
        folder: It need not exist.
    """
    runs, left_out = [], []
    for path in sorted(folder.glob("*/*.json"), key=lambda path: path.name, reverse=True)[:MOST_FILES]:
        name = f"{path.parent.name}/{path.name}"
        try:
            stamp = _stamp(path)
            runs.append(Kept(name, stamp, _overview(stamp)))
        except NoRun as reason:
            left_out.append(LeftOut(name, str(reason)))
    runs.sort(key=lambda run: (run.overview.run.started, run.name), reverse=True)
    return Found(tuple(runs), tuple(left_out))


def cases_of(run: Kept) -> tuple[Case, ...]:
    """Return the cases of a run, in their order.

    Raises:
        NoRun: the file has gone or changed, or a case of it cannot be read.
    """
    return _cases(run.stamp)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError as error:
        raise NoRun(f"it cannot be read ({error.strerror or error})") from error
    if not path.is_file():  # reading a pipe would wait for its writer
        raise NoRun("it is no file")
    if found.st_size > MOST_BYTES:
        raise NoRun(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return Stamp(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=_OVERVIEWS)
def _overview(stamp: Stamp) -> Overview:
    """A reason is not remembered: a file that may not be read may be readable a moment later."""
    return _read(stamp, Overview)


@lru_cache(maxsize=_DETAILS)
def _cases(stamp: Stamp) -> tuple[Case, ...]:
    return _read(stamp, Cases).cases


def _read(stamp: Stamp, kind: type[Read]) -> Read:
    try:
        content = stamp.path.read_bytes()
    except OSError as error:
        raise NoRun(f"it cannot be read ({os.strerror(error.errno) if error.errno else error})") from error
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        return _read_with_care(content, kind)


def _read_with_care(content: bytes, kind: type[Read]) -> Read:
    """Say why a file is no run; lone surrogates, which JSON may hold and no page can show, are replaced first."""
    try:
        item = json.loads(content)
        whole = json.dumps(item, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    except (ValueError, RecursionError) as error:
        raise NoRun("it is not JSON, or was cut off") from error
    schema = item.get("schema") if isinstance(item, dict) else None
    if schema is None:
        raise NoRun("it is no run of “coach eval” (it names no schema)")
    if schema != SCHEMA:
        raise NoRun(f"it was written by another version of Coach (schema {schema!r:.20}; this page reads {SCHEMA})")
    try:
        return kind.model_validate_json(whole)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))[:80]
        raise NoRun(f"it is no run of “coach eval” ({where}: {fault['msg']:.120})") from error
