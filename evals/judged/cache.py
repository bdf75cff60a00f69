"""Replies of the judge that were paid for, kept in one SQLite file, so that nothing is paid twice.

A reply is found again by the judge, the prompt, and the case and metric being scored. Rows are plain JSON: nothing is
unpickled, nothing is built from what the file says.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_core.caches import BaseCache
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, Generation

from coach.records import Usage
from evals.judged.database import open_replies
from evals.judged.faults import reply_fault


@dataclass(slots=True)
class Halt:
    """Whether a run still asks: once there is a reason, no call is begun; those under way end and are kept."""

    reason: str = ""


@dataclass(slots=True)
class Scope:
    """The score at work, its run, and the keys of the replies it used."""

    case: str = ""
    metric: str = ""
    halt: Halt = field(default_factory=Halt)
    keys: set[str] = field(default_factory=set)


_scope: ContextVar[Scope] = ContextVar("scope")


@contextmanager
def scoring(case: str, metric: str, halt: Halt | None = None) -> Iterator[Scope]:
    """Say which case and metric the calls within are for; tasks started within are told too."""
    scope = Scope(case, metric, halt or Halt())
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def scope_at_work() -> Scope:
    """Return the scope of the score at work; an empty one outside of any."""
    return _scope.get(Scope())


class ReplyCache(BaseCache):
    """Keeps complete, usable replies; for one judge, any number of tasks, and several processes.

    Args:
        path: The file; None keeps replies for this process only.
        judge: The judge and its parameters; replies of another judge are not found.

    Raises:
        EnvironmentFault: The file cannot be opened or begun.
    """

    def __init__(self, path: Path | None, judge: str) -> None:
        self._judge = judge
        self._lock = threading.RLock()
        self._usage = Usage()
        self._rows, remark = open_replies(path)
        self._remarks = [remark] if remark else []

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the file: that one was set aside, or that replies could not be kept."""
        return tuple(self._remarks)

    @property
    def usage(self) -> Usage:
        """What this process has spent since the cache was opened; what the cache held costs nothing.

        The tokens of a reply without a count are unknown, not estimated.
        """
        return self._usage

    def lookup(self, prompt: str, llm_string: str) -> list[Generation] | None:
        """Return the kept reply to a prompt; LangChain's ``llm_string`` is not used.

        It holds timeouts, and for some models addresses of objects: replies would be lost with each change of them.
        """
        scope = scope_at_work()
        key = self._key(scope.case, scope.metric, prompt)
        scope.keys.add(key)
        rows = self._run("SELECT reply FROM replies WHERE key = ?", (key,))
        try:
            kept = json.loads(rows[0][0]) if rows else []
            replies = [ChatGeneration(message=AIMessage(content=str(reply["text"]))) for reply in kept]
        except (ValueError, TypeError, KeyError):  # a row that somebody edited is no reply
            return None
        return [*replies] if replies and all(reply.text.strip() for reply in replies) else None

    def update(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Count what a reply cost, and keep it where it is complete and usable."""
        tokens_in, tokens_out = self._meter(return_val)
        if not return_val or any(reply_fault(reply) for reply in return_val):
            return
        scope = scope_at_work()
        kept = json.dumps([{"text": reply.text} for reply in return_val], ensure_ascii=False)
        row = (self._key(scope.case, scope.metric, prompt), scope.case, scope.metric, kept, tokens_in, tokens_out)
        self._run("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?)", row)

    def clear(self, **kwargs: Any) -> None:
        """Forget everything."""
        self._run("DELETE FROM replies")
        self._run("DELETE FROM scored")

    async def alookup(self, prompt: str, llm_string: str) -> list[Generation] | None:
        """Look up at once: it takes less time than handing it to a thread."""
        return self.lookup(prompt, llm_string)

    async def aupdate(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Keep at once."""
        self.update(prompt, llm_string, return_val)

    def forget(self, scope: Scope) -> None:
        """Forget the replies that a score used: they could not be read, and are asked for again next time."""
        for key in scope.keys:
            self._run("DELETE FROM replies WHERE key = ?", (key,))

    def mark_scored(self, score: str) -> None:
        """Remember that every reply of a score is held; ``score`` is what it depends on besides the judge."""
        self._run("INSERT OR IGNORE INTO scored VALUES (?)", (self._key(score),))

    def holds_score(self, score: str) -> bool:
        """Tell whether a score needs no calls."""
        return bool(self._run("SELECT 1 FROM scored WHERE key = ?", (self._key(score),)))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._rows.close()

    def _key(self, *parts: str) -> str:
        return hashlib.sha256(json.dumps([self._judge, *parts]).encode()).hexdigest()

    def _run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement; a file that fails in the middle of a run costs money, not the run."""
        try:
            with self._lock:
                return self._rows.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            remark = f"The judge's replies could not all be kept ({error}); the next run pays for those again."
            if remark not in self._remarks:
                self._remarks.append(remark)
            return []

    def _meter(self, replies: Sequence[Generation]) -> tuple[int, int]:
        counts = [getattr(getattr(reply, "message", None), "usage_metadata", None) or {} for reply in replies]
        # A provider counts a call once, and LangChain repeats the count on each of its replies.
        count = counts[0] if counts else {}
        tokens_in, tokens_out = int(count.get("input_tokens", 0)), int(count.get("output_tokens", 0))
        with self._lock:
            self._usage += Usage(1, tokens_in, tokens_out, int(not count))
        return tokens_in, tokens_out
