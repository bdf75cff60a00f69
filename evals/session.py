"""A run from start to end: everything given is read and checked first, then Coach is asked, scored, gated, reported."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from coach.coach import Coach, open_coach
from coach.corpus import find_corpus, read_corpus
from coach.errors import CoachError, SettingsError
from coach.judge import open_judge
from coach.records import Corpus
from coach.settings import ModelSettings, Settings, from_environment
from evals.baseline import Baseline, read_baseline
from evals.cases import read_cases
from evals.checks import Check, every_check
from evals.checks.written import written_in
from evals.controls.run import run_controls
from evals.controls.show import show_controls
from evals.gate import read_gates
from evals.judging import GroundingJudge, judge_with_model, open_model, own_accuracy
from evals.places import cases_of, gates_of
from evals.progress import progress, remark
from evals.records import Case, Gate, JudgeWanted, Run
from evals.report.files import check_writable
from evals.report.json import write_json
from evals.report.keep import keep
from evals.report.terminal import show
from evals.report.write import Reports, check_reports, step_summary, write_reports
from evals.suite import Asked, Judged, ask, choose, decide, digest, evaluate, known_metrics, versions
from evals.system import CoachSystem, model_remarks

if TYPE_CHECKING:
    from coach.generation import PersonalCoach

GATE_FAILED = 5
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    corpus: str = ""
    encoder: str = ""
    cases: Path | None = None
    gates: Path | None = None
    baseline: Path | None = None
    save_baseline: Path | None = None
    pattern: str = ""
    limit: int | None = None
    jobs: int = 2
    model: ModelSettings | None = None
    reports: Reports = field(default_factory=Reports)
    judge: JudgeWanted = field(default_factory=JudgeWanted)
    verbose: bool = False
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything read and checked before Coach is opened."""

    settings: Settings
    corpus: Corpus
    cases: tuple[Case, ...]
    partial: str
    gates: tuple[Gate, ...]
    baseline: Baseline | None
    personal: PersonalCoach | None

    @property
    def answered_by(self) -> str:
        """What will write the answers."""
        return self.personal.model.name if self.personal else "composer"


def run_session(wanted: Wanted) -> int:
    """Run the cases and write the reports.

    Returns:
        0 where the gate holds, 5 where it fails.

    Raises:
        CoachError: something given cannot be used, or the machine or a provider refuses.
    """
    prepared = _prepare(wanted)
    model = open_model(wanted.judge, prepared.answered_by, prepared.settings.cache)
    with ThreadPoolExecutor(max_workers=1) as pool:  # ragas takes 1.7 s to import: while Coach is opened and asked
        ragas = pool.submit(_ragas_checks)
        asked, coach = _ask(prepared, wanted.jobs)
        checks, remarks = _all_checks(prepared.corpus, ragas)
    facts = _versions(prepared, coach)
    judged = Judged()
    if model is not None:
        judged, facts["judge"] = judge_with_model(model, wanted.judge, asked.samples, coach, wanted.jobs)
    own = open_judge()
    checks.append(GroundingJudge(own, written_in(prepared.corpus)))
    judged = replace(judged, accuracies=(own_accuracy(own), *judged.accuracies))
    run = evaluate(asked, checks, judged)
    remarks += model_remarks(asked.responses.values())
    words = {
        item.id: digest([item.title, item.text, item.next_step, item.question]) for item in prepared.corpus.principles
    }
    run = replace(run, versions=facts, partial=prepared.partial, remarks=(*run.remarks, *remarks), principles=words)
    asked_for = [metric.name for metric in judged.metrics]
    run = decide(run, prepared.gates, prepared.baseline, asked_for, bool(prepared.partial))
    return _report(run, wanted)


def run_controls_session(wanted: Wanted) -> int:
    """Seed faults into the cases and show what is caught.

    Returns:
        0 where enough is caught, 5 where not.
    """
    others = [name for name in wanted.reports.asked if name != "json"]
    if others or wanted.baseline or wanted.save_baseline or wanted.judge.model:
        raise SettingsError(
            "--controls writes a JSON report only, and has no baseline or judge", "Leave the others out."
        )
    prepared = _prepare(wanted)
    asked, _ = _ask(prepared, wanted.jobs)
    checks = every_check(prepared.corpus)
    with progress("Seeding faults") as on_progress:
        found = run_controls(asked, prepared.corpus, checks, prepared.gates, on_progress)
    show_controls(found, _console(), wanted.reports.json)
    return GATE_FAILED if found.complaints else 0


