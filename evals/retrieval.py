"""Measures retrieval and coverage on labelled questions: ``python -m evals.retrieval [FILE.jsonl ...]``.

Without a file, the development questions. Asks the whole chain, exactly as `coach ask` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from rich.console import Console
from rich.table import Table

from coach.coach import Coach, open_coach
from coach.errors import CoachError
from coach.records import Answer, Question
from coach.settings import from_environment, keep_quiet
from evals.measures import auroc, hit_at_1, ndcg_at, recall_at, reciprocal_rank
from evals.questions import DEVELOPMENT, Labelled, read_questions

RESULTS = Path(__file__).parent / "results" / "retrieval.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question with Coach's answer."""

    labelled: Labelled
    answer: Answer

    @property
    def is_answered(self) -> bool:
        """Tell whether advice was given."""
        return self.answer.status in ("covered", "partly")

    @property
    def ranking(self) -> list[str]:
        """Ids of the principles, best first."""
        return [ranked.principle for ranked in self.answer.retrieval.ranking]


def ask_all(coach: Coach, questions: Sequence[Labelled]) -> list[Asked]:
    """Ask every question."""
    return [Asked(labelled, coach.ask(Question(labelled.question))) for labelled in questions]


def summarise(asked: Sequence[Asked]) -> dict[str, float]:
    """Return every measure over one set; a measure that nothing in the set could score is NaN."""
    answerable = [item for item in asked if item.labelled.relevant]
    other = [item for item in asked if not item.labelled.relevant]
    handoffs = [item for item in other if item.labelled.handoff]
    further = [point.principle in item.labelled.relevant for item in answerable for point in item.answer.points[1:]]

    def mean(items: Sequence[Asked], of: Callable[[Asked], float]) -> float:
        return fmean(map(of, items)) if items else float("nan")

    return {
        "n": len(asked),
        "answerable": len(answerable),
        "hit@1": mean(answerable, lambda item: hit_at_1(item.ranking, item.labelled.relevant)),
        "recall@3": mean(answerable, lambda item: recall_at(item.ranking, item.labelled.relevant)),
        "nDCG@5": mean(answerable, lambda item: ndcg_at(item.ranking, item.labelled.relevant)),
        "MRR": mean(answerable, lambda item: reciprocal_rank(item.ranking, item.labelled.relevant)),
        "AUROC covered": auroc(
            [item.answer.retrieval.coverage.score for item in asked], [bool(item.labelled.relevant) for item in asked]
        ),
        "answered": mean(answerable, lambda item: float(item.is_answered)),
        "false answers": mean(other, lambda item: float(item.is_answered)),
        "hand-offs found": mean(handoffs, lambda item: float(item.answer.status == "handoff")),
        "false hand-offs": mean(answerable, lambda item: float(item.answer.status == "handoff")),
        "further points": fmean(further) if further else float("nan"),
        "points an answer": mean(
            [item for item in answerable if item.is_answered], lambda item: len(item.answer.points)
        ),
        "median ms": median(item.answer.elapsed_ms for item in asked),
    }


def main(paths: Sequence[str]) -> None:
    """Measure the files named, or the development questions, by kind and together; print a table."""
    keep_quiet()
    questions = [labelled for path in paths or [str(DEVELOPMENT)] for labelled in read_questions(Path(path))]
    coach = open_coach(from_environment(), lambda remark: print(remark, file=sys.stderr))
    asked = ask_all(coach, questions)
    kinds = sorted({labelled.kind for labelled in questions})
    sets = {kind or "questions": [item for item in asked if item.labelled.kind == kind] for kind in kinds}
    columns = {name: summarise(items) for name, items in (sets | {"together": asked}).items()}
    table = Table("measure", *columns, title=f"corpus {coach.corpus.name} {coach.corpus.version}")
    for measure in columns["together"]:
        table.add_row(measure, *(_shown(measure, values[measure]) for values in columns.values()))
    Console(width=100).print(table)
    if not paths:
        kept = {
            name: {key: round(value, 3) for key, value in values.items() if key != "median ms"}
            for name, values in columns.items()
        }
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"corpus": coach.corpus.version, **kept}, indent=1) + "\n")


def _shown(measure: str, value: float) -> str:
    return (
        str(int(value))
        if measure in ("n", "answerable")
        else f"{value:.1f}"
        if measure == "median ms"
        else f"{value:.3f}"
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CoachError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
