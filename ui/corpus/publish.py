"""Publishing a private corpus: written and indexed aside, then pointed at; until then the version before is in use."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import read_corpus
from coach.errors import CoachError, EnvironmentFault
from coach.index import VectorSource, build
from coach.index import remove as remove_index
from coach.index.generations import sync_tree
from coach.retriever.retriever import index_home, index_plan
from coach.settings import Settings
from ui.corpus import documents
from ui.corpus.documents import Documents
from ui.corpus.folder import lay_out
from ui.corpus.intake import Intake, Refused
from ui.corpus.private import CURRENT, NAME, VERSION, check_may_upload, home_of, point_at, versions_in_use
from ui.corpus.trial import read_checked
from ui.visitor import Visitor

MOST_CORPORA = 8  # of a visitor
_KEPT = 2  # versions: the one in use, and the one before, which somebody may be reading at this moment
_one_at_a_time = threading.Lock()  # embedding takes every core there is


@dataclass(frozen=True, slots=True)
class Workshop:
    """What building an index takes.

    Attributes:
        encoder: Makes the vectors.
        settings: Names the cache.
        on_progress: Told (done, all) while texts are embedded.
    """

    encoder: VectorSource
    settings: Settings
    on_progress: Callable[[int, int], None]


def publish(visitor: Visitor, name: str, title: str, intake: Intake | Documents, workshop: Workshop) -> Path:
    """Publish an upload as a version of a private corpus.

    Args:
        visitor: Whose it is.
        name: What it is called; the version before of that name is replaced.
        title: What it is called where no ``corpus.yaml`` says it.
        intake: What was uploaded.
        workshop: What building the index takes.

    Returns:
        The folder of the new version.

    Raises:
        NotAllowed: the visitor may not upload here.
        Refused: the name cannot be used, there are too many corpora, or another upload is at work.
        CoachError: the corpus or its index cannot be made. In each case the version before stays in use.
    """
    check_may_upload(visitor)
    _check_name(name)
    if not _one_at_a_time.acquire(blocking=False):
        raise Refused("Another upload is being published just now", "Try again in a minute.")
    version = home_of(visitor) / name / f"v-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(4)}"
    try:
        known = versions_in_use(visitor)  # only now: what another window has published meanwhile is built upon
        _check_room(name, known)
        _make(version, intake, known.get(name), title)
        _index(version, workshop)
        check_may_upload(visitor)
        point_at(version)
    except OSError as error:
        _throw_away(version, workshop)
        raise EnvironmentFault(f"The corpus cannot be written: {error.strerror or error}", "Free some disk.") from error
    except BaseException:
        _throw_away(version, workshop)
        raise
    finally:
        _one_at_a_time.release()
    _sweep(version, workshop)
    return version


def remove(visitor: Visitor, name: str, workshop: Workshop) -> None:
    """Delete a private corpus with its index.

    Raises:
        NotAllowed: the visitor may not change corpora here.
        EnvironmentFault: it cannot be deleted.
    """
    check_may_upload(visitor)
    home = home_of(visitor) / name
    if not NAME.fullmatch(name) or not home.is_dir():
        return
    try:
        (home / CURRENT).unlink(missing_ok=True)
        for version in _versions(home):
            _throw_away(version, workshop)
        shutil.rmtree(home)
    except OSError as error:
        raise EnvironmentFault(f"The corpus cannot be deleted: {error.strerror or error}") from error


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Refused(f"A corpus cannot be called {name[:60]!r}", "Use small letters, digits and hyphens, 40 at most.")


def _check_room(name: str, known: dict[str, Path]) -> None:
    if name not in known and len(known) >= MOST_CORPORA:
        raise Refused(f"You have {len(known)} corpora, which is the most there may be", "Delete one first.")


def _make(version: Path, intake: Intake | Documents, base: Path | None, title: str) -> None:
    version.mkdir(parents=True, mode=0o700)
    for folder in (version.parent, version.parent.parent):
        folder.chmod(0o700)
    if isinstance(intake, Documents):
        documents.lay_out(intake, version, base, title)
    else:
        lay_out(intake, version, base, title)
    read_checked(version)


def _index(version: Path, workshop: Workshop) -> None:
    corpus = read_corpus(version)
    plan, home = index_plan(corpus, workshop.encoder), index_home(corpus, workshop.encoder, workshop.settings)
    build(plan, workshop.encoder, home, workshop.on_progress)
    sync_tree(version)


def _throw_away(version: Path, workshop: Workshop) -> None:
    """Remove a version that is not in use, and its index."""
    with contextlib.suppress(CoachError, OSError):
        remove_index(index_home(read_corpus(version), workshop.encoder, workshop.settings))
    shutil.rmtree(version, ignore_errors=True)


def _sweep(newest: Path, workshop: Workshop) -> None:
    for version in [other for other in _versions(newest.parent) if other != newest][: -(_KEPT - 1)]:
        _throw_away(version, workshop)


def _versions(home: Path) -> list[Path]:
    """Return the versions of a corpus, oldest first."""
    return sorted(path for path in home.iterdir() if path.is_dir() and VERSION.fullmatch(path.name))
