"""Runs of the evals as files, made by the evals themselves, for the tests of the page that reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval_runs import TIMING, a_run

from evals.records import CaseResult, Run, Score
from evals.report.json import run_object, run_text

VERSIONS = {"corpus": "tiny", "corpus_version": "v1", "answered_by": "composer"}


def on(day: int, run: Run | None = None, **versions: str) -> Run:
    """Return a run, by itself the one whose gate fails, started on a day of January 2025 at noon UTC."""
    started = replace(TIMING, started=f"2025-01-{day:02d}T12:00:00+00:00")
    return replace(run or a_run(), timing=started, versions={**VERSIONS, **versions}, partial="")


def with_values(run: Run, metric: str, values: Mapping[str, float]) -> Run:
    """Return a run in which a metric has other values; 1 passes, everything else fails."""

    def changed(result: CaseResult) -> CaseResult:
        value = values.get(result.case.id)
        if value is None:
            return result
        score = Score(result.case.id, metric, value, "pass" if value == 1 else "fail", "" if value == 1 else "worse")
        return replace(result, scores=(*(one for one in result.scores if one.metric != metric), score))

    return replace(run, results=tuple(changed(result) for result in run.results))


def write(folder: Path, runs: Sequence[Run], corpus: str = "tiny") -> list[Path]:
    """Write runs as `coach eval` keeps them."""
    home = folder / "runs" / corpus
    home.mkdir(parents=True, exist_ok=True)
    paths = [home / f"2025{number:04d}T120000Z-{number:08x}.json" for number, _ in enumerate(runs)]
    texts = {id(run): run_text(run) for run in {id(run): run for run in runs}.values()}
    for path, run in zip(paths, runs, strict=True):
        path.write_text(texts[id(run)], encoding="utf-8")
    return paths


def as_object(run: Run) -> dict[str, Any]:
    """Return a run as JSON reads it back."""
    found: dict[str, Any] = json.loads(json.dumps(run_object(run)))
    return found
