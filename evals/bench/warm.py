"""What one open Coach takes for a question: run as ``python -m evals.bench.warm``, prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import numpy as np

from coach.coach import open_coach
from coach.records import Question
from coach.settings import from_environment, keep_quiet
from evals.questions import DEVELOPMENT, Labelled, read_questions

SHORT_WORDS = 25
_WARM_UP = 5


def measure_warm(questions: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """Ask every question once in one open Coach.

    Returns:
        By group (kind and length, each, and all together): ``n``, ``p50_ms`` and ``p95_ms``.
    """
    coach = open_coach(from_environment(), lambda remark: print(remark, file=sys.stderr))
    for labelled in questions[:_WARM_UP]:
        coach.ask(Question(labelled.question))
    taken: dict[str, list[float]] = {}
    for labelled in questions:
        begun = time.perf_counter()
        coach.ask(Question(labelled.question))
        elapsed_ms = (time.perf_counter() - begun) * 1000
        for group in _groups(labelled):
            taken.setdefault(group, []).append(elapsed_ms)
    return {
        group: {
            "n": len(times),
            "p50_ms": float(np.percentile(times, 50)),
            "p95_ms": float(np.percentile(times, 95)),
        }
        for group, times in sorted(taken.items())
    }


def _groups(labelled: Labelled) -> tuple[str, ...]:
    length = "up to 25 words" if len(labelled.question.split()) <= SHORT_WORDS else "longer"
    kind = labelled.kind or "questions"
    return "all", length, kind, f"{kind}, {length}"


if __name__ == "__main__":
    keep_quiet()
    print(json.dumps(measure_warm(read_questions(DEVELOPMENT))))
