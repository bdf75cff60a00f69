"""Asks a chat model about many principles, a few at once; what was answered before is not paid for again."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from coach.enrich.plan import Task
from coach.enrich.prompt import Wanted, messages
from coach.enrich.replies import Replies
from coach.enrich.reply import read_reply
from coach.model.cancel import Cancellation, cancelling
from coach.model.records import ChatModel, FaultKind, ModelFault
from coach.records import Corpus

AT_ONCE = 4
# Faults of one request: the next text may do. With any other fault all that follow would fail, and cost time or money.
_OF_ONE: tuple[FaultKind, ...] = ("too_long", "empty", "refused", "filtered", "cut_short", "incomplete")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking about a principle: a reply, or why there is none."""

    task: Task
    reply: str = ""
    problem: str = ""


class Asking:
    """Asks about principles.

    Args:
        corpus: They belong to.
        model: Who is asked.
        wanted: How many of each.
        replies: Where replies are kept.
        deadline_s: For one request.
    """

    def __init__(self, corpus: Corpus, model: ChatModel, wanted: Wanted, replies: Replies, deadline_s: float) -> None:
        self._corpus = corpus
        self._model = model
        self._wanted = wanted
        self._replies = replies
        self._deadline_s = deadline_s

    def asked(self, tasks: Sequence[Task], is_again: bool = False) -> Generator[Asked]:
        """Yield what comes of each task, those first that were answered in an earlier run.

        Closing the iterator, or Ctrl-C, ends what is under way.

        Args:
            tasks: What to ask about.
            is_again: Whether to ask anew also where a reply is kept.

        Raises:
            ModelFault: the model cannot be asked just now; what was under way was yielded before.
        """
        fresh = []
        for task in tasks:
            kept = None if is_again else self._replies.kept(self._corpus, task.principle)
            if kept is None:
                fresh.append(task)
            else:
                yield Asked(task, kept)
        yield from self._fresh(fresh)

    def forget(self, task: Task) -> None:
        """Ask about a principle anew in another run: nothing of the reply was of use."""
        self._replies.forget(self._corpus, task.principle)

    def _fresh(self, tasks: Sequence[Task]) -> Generator[Asked]:
        left = iter(tasks)
        fault: ModelFault | None = None
        cancellation = Cancellation()
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            try:
                running = {pool.submit(self._ask, task, cancellation) for task in islice(left, AT_ONCE)}
                while running:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for one in done:
                        fault = fault or _fault_of(one)
                        if one.exception() is None:
                            yield one.result()
                    if fault is None:
                        running |= {pool.submit(self._ask, task, cancellation) for task in islice(left, len(done))}
            finally:
                cancellation.cancel()  # nothing runs any more, but where the person or an error ended it
        if fault is not None:
            raise fault

    def _ask(self, task: Task, cancellation: Cancellation) -> Asked:
        asked = Asked(task, problem="it was given up")
        with cancelling(cancellation):
            try:
                told = messages(self._corpus, task.principle, self._wanted)
                reply = self._model.complete(told, self._deadline_s).text
            except ModelFault as fault:
                if fault.kind not in _OF_ONE:
                    raise
                asked = Asked(task, problem=fault.message)
            else:
                asked = Asked(task, reply)
                if not read_reply(reply).is_empty:  # what cannot be read is worth another try
                    self._replies.keep(self._corpus, task.principle, reply)
        return asked


def _fault_of(future: Future[Asked]) -> ModelFault | None:
    """Return the fault that a request ended with; any other exception is a bug and is raised."""
    error = future.exception()
    if error is None or isinstance(error, ModelFault):
        return error
    raise error
