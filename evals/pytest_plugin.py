"""The cases as tests, one test a case; ``coach.pytest_plugin`` registers them where they are asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evals.one_by_one import CaseSet, OneByOne
    from evals.records import Case


class CaseFailed(Exception):
    """A case that does not pass; the message says why."""


class NoReply(Exception):
    """A case without a reply: not even a case that is known to fail is excused by that."""


def register(config: pytest.Config, given: list[str]) -> None:
    """Read the cases asked for and collect them as tests.

    Raises:
        pytest.UsageError: they cannot be read.
    """
    config.addinivalue_line("markers", "coach: a case with a known right outcome that Coach is asked")
    config.pluginmanager.register(_Cases(_read(config, given)), "coach-cases")


def _read(config: pytest.Config, given: list[str]) -> CaseSet:
    from coach.errors import CoachError
    from evals.one_by_one import read_case_set

    try:
        return read_case_set([_place(config, path) for path in given], config.getoption("--coach-corpus"))
    except CoachError as error:
        raise pytest.UsageError(_words(error)) from error


def _place(config: pytest.Config, given: str) -> Path:
    """Return a path as seen from where pytest was started, else from the root of the repository (for ``addopts``)."""
    here = config.invocation_params.dir / Path(given).expanduser()
    return here if here.exists() or not (config.rootpath / given).exists() else config.rootpath / given


def _words(error: Any) -> str:
    from evals.report.plain import safe

    return safe("\n  ".join(part for part in (error.message, error.hint) if part))


class _Cases:
    """What takes part in a run that asked for cases."""

    def __init__(self, cases: CaseSet) -> None:
        self._cases = cases
        self._bench: OneByOne | None = None

    @property
    def bench(self) -> OneByOne:
        """What asks and scores; Coach is opened when the first case is asked."""
        from evals.one_by_one import OneByOne, open_system

        if self._bench is None:
            self._bench = OneByOne(self._cases, lambda: open_system(self._cases.settings))
        return self._bench

    def pytest_report_header(self) -> list[str]:
        """Say what is asked, and how many cases nobody has reviewed."""
        cases, corpus = self._cases.cases, self._cases.corpus
        drafts = sum(case.draft for case in cases)
        lines = [f"coach: {len(cases)} cases for the corpus {corpus.name}, version {corpus.version}"]
        if drafts:
            are = "is a draft" if drafts == 1 else "are drafts"
            lines.append(f"coach: WARNING: {drafts} of the cases {are} that nobody has reviewed")
        return lines

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Add the case files to what the session collects; where one is named as an argument, only that is asked."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            files = tuple(self._cases.by_file)
            if not any(collector.isinitpath(file) for file in files):
                report.result.extend(self._file(collector, file) for file in files)
        return report

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect a case file, or a case of it, that was named as an argument."""
        is_named = file_path in self._cases.by_file and parent.session.isinitpath(file_path)
        return self._file(parent, file_path) if is_named else None

    def _file(self, parent: pytest.Collector, path: Path) -> CaseFile:
        file: CaseFile = CaseFile.from_parent(parent, path=path)
        file.cases, file.owner = self._cases.by_file[path], self
        return file


class CaseFile(pytest.File):
    """A file of cases."""

    cases: tuple[Case, ...]
    owner: _Cases

    def collect(self) -> Iterator[CaseItem]:
        """Return a test for each case."""
        for case in self.cases:
            name = "".join(sign if sign.isprintable() else "�" for sign in case.id)
            item: CaseItem = CaseItem.from_parent(self, name=name)
            item.give(case, self.owner)
            yield item


class CaseItem(pytest.Item):
    """A case as a test."""

    case: Case
    owner: _Cases

    def give(self, case: Case, owner: _Cases) -> None:
        """Set the case, its marks, and the words that ``-k`` finds it by."""
        self.case, self.owner = case, owner
        self.add_marker(pytest.mark.coach)
        words = (case.kind, case.attack, case.pair, "draft" if case.draft else "")
        self.extra_keyword_matches.update(word for word in words if word)
        if case.xfail:
            self.add_marker(pytest.mark.xfail(reason=case.xfail, strict=False, raises=CaseFailed))

    def runtest(self) -> None:
        """Ask the case and the others of its group, and check the reply."""
        from evals.one_by_one import verdict

        result = self.owner.bench.result(self.case)
        wrong = verdict(result, self.owner.bench.deciding)
        if result.response.error:
            raise NoReply(wrong or result.response.error)
        if wrong:
            raise CaseFailed(wrong)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say in words what was wrong with a reply, or why there is none; bugs keep their traceback."""
        from coach.errors import CoachError

        error = excinfo.value
        if isinstance(error, CaseFailed | NoReply):
            return str(error)
        if isinstance(error, CoachError):
            return _words(error)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands: its file, its line (from 0) and its name."""
        return self.path, int(self.case.line.rpartition(":")[2]) - 1, self.name
