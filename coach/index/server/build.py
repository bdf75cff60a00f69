"""Builds an index on a server for whoever holds the lease: aside, verified, published by one record."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from coach.errors import CoachError, IndexDamaged, IndexStale
from coach.index.build import Plan, content_of
from coach.index.embedded import Embedded
from coach.index.manifest import Facts, Manifest
from coach.index.rows import KINDS, Row, Vectors, VectorSource
from coach.index.server.client import Server
from coach.index.server.generation import open_generation, verify, write
from coach.index.server.home import FILES, ServerHome, is_of, new_name
from coach.index.server.lease import Lease
from coach.index.server.register import State
from coach.index.vectors import Progress


class Writer:
    """Whoever holds the lease, and what it may do."""

    def __init__(self, server: Server, home: ServerHome, lease: Lease) -> None:
        self.server, self.home, self.lease = server, home, lease

    @property
    def state(self) -> State:
        """What is published, as this writer left it."""
        return self.lease.state

    def publish(self, generation: str) -> None:
        """Switch; readers that have the one before open go on with it."""
        self.lease.change(generation, self.state.published if self.state.published != generation else "")

    def sweep(self) -> None:
        """Remove what the register does not name: what builders left unfinished, and what nobody reads any more."""
        kept = self.state.kept
        for name in self.server.names(f"{self.home.key}."):
            if name.removeprefix(f"{self.home.key}.").split(".")[0] not in kept:
                self.lease.check()
                self.server.drop(name)

    def drop(self, generation: str) -> None:
        """Remove a generation that was never published."""
        for part in (*KINDS, FILES):
            with contextlib.suppress(CoachError):
                self.server.drop(self.home.collection(generation, part))


def renew(plan: Plan, encoder: VectorSource, writer: Writer, on_progress: Progress | None) -> None:
    """Publish a generation again that holds what is wanted (a corpus went back), else build."""
    for name in writer.state.newest_first:
        if name != writer.state.published and is_of(name, plan.facts):
            with contextlib.suppress(IndexDamaged, IndexStale):
                open_generation(writer.server, writer.home, name, plan.facts).close()
                writer.publish(name)
                return
    build(plan, encoder, writer, on_progress)


def build(plan: Plan, encoder: VectorSource, writer: Writer, on_progress: Progress | None) -> Manifest:
    """Build a generation aside, verify it and publish it.

    Raises:
        CoachError: as `coach.index.build.build`; ``EnvironmentFault`` where the lease was lost.
    """
    server, home, lease = writer.server, writer.home, writer.lease

    def progress(done: int, total: int) -> None:
        lease.check()
        if on_progress:
            on_progress(done, total)

    writer.sweep()
    kept = Embedded(home.scratch, encoder.dimension)
    content = content_of(plan, encoder, lambda rows: _known(writer, plan.facts, rows), kept, progress)
    name = new_name(plan.facts)
    try:
        manifest = write(server, home, name, content, lease.check)
        verify(server, home, name, content, lease.check)
        lease.renew()
        lease.check()
    except BaseException:
        writer.drop(name)
        raise
    writer.publish(name)  # where its answer is lost nobody knows here what holds: nothing is dropped then
    kept.clear()
    with contextlib.suppress(CoachError):  # published it is; the next writer sweeps as well
        writer.sweep()
    return manifest


def _known(writer: Writer, facts: Facts, rows: Mapping[str, Row]) -> dict[str, Vectors]:
    """Return the published index's vectors by text, of the texts that are needed; none where it cannot be used."""
    try:
        name = writer.state.published
        if not name:
            return {}
        index = open_generation(writer.server, writer.home, name, None)
        if (index.manifest.facts.encoder, index.manifest.facts.dimension) != (facts.encoder, facts.dimension):
            return {}
        wanted = {row.text for row in rows.values()}
        found: dict[str, Vectors] = {}
        for kind in KINDS:
            held = {row.text: row.id for row in index.rows(kind) if row.text in wanted and row.text not in found}
            if held:
                table = writer.server.open(writer.home.collection(name, kind))
                found |= zip(held, table.vectors(list(held.values())), strict=True)
        return found
    except (CoachError, KeyError):  # whatever is wrong with it: the texts are embedded anew
        return {}
