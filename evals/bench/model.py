"""What Coach adds around a chat model's time: run as ``python -m evals.bench.model``, prints JSON.

A model that answers at once stands on loopback, in a process of its own: what is left is retrieval, two requests over
HTTP (writing and verifying), the rules and the checks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from coach.coach import Coach, open_coach
from coach.generation import Quoted, open_personal
from coach.records import Question
from coach.settings import ModelSettings, from_environment, keep_quiet
from evals.questions import DEVELOPMENT, Labelled, read_questions

_WARM_UP = 5
_QUESTIONS = 120  # of those that the corpus answers


def measure_model(questions: Sequence[Labelled]) -> dict[str, float]:
    """Ask every question that the corpus answers, whole and streamed.

    Returns:
        ``n``, ``read`` (points with a reading, a share), ``p50_ms`` and ``p95_ms`` of a whole answer, and
        ``first_p50_ms``: from the question to the first quotation, streamed.
    """
    settings = from_environment()
    with _instant_model() as address:
        personal = open_personal(ModelSettings("openai:instant", base_url=address), settings.cache)
        coach = open_coach(settings, lambda remark: print(remark, file=sys.stderr), personal=personal)
        asked = [Question(labelled.question) for labelled in questions if labelled.relevant][:_QUESTIONS]
        for question in asked[:_WARM_UP]:
            coach.ask(question)
        answers, whole = [], []
        for question in asked:
            begun = time.perf_counter()
            answer = coach.ask(question)
            if answer.points:
                answers.append(answer)
                whole.append((time.perf_counter() - begun) * 1000)
        first = [taken for question in asked if (taken := _until_first(coach, question)) is not None]
    points = [point for answer in answers for point in answer.points]
    return {
        "n": len(answers),
        "read": sum(bool(point.reading) for point in points) / len(points),
        "p50_ms": float(np.percentile(whole, 50)),
        "p95_ms": float(np.percentile(whole, 95)),
        "first_p50_ms": float(np.percentile(first, 50)),
    }


def _until_first(coach: Coach, question: Question) -> float | None:
    """Return the milliseconds until the first quotation is shown; None where nothing is quoted."""
    begun = time.perf_counter()
    found = None
    for event in coach.stream(question):
        if isinstance(event, Quoted) and found is None:
            found = (time.perf_counter() - begun) * 1000
    return found


@contextmanager
def _instant_model() -> Iterator[str]:
    """Give the address of a model that answers at once."""
    command = [sys.executable, "-m", "evals.bench.instant"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


if __name__ == "__main__":
    keep_quiet()
    print(json.dumps(measure_model(read_questions(DEVELOPMENT))))
