"""Who may write and what is published, in one record that is replaced as a whole and by one writer only.

Chroma can neither lock nor compare and swap. But it leaves a record as it is when another of the same id is added
(documented; 60 rounds of 8 clients at once: each saw the same winner). So the state of an index is a row of numbered
records, of which the highest counts: whoever adds the next number first has changed the state, and everybody else sees
that they have not. Taking the lease and publishing are such changes. Hence a writer that was silent for too long cannot
publish after another one has begun, not even when its last request is still on its way.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coach.errors import IndexDamaged
from coach.index.server.client import Server
from coach.index.server.faults import Gone
from coach.index.server.table import Facts, Table

NAME = "coach-published"
_KEPT = 3  # records of an index: a late reader of the one before is no problem, and no reader needs more


@dataclass(frozen=True, slots=True)
class State:
    """What a record says.

    Attributes:
        number: Of the record; 0 where there is none yet.
        published: Name of the generation that answers; empty where there is none.
        previous: Name of the one before.
        retired: Others that may still be read, with the server's time (ms) since when.
        writer: Who holds the lease, for people; empty where nobody does.
        token: Random, of the lease.
        expires_ms: When others may take it, by the server's clock.
    """

    number: int = 0
    published: str = ""
    previous: str = ""
    retired: Mapping[str, int] = field(default_factory=dict)
    writer: str = ""
    token: str = ""
    expires_ms: int = 0

    @property
    def kept(self) -> set[str]:
        """Every generation that is named."""
        return set(self.newest_first)

    @property
    def newest_first(self) -> list[str]:
        """Every generation that is named: the published one, the one before, then the others, the latest first."""
        others = sorted(self.retired, key=lambda name: (self.retired[name], name), reverse=True)
        return [name for name in dict.fromkeys((self.published, self.previous, *others)) if name]


class Register:
    """The state of one index.

    Args:
        server: Where it is kept.
        key: Of the index.
    """

    def __init__(self, server: Server, key: str) -> None:
        self._server = server
        self._key = key
        self._table: Table | None = None

    def read(self) -> State:
        """Return the state.

        Raises:
            IndexDamaged: the record cannot be understood.
            EnvironmentFault: the server cannot be asked.
        """
        return max(self._records().values(), key=lambda state: state.number, default=State())

    def append(self, before: State, after: State) -> State | None:
        """Replace a state unless somebody else did meanwhile.

        Returns:
            The state as it is kept; None where another one took its place.
        """
        after = replace(after, number=before.number + 1)
        if self._table is None:
            self._table = self._server.create(NAME)
        self._table.add_new(self._id(after.number), self._facts(after))
        found = self._records()
        if max(found.values(), key=lambda state: state.number, default=State()) != after:
            return None
        with contextlib.suppress(Exception):  # the next one removes what is left
            self._table.remove([id_ for id_, state in found.items() if state.number <= after.number - _KEPT])
        return after

    def prolong(self, state: State, expires_ms: int) -> State:
        """Give a record another end; of no effect where a higher record stands already."""
        later = replace(state, expires_ms=expires_ms)
        if self._table is not None:
            self._table.change(self._id(state.number), self._facts(later))
        return later

    def forget(self) -> None:
        """Remove every record of the index."""
        with contextlib.suppress(Gone):
            self._server.open(NAME).remove(list(self._records()))

    def _records(self) -> dict[str, State]:
        for is_known in (True, False):  # a collection that was deleted and made anew has another identity
            try:
                if self._table is None or not is_known:
                    self._table = self._server.open(NAME)
                return {id_: _state(facts) for id_, facts in self._table.where("home", self._key).items()}
            except Gone:
                self._table = None
        return {}

    def _id(self, number: int) -> str:
        return f"{self._key}#{number:09d}"

    def _facts(self, state: State) -> Facts:
        return {
            "home": self._key,
            "number": state.number,
            "published": state.published,
            "previous": state.previous,
            "retired": json.dumps(dict(state.retired)),
            "writer": state.writer,
            "token": state.token,
            "expires_ms": state.expires_ms,
        }


def _state(facts: Mapping[str, Any]) -> State:
    try:
        return State(
            number=int(facts["number"]),
            published=str(facts["published"]),
            previous=str(facts["previous"]),
            retired={str(name): int(since) for name, since in json.loads(facts["retired"]).items()},
            writer=str(facts["writer"]),
            token=str(facts["token"]),
            expires_ms=int(facts["expires_ms"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexDamaged(f"A record of {NAME} cannot be understood: {error}", "Run: coach ingest") from error