def _prepare(wanted: Wanted) -> Prepared:
    check_reports(wanted.reports)
    if wanted.save_baseline:
        check_writable(wanted.save_baseline)
    settings = from_environment(wanted.corpus, wanted.encoder)
    corpus = read_corpus(find_corpus(settings.corpus))
    place = cases_of(corpus, wanted.cases)
    cases, partial = choose(read_cases(place, corpus), wanted.pattern, wanted.limit)
    gates = read_gates(gates_of(place, wanted.gates))
    _check_names(gates, every_check(corpus))
    if wanted.judge.price and not wanted.judge.model:
        raise SettingsError("--price was given without --judge", "Name the judge: --judge provider:model")
    if partial and wanted.save_baseline:
        raise SettingsError(f"A baseline of {partial} would hide the others", "Save one without --filter and --limit.")
    baseline = read_baseline(wanted.baseline) if wanted.baseline else None
    return Prepared(settings, corpus, cases, partial, gates, baseline, _personal(wanted, settings))


def _personal(wanted: Wanted, settings: Settings) -> PersonalCoach | None:
    if wanted.model is None:
        return None
    from coach.generation import open_personal

    return open_personal(wanted.model, settings.cache, is_strict=True)


def _check_names(gates: Sequence[Gate], checks: Sequence[Check]) -> None:
    from evals.judged.names import JUDGED

    known = known_metrics(checks, [*JUDGED, GroundingJudge.metric.name])
    strangers = sorted({gate.metric for gate in gates} - known)
    if strangers:
        raise SettingsError(f"There is no metric {', '.join(strangers)}", f"There are: {', '.join(sorted(known))}")


def _ask(prepared: Prepared, jobs: int) -> tuple[Asked, Coach]:
    with progress("Preparing") as on_progress:
        coach = open_coach(prepared.settings, remark, on_progress, prepared.personal)
    with progress("Asking") as on_progress:
        return ask(CoachSystem(coach), prepared.cases, coach.corpus, jobs, on_progress), coach


def _versions(prepared: Prepared, coach: Coach) -> dict[str, str]:
    facts = coach.retriever.index.manifest.facts
    found = versions(coach.corpus, facts.encoder, coach.answered_by, prepared.cases, prepared.gates)
    found |= {"retriever": facts.chunker, "grounding_judge": open_judge().identity}
    if prepared.personal:
        from coach.prompts import version

        verifying = prepared.personal.verifying
        found |= {"prompts": version(), "verified_by": verifying.name if verifying else "offline judge"}
    return found


def _ragas_checks() -> list[Check]:
    from evals.ragas_metrics import id_based_checks

    return [*id_based_checks()]


def _all_checks(corpus: Corpus, ragas: Future[list[Check]]) -> tuple[list[Check], list[str]]:
    """Return every check; where ragas cannot be imported, all but its own, and a remark that names the pin."""
    try:
        return [*every_check(corpus), *ragas.result()], []
    except ImportError as error:
        remedy = 'pip install "grounded-coach[evals]" (ragas 0.4.3 needs langchain-community==0.4.1)'
        return every_check(corpus), [f"ragas cannot be imported ({error}), so its own metrics are left out: {remedy}"]


def _report(run: Run, wanted: Wanted) -> int:
    if wanted.save_baseline:
        _save(run, wanted.save_baseline)
    written = write_reports(run, wanted.reports)
    step_summary(run)
    show(run, _console(), wanted.verbose)
    if written:
        remark(f"Written: {', '.join(map(str, written))}")
    if wanted.keeps:
        _keep(run)
    return 0 if run.has_passed else GATE_FAILED


def _keep(run: Run) -> None:
    """Keep the run for the page; where that cannot be done it is no fault of the run."""
    try:
        remark(f"Kept for the evals page of `coach ui`: {keep(run)}")
    except (CoachError, OSError) as error:
        remark(f"Not kept for the evals page of `coach ui`: {error}")


def _save(run: Run, path: Path) -> None:
    """Save a run to compare with, unless it holds cases without a reply: against those anything looks better."""
    if any(result.response.error for result in run.results):
        remark(f"Not saved as a baseline, because some cases got no reply: {path}")
        return
    write_json(run, path)
    remark(f"Saved as a baseline: {path}")


class _Console(Console):
    """A console that leaves a pipe whose reader has gone to the one place that handles it."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    console = _Console(highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console
