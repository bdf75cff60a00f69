"""Visitors who speak the page's own protocol: what the server alone takes for many of them at once.

Twenty browsers on the server's own two cores would measure the browsers. A visitor here does what a browser does (a
cookie of its own, a WebSocket, the place to ask found among what is drawn) and draws nothing.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

READING_S = (1.0, 3.0)  # between an answer and the next question
_DEADLINE_S = 30.0
_END = b"Corpus version"  # the last words of an answer


@dataclass(slots=True)
class Visit:
    """What a visitor met.

    Attributes:
        taken_ms: From each question to the last word of its answer.
        problems: What went wrong, each in a few words.
    """

    taken_ms: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def mark(visitor: int) -> str:
    """Return the word that only this visitor says."""
    return f"Visitor{visitor:02d}x"


async def crowd(url: str, questions: Sequence[str], visitors: int, each: int) -> list[Visit]:
    """Let visitors ask at the same time, each with a word of its own in every question.

    Args:
        url: Of the page.
        questions: What they ask, in turns.
        visitors: How many.
        each: How many questions each asks.
    """
    return list(await asyncio.gather(*(_visit(url, questions, n, visitors, each) for n in range(visitors))))


async def _visit(url: str, questions: Sequence[str], number: int, visitors: int, each: int) -> Visit:
    found, chance = Visit(), random.Random(number)
    others = [mark(n).encode() for n in range(visitors) if n != number]
    async with httpx.AsyncClient() as http:
        cookies = (await http.get(url)).cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Origin": url}
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, additional_headers=headers, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        page = _Page(socket, others)
        await page.run("", until=b"")
        for turn in range(each):
            await asyncio.sleep(chance.uniform(*READING_S))
            begun = time.perf_counter()
            try:
                await page.run(
                    f"{mark(number)}{turn}. {questions[(number * each + turn) % len(questions)]}", until=_END
                )
                found.taken_ms.append((time.perf_counter() - begun) * 1000)
            except TimeoutError:
                found.problems.append(f"visitor {number} got no answer to question {turn}")
    found.problems += [f"visitor {number}: {problem}" for problem in page.problems]
    return found


class _Page:
    """A page in a browser that draws nothing."""

    def __init__(self, socket: ClientConnection, others: Sequence[bytes]) -> None:
        self._socket = socket
        self._others = others
        self._input = ""
        self._query = ""
        self._script = ""
        self.problems: list[str] = []

    async def run(self, question: str, until: bytes) -> None:
        """Run the script, with a question or with none, until these words were drawn and it has finished."""
        sent = BackMsg()
        sent.rerun_script.query_string, sent.rerun_script.page_script_hash = self._query, self._script
        if question:
            state = sent.rerun_script.widget_states.widgets.add()
            state.id, state.chat_input_value.data = self._input, question
        await self._socket.send(sent.SerializeToString())
        is_drawn = not until
        async with asyncio.timeout(_DEADLINE_S):
            while True:
                raw = await self._socket.recv()
                assert isinstance(raw, bytes)
                is_drawn = is_drawn or until in raw
                if self._heard(raw) and is_drawn and self._input:
                    return

    def _heard(self, raw: bytes) -> bool:
        """Take a message in; return whether it says that the script has finished."""
        self.problems += [f"sees {other.decode()}" for other in self._others if other in raw]
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "chat_input":
            self._input = message.delta.new_element.chat_input.id
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            self.problems.append("sees an error")
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "new_session":
            self._script = message.new_session.page_script_hash
        return str(kind) == "script_finished"
