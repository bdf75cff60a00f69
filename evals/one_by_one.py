"""Cases asked one at a time, as a test runner wants them: Coach is opened once, each case is asked once."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import find_corpus, read_corpus
from coach.errors import CoachError
from coach.records import Corpus
from coach.settings import Settings, from_environment, keep_quiet
from evals.cases import CaseError, read_cases
from evals.checks import every_check
from evals.records import Case, CaseResult, Response
from evals.report import findings
from evals.report.plain import one_line, safe
from evals.score import samples_of, score_all
from evals.system import System

_OPENING_S = 600.0  # how long one process may build what the others wait for
_ASKED, _REPLY, _NOTE = 400, 1500, 400  # characters shown


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The cases read from what was given, by file.

    Attributes:
        settings: What Coach is opened with.
        corpus: Whose principles they name.
        by_file: The cases of each file.
        groups: The cases that are compared with each other, by each one of them.
    """

    settings: Settings
    corpus: Corpus
    by_file: Mapping[Path, tuple[Case, ...]]
    groups: Mapping[Case, tuple[Case, ...]]

    @property
    def cases(self) -> tuple[Case, ...]:
        """All of them."""
        return tuple(case for cases in self.by_file.values() for case in cases)


def read_case_set(paths: list[Path], corpus: str = "") -> CaseSet:
    """Read and check cases before anything is opened.

    Args:
        paths: Files or folders of cases; a file that is named twice counts once.
        corpus: A corpus name or folder; by default as the command line has it.

    Raises:
        CoachError: The corpus or a case cannot be used.
    """
    settings = from_environment(corpus)
    read = read_corpus(find_corpus(settings.corpus))
    by_file: dict[Path, tuple[Case, ...]] = {}
    groups: dict[Case, tuple[Case, ...]] = {}
    for path in paths:
        cases = read_cases(path, read)
        for case in cases:
            groups.setdefault(case, tuple(other for other in cases if case.pair and other.pair == case.pair) or (case,))
        for file, held in _files(path, cases).items():
            by_file.setdefault(file, held)
    _refuse_twice(by_file)
    return CaseSet(settings, read, by_file, groups)


def _files(path: Path, cases: tuple[Case, ...]) -> dict[Path, tuple[Case, ...]]:
    found: dict[Path, list[Case]] = {}
    for case in cases:
        file = path / case.line.rpartition(":")[0] if path.is_dir() else path
        found.setdefault(file.resolve(), []).append(case)
    return {file: tuple(held) for file, held in found.items()}


def _refuse_twice(by_file: Mapping[Path, tuple[Case, ...]]) -> None:
    """Refuse an id that stands in two files: replies are kept by id."""
    seen: dict[str, Path] = {}
    for file, cases in by_file.items():
        for case in cases:
            if (first := seen.setdefault(case.id, file)) != file:
                raise CaseError(f"{file}: the id {case.id!r} stands already in {first}", "Give each case its own id.")


class OneByOne:
    """Scores one case at a time; what it asks and opens, it keeps.

    Args:
        cases: The cases.
        open_system: Opens what answers; called once, when the first case is asked for.
    """

    def __init__(self, cases: CaseSet, open_system: Callable[[], System]) -> None:
        self._cases = cases
        self._open = open_system
        self._system: System | CoachError | None = None
        self._replies: dict[str, Response] = {}
        self._checks = every_check(cases.corpus)
        self.deciding = frozenset(check.metric.name for check in self._checks if check.metric.decides)

    def result(self, case: Case) -> CaseResult:
        """Ask a case, and the others of its group, and score it with every deterministic check.

        Raises:
            CoachError: The system cannot be opened; the next case is told the same at once.
        """
        group = self._cases.groups[case]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries; a team that turns warnings into errors means its own
            for each in group:
                if each.id not in self._replies:
                    self._replies[each.id] = self._opened().respond(each)
            replies = {each.id: self._replies[each.id] for each in group}
            samples = samples_of(group, replies, self._cases.corpus)
            scores = score_all(self._checks, {case.id: samples[case.id]}, replies)
        return CaseResult(case, replies[case.id], scores[case.id])

    def _opened(self) -> System:
        if self._system is None:
            try:
                self._system = self._open()
            except CoachError as error:
                self._system = error
        if isinstance(self._system, CoachError):
            raise self._system
        return self._system


def open_system(settings: Settings) -> System:
    """Open Coach as the system under test; one process at a time, so that several test workers do not build twice.

    Raises:
        CoachError: It cannot be opened.
    """
    from coach.coach import open_coach
    from coach.index.lock import writing
    from evals.system import CoachSystem

    with _quiet_environment(), writing(settings.cache / "opening.lock", _OPENING_S):
        return CoachSystem(open_coach(settings))


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Keep the libraries quiet while they are loaded, and leave the environment of the other tests as it was."""
    before = dict(os.environ)
    keep_quiet()
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]


def verdict(result: CaseResult, deciding: frozenset[str]) -> str:
    """Return why a case does not pass, for people; empty where it passes. What nothing was scored of is no pass."""
    against = findings.against(result, deciding)
    lines = [f"{', '.join(finding.metrics)} {finding.words}" for finding in against]
    if not lines and not any(score.metric in deciding for score in result.scores):
        lines = ["nothing could be scored: no check applies to this case and its reply"]
    if not lines:
        return ""
    case = result.case
    asked = [f"{turn.role}: {turn.content}" for turn in case.history] + [case.question]
    shown = {
        "asked": one_line(" / ".join(asked), _ASKED),
        "expected": findings.expected(case),
        "replied": findings.replied(result),
        "": _cut(result.response.text, _REPLY),
        "note": one_line(case.note, _NOTE),
        "case": case.line,
    }
    rows = [_row(name, text) for name, text in shown.items() if text]
    return "\n".join([*map(safe, lines), "", *rows])


def _row(name: str, text: str) -> str:
    first, *rest = safe(text).split("\n")
    return "\n".join([f"{name:<10}{first}", *(f"{'':<10}{line}".rstrip() for line in rest)])


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rstrip() + "…"
