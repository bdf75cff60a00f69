"""An answer that is being made: in a thread of its own, heard by whoever draws it, ended at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass

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


class Live:
    """One answer on its way.

    A script run that is interrupted may leave it and a later one take it up again: it remembers all events.

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
        threading.Thread(target=self._hear, name="coach-answer", daemon=True).start()

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
                self._is_over = True
                self._changed.notify_all()

    def _tell(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()
