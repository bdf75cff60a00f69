"""The store: everything that the page keeps, behind one name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ui.store.conversations import Conversations
from ui.store.corpora import Corpora
from ui.store.database import WAIT_S, Database
from ui.store.messages import Messages
from ui.store.part import Clock
from ui.store.ratings import Ratings
from ui.store.steps import Steps
from ui.store.visitors import Visitors


class Store(Conversations, Messages, Steps, Ratings, Visitors, Corpora):
    """What the page keeps, in one SQLite file; one for the process, used by any number of threads.

    ``owner`` is the id of a visitor. Every statement names it, and whoever is not the owner is told the same as for
    what never existed. Only ``feedback``, ``gaps`` and ``uses`` are about all visitors; none says whose anything is.

    Any method may raise a CoachError with a message and a hint: the file is held by another program, the disk is full,
    the folder cannot be written, the file is damaged, moved or replaced. Then nothing was changed.
    """

    def close(self) -> None:
        """Close the file; nothing may be asked of the store afterwards."""
        self._database.close()


def open_store(path: Path, wait_s: float = WAIT_S, clock: Clock = lambda: datetime.now().astimezone()) -> Store:
    """Open the file of what is kept, or begin it.

    Args:
        path: The file; its folder is made where it is missing, both for this account only.
        wait_s: Seconds that another program that writes is waited for.
        clock: Tells the time, with a time zone.

    Raises:
        StoreFault: it cannot be opened, is damaged (and left as it is), belongs to a newer Coach or another program.
    """
    return Store(Database(path, wait_s), clock)
