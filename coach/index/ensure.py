"""The one call that a program needs: the index, built when it has to be."""

from __future__ import annotations

from collections.abc import Callable

from coach.errors import IndexDamaged, IndexStale
from coach.index.build import Plan, renew_locked
from coach.index.generations import Home
from coach.index.lock import writing
from coach.index.opened import Index
from coach.index.rows import VectorSource
from coach.index.store import open_index
from coach.index.vectors import Progress


def ensure_index(
    plan: Plan,
    encoder: VectorSource,
    home: Home,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Index:
    """Open the published index; build it where it is missing, stale or damaged.

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
    try:
        return open_index(home, plan.facts)
    except IndexStale as reason:
        on_remark(f"{reason.message}; building it")
    except IndexDamaged as reason:
        on_remark(f"The index is damaged and is built anew ({reason.message})")
    with writing(home.lock, home.wait_s):
        try:
            return open_index(home, plan.facts)
        except (IndexStale, IndexDamaged):
            renew_locked(plan, encoder, home, on_progress)
        return open_index(home, plan.facts)
