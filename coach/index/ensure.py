"""What programs call: the index, built when it has to be, in a folder of this machine or on a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from coach.errors import IndexDamaged, IndexStale
from coach.index import build as in_folder
from coach.index import generations, store
from coach.index.build import Plan
from coach.index.generations import Home
from coach.index.lock import writing
from coach.index.manifest import Facts, Manifest
from coach.index.opened import Index
from coach.index.rows import VectorSource
from coach.index.server import ServerHome
from coach.index.vectors import Progress


def ensure_index(
    plan: Plan,
    encoder: VectorSource,
    home: Home | ServerHome,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Index:
    """Open the published index; build it where it is missing, stale or damaged. For whoever publishes.

    Where another process builds it at the same time, wait and use that one.

    Args:
        plan: What it shall hold.
        encoder: Asked for vectors only when something is built.
        home: Where it lives.
        on_remark: Told in one sentence why something is built.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CoachError: as ``build`` and ``open_index``.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        return on_server.ensure(plan, encoder, home, on_remark, on_progress)
    try:
        return store.open_index(home, plan.facts)
    except IndexStale as reason:
        on_remark(f"{reason.message}; building it")
    except IndexDamaged as reason:
        on_remark(f"The index is damaged and is built anew ({reason.message})")
    with writing(home.lock, home.wait_s):
        try:
            return store.open_index(home, plan.facts)
        except (IndexStale, IndexDamaged):
            in_folder.renew_locked(plan, encoder, home, on_progress)
        return store.open_index(home, plan.facts)


def open_version(
    plan: Plan,
    encoder: VectorSource,
    home: Home | ServerHome,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Index:
    """Open the index that is made from what a plan says. For whoever asks.

    In a folder, which is this machine's own, it is built where it is missing, stale or damaged. On a server nothing is
    built or published: others read there. The generation made from the plan is opened, published or not.

    Args:
        plan: What it must hold.
        encoder: Asked for vectors only when something is built.
        home: Where it lives.
        on_remark: Told in one sentence why something is built.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CoachError: as ``ensure_index`` in a folder; on a server as ``open_index``.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        return on_server.open_version(home, plan.facts)
    return ensure_index(plan, encoder, home, on_remark, on_progress)


def open_index(home: Home | ServerHome, expected: Facts) -> Index:
    """Open the published index.

    Args:
        home: Where it lives.
        expected: What it must have been made from.

    Raises:
        IndexStale: there is none yet, or it was made from something else.
        IndexDamaged: it does not hold what its manifest says.
        EnvironmentFault: the machine or the server refuses.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        return on_server.open_published(home, expected)
    return store.open_index(home, expected)


def build(plan: Plan, encoder: VectorSource, home: Home | ServerHome, on_progress: Progress | None = None) -> Manifest:
    """Build an index and publish it, whether or not there is one already.

    Args:
        plan: What it shall hold.
        encoder: Asked for the vectors of texts that the published index does not know.
        home: Where it lives.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CoachError: as `coach.index.build.build`; on a server, ``EnvironmentFault`` where the lease was lost.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        return on_server.build(plan, encoder, home, on_progress)
    return in_folder.build(plan, encoder, home, on_progress)


def published_name(home: Home | ServerHome) -> str:
    """Return the name of the published generation, or an empty text; a server is asked every few seconds at most.

    Raises:
        IndexDamaged: what names it cannot be understood.
        EnvironmentFault: it cannot be read.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        return on_server.published(home)
    folder = generations.published(home)
    return folder.name if folder else ""


def remove(home: Home | ServerHome) -> None:
    """Delete an index with everything that belongs to it; one that is not there is fine.

    Raises:
        EnvironmentFault: a server cannot be asked, or somebody writes it.
    """
    if isinstance(home, ServerHome):
        from coach.index.server import index as on_server

        on_server.remove(home)
        home = home.scratch
    shutil.rmtree(home.folder, ignore_errors=True)
