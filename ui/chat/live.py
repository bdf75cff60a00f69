"""An answer that is being made: in a thread of its own, heard by whoever draws it, ended at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from weakref import WeakValueDictionary

from coach.coach import Coach
from coach.generation import Cancellation, Event, cancelling
from coach.records import Question
from ui.store.records import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is being answered.

    Attributes:
        owner: Whose it is; a browser that has gone cannot say so any more.
        conversation: The id of its conversation.
        place: Of the question in it, from 0.
        corpus: The name by which the page knows the corpus that is asked.
        folder: What `ui.shelf.Shelf.lend` takes for it.
        model: ``provider:model``; empty for the composer.
        question: With the turns before it and the profile.
        old: The answer that stands until this one is whole, if there is one.
    """

    owner: str
    conversation: str
    place: int
    corpus: str
    folder: str
    model: str
    question: Question
    old: Message | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Which question of which conversation."""
        return self.conversation, self.place


# By its question, the answer that is being made to it in whichever window; none that is to replace another one.
_FIRST_ONES: WeakValueDictionary[tuple[str, int], Live] = WeakValueDictionary()


def first_answer(question: tuple[str, int]) -> Live | None:
    """Return the answer that some window is making to a question and has not kept yet; None where there is none.

    Args:
        question: The id of the conversation, and the place of the question in it.
    """
    found = _FIRST_ONES.get(question)
    return None if found is None or found.is_put_away() else found


class Live:
    """One answer on its way.

    It asks nobody before `start`. A script run that is interrupted may leave it and a later one take it up again: it
    remembers all events.

    Args:
        lend: Gives a coach for as long as the answer takes.
        asked: What it is asked.
    """

    def __init__(self, lend: Callable[[], AbstractContextManager[Coach]], asked: Asked) -> None:
        self.asked = asked
        self._lend = lend
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._is_over = False
        self._error: Exception | None = None
        self._cancellation = Cancellation()
        self._ended_at = 0.0
        self._is_put_away = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="coach-answer", daemon=True)

    def start(self) -> None:
        """Begin, unless it has begun: where a stop is heard, so that nobody is asked for a window that has gone."""
        if self._thread.ident is not None:
            return
        if self.asked.old is None:
            _FIRST_ONES[self.asked.key] = self
        self._thread.start()

    @property
    def events(self) -> tuple[Event, ...]:
        """What may be shown so far."""
        with self._changed:
            return tuple(self._events)

    def event(self, number: int, timeout_s: float) -> Event | None:
        """Return an event, counted from 0; None where it has not come within the time.

        Raises:
            EOFError: There are no more.
            Exception: What ended the answer, if it failed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or len(self._events) > number, timeout_s)
            if len(self._events) > number:
                return self._events[number]
            if self._error is not None:
                raise self._error
            if self._is_over:
                raise EOFError("the answer was ended")
            return None

    def put_away(self) -> None:
        """Say that what is to be kept of it is kept: whoever waits for that in another window may look."""
        self._is_put_away.set()

    def is_put_away(self, timeout_s: float = 0.0) -> bool:
        """Tell whether what is to be kept of it is kept, waiting for it so long."""
        return self._is_put_away.wait(timeout_s)

    def is_left_for(self, seconds: float) -> bool:
        """Tell whether it has been whole for so long, and nobody kept it: its window has gone."""
        with self._changed:
            return self._is_over and time.monotonic() - self._ended_at > seconds

    def end(self) -> None:
        """End it, and with it the request to a model, however long that hangs."""
        self._cancellation.cancel()

    def _hear(self) -> None:
        try:
            with (
                self._lend() as coach,
                cancelling(self._cancellation),
                closing(coach.stream(self.asked.question)) as events,
            ):
                for event in events:
                    if self._cancellation.is_cancelled:
                        break
                    self._tell(event)
        except Exception as error:
            self._error = error
        finally:
            with self._changed:
                self._is_over, self._ended_at = True, time.monotonic()
                self._changed.notify_all()

    def _tell(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()
