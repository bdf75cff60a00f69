"""What the tests of the evals share: a corpus of three principles, samples of it, and the command line as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach.records import Corpus, Principle, Tension
from evals.records import Case, CaseResult, Metric, Outcome, Response, Run, Sample, Score, Timing

HOUSE = Path(__file__).resolve().parent.parent
CASES = HOUSE / "evals" / "cases"
TEXTS = {
    "P1": "Ask three customers before you plan. Write down what surprised you.",
    "P2": "Earn trust first; 80 % of a founder's decisions rest on it. Then say what you'd change.",
    "P3": "Take the work that nobody owns, and don't wait for a title.",
}
LEGAL = "Please ask an employment lawyer or your union. In Europe you can call 112."
HEALTH = "Please talk to a doctor."
DECIDES = "Who owns the plan. With a founder, trust comes first (P2); elsewhere, ask and plan (P1)."


def corpus(texts: Mapping[str, str] = TEXTS, tensions: tuple[Tension, ...] | None = None) -> Corpus:
    """Return a corpus that needs no file."""
    return Corpus(
        name="tiny",
        title="Tiny",
        language="en",
        about="plans and trust.",
        folder=Path("tiny"),
        principles=tuple(Principle(name, name, text) for name, text in texts.items()),
        situations=(),
        beyond=(),
        tensions=(Tension(("P1", "P2"), "Ask now, or earn trust first?", DECIDES),) if tensions is None else tensions,
        handoffs={"legal": LEGAL, "health": HEALTH},
        handoff_signs={},
        version="v1",
    )


def sample(reply: str, outcome: str = "answered", asked: str = "How do I grow?", **more: Any) -> Sample:
    """Return a sample for which P1 and P2 were retrieved; ``expected`` is P1 where it is to be answered."""
    ids = more.pop("retrieved", ("P1", "P2"))
    expected = more.pop("expected", ("P1",) if outcome == "answered" else ())
    rubrics = {"outcome": outcome, **more.pop("rubrics", {})}
    return Sample(
        user_input=asked,
        response=reply,
        retrieved_context_ids=ids,
        retrieved_contexts=tuple(TEXTS.get(name, "") for name in ids),
        reference_context_ids=expected,
        rubrics=rubrics,
        **more,
    )


def result(
    name: str,
    values: Mapping[str, float | None],
    score: float = 0.9,
    question: str = "",
    expected: tuple[str, ...] = ("P1",),
    **more: Any,
) -> CaseResult:
    """Return a case with its scores: 1 passes, None is unscored (the system gave no reply), all else fails."""
    failed = None in values.values()
    reply = Response("", "not_covered", (), 0.0, error="timed out") if failed else Response("…", "covered", (), score)
    scores = tuple(Score(name, metric, value, _outcome(value), "timed out" if value is None else "")
                   for metric, value in values.items())  # fmt: skip
    return CaseResult(
        Case(name, "answerable", question or f"Question {name}?", expected=expected, **more), reply, scores
    )


def _outcome(value: float | None) -> Outcome:
    return "unscored" if value is None else "pass" if value == 1 else "fail"


VERSIONS = {"corpus": "tiny", "corpus_version": "v1", "encoder": "ten-words", "answered_by": "composer"}


def saved_run(results: Sequence[CaseResult], **versions: str) -> Run:
    """Return a run of these results, as `--save-baseline` would write it."""
    timing = Timing("2026-01-01T00:00:00+00:00", 1.0, "a machine", 5.0, 9.0)
    return Run({**VERSIONS, **versions}, tuple(results), (), (), None, (), (), "", timing)


def metric(name: str, decides: bool = True) -> Metric:
    """Return a deterministic metric that passes at 1."""
    return Metric(name, "deterministic", 1.0, decides, "something")


def write_lines(path: Path, lines: Iterable[object]) -> Path:
    """Write one JSON object a line; a text is written as it is."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def lines_of(*wanted: tuple[str, int]) -> list[str]:
    """Return the first lines of case files of the bundled corpus, as (file, how many)."""
    found = []
    for name, many in wanted:
        lines = [line for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line.strip()]
        found += lines[:many]
    return found


def run_coach(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m coach ...` as a process of its own, with the cache that the tests share."""
    return subprocess.run(
        [sys.executable, "-m", "coach", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
        cwd=HOUSE,
        check=False,
    )


def without_ragas(folder: Path) -> str:
    """Return a PYTHONPATH on which ragas cannot be imported, as with langchain-community 0.4.2."""
    stub = folder / "without" / "ragas"
    stub.mkdir(parents=True)
    (stub / "__init__.py").write_text("raise ImportError(\"No module named 'langchain_community.chat_models'\")\n")
    return str(stub.parent)
