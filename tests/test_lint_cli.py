"""`coach corpus lint`: what is printed and written, and the exit code that CI looks at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from sync_parts import added, brought_in_step, handbook
from typer.testing import CliRunner, Result

from coach.cli.lint import lint
from coach.errors import SettingsError
from coach.lint import RULES
from tests.lint_parts import ADVICE, of_principles

APP = typer.Typer()
APP.command()(lint)
SECRET = "glpat-" + "q7Xn2Lk9Tz4Vb8Rw1Pc6"


def run(*given: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(one) for one in given])


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A corpus with an error (a secret), warnings (the numbers of six cards) and a note."""
    cards = "\n".join(f"Card 4539 1488 0343 6467, kept by {name}." for name in ("A", "B", "C", "D", "E", "F"))
    of_principles(
        tmp_path, f"{ADVICE}\nUse {SECRET} there.", f"Keep cards in the safe.\n{cards}\nAsk ann.meyer@acme.org."
    )
    return tmp_path


def test_the_bundled_corpus_has_no_error_and_no_warning() -> None:
    found = run("--fail-on", "warning")
    assert found.exit_code == 0
    assert "product-leadership" in found.output and "error" not in found.output.splitlines()[0]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([], 5),
        (["--fail-on", "never"], 0),
        (["--ignore", "secret"], 0),
        (["--ignore", "secret", "--fail-on", "warning"], 5),
        (["--rule", "encoding", "--fail-on", "warning"], 0),
    ],
)
def test_the_exit_code_says_whether_the_gate_failed(bad: Path, given: list[str], code: int) -> None:
    assert run("--corpus", bad, *given).exit_code == code


def test_the_report_is_grouped_by_rule_short_and_shows_no_secret(bad: Path) -> None:
    said = run("--corpus", bad).output
    assert SECRET not in said and SECRET[:4] + "…" in said
    assert "error  secret: keys, tokens and passwords (1)" in said
    assert said.count("payment card") == 5 and "… and 1 more (--all shows them)" in said
    assert run("--corpus", bad, "--all").output.count("payment card") == 6
    assert said.rstrip().splitlines()[-1].endswith("1 error, 6 warnings, 1 note")


def test_the_files_are_written_and_the_same_each_time(bad: Path, tmp_path: Path) -> None:
    names = ["--json", "--sarif", "--junit"]
    written = []
    for number in (1, 2):
        files = [tmp_path / f"{number}{name}" for name in names]
        run("--corpus", bad, *(part for pair in zip(names, files, strict=True) for part in pair))
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1]
    assert json.loads(written[0][0])["rules"]["secret"] == 1
    assert not any(SECRET.encode() in one for one in written[0])


def test_one_report_can_be_printed_and_nothing_else_is(bad: Path, tmp_path: Path) -> None:
    found = run("--corpus", bad, "--json", "-", "--sarif", tmp_path / "kept.sarif")
    assert json.loads(found.output)["rules"]["secret"] == 1
    assert (tmp_path / "kept.sarif").exists() and not Path("-").exists()


@pytest.mark.parametrize(
    "given",
    [["--rule", "typos"], ["--ignore", "typos"], ["--fail-on", "note"], ["--rule", "not-retrieved"],
     ["--json", "/nowhere/at/all.json"], ["--json", "-", "--junit", "-"]],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_a_hint(given: list[str]) -> None:
    error = run(*given).exception
    assert isinstance(error, SettingsError) and error.hint


def test_with_retrieval_the_index_is_asked(tmp_path: Path) -> None:
    found = run("--retrieval", "--rule", "not-retrieved", "--json", tmp_path / "found.json")
    assert found.exit_code == 0
    assert json.loads((tmp_path / "found.json").read_text())["rules"] == {"not-retrieved": 0}


def test_every_rule_has_its_own_name_and_says_what_it_is_about() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) and all(rule.about for rule in RULES)


@pytest.mark.slow
def test_files_are_looked_at_wherever_the_command_is_given(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    source = handbook(tmp_path / "handbook")
    (source / "notes.md").write_text(f"# Notes\n\n{ADVICE}\n\n<!-- {SECRET} -->\n")
    collection = added(tmp_path / "data", source)
    brought_in_step(collection, cache)
    told = collection.folder / "corpus.yaml"
    told.write_text(told.read_text().replace(str(source), "documents"))  # as in a corpus that was uploaded
    source.rename(collection.folder / "documents")
    assert "notes.md:5" in run("--corpus", "acme", "--rule", "secret").output
