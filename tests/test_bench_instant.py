"""The model of the benchmarks answers whatever Coach asks of a model."""

from __future__ import annotations

import json

from coach.coach import Coach
from coach.generation.ask import Asking, messages, repair_messages
from coach.records import Question
from evals.bench.instant import reply_to


def test_asked_to_mend_its_points_the_model_of_the_benchmarks_writes_them_again(coach: Coach) -> None:
    question = Question("The founder decides everything alone. How do I win trust for a strategy?")
    asking = Asking(question, coach.retriever.retrieve(question), coach.corpus)
    first = messages(asking, asking.offered(), has_schema=True)
    reply = reply_to([message.content for message in first])
    assert len(json.loads(reply)["points"]) == 2
    for failures in (["a number that no principle holds"], []):
        again = repair_messages(first, reply, failures)
        assert reply_to([message.content for message in again]) == reply


def test_shown_no_principle_the_model_of_the_benchmarks_has_no_points() -> None:
    assert json.loads(reply_to(["Hello?"]))["points"] == []
