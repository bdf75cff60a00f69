"""The reports of a run: stable, readable, complete, and deaf to what the texts of a case try."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from eval_runs import (
    HOSTILE,
    LONG,
    TIMING,
    Page,
    a_run,
    compared,
    four_results,
    hostile,
    many_failing,
    passing,
    scored,
    undecided,
)
from markdown_it import MarkdownIt
from rich.console import Console

from coach.errors import SettingsError
from evals.records import Gate, GateVerdict, Run
from evals.report.files import replace_text
from evals.report.findings import headline, overview
from evals.report.html import html
from evals.report.json import run_object, run_text, write_json
from evals.report.junit import junit
from evals.report.markdown import MARKER, MAX_LENGTH, code, markdown, prose
from evals.report.plain import between, figure, one_line, percent, safe, signed
from evals.report.terminal import show
from evals.report.write import Reports, check_reports, step_summary, write_reports

UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def terminal(run: Run, verbose: bool = False, width: int = 80) -> str:
    """Return what a pipe gets."""
    page = io.StringIO()
    show(run, Console(file=page, width=width), verbose)
    return page.getvalue()


RENDERERS: dict[str, Callable[[Run], str]] = {
    "terminal": terminal,
    "verbose terminal": lambda run: terminal(run, verbose=True),
    "junit": junit,
    "markdown": markdown,
    "html": html,
}


# Words


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (a_run(), "Gate failed: 1 of 3 gates does not hold, 1 not run"),
        (passing(a_run()), "Gate passed: 1 of 1 gate holds"),
        (undecided(a_run()), "Nothing decided: the gate was not run, and that is not a pass"),
        (replace(a_run(), gates=()), "Nothing decided: there is no gate, and that is not a pass"),
    ],
    ids=["failed", "passed", "not run", "no gate"],
)
def test_the_headline_says_how_the_gate_stands(run: Run, words: str) -> None:
    assert headline(run) == words


def test_a_case_that_could_not_be_scored_is_counted_apart() -> None:
    assert overview(a_run()) == "4 cases: 2 pass, 1 fail, 1 could not be scored"


@pytest.mark.parametrize(
    ("gated", "words"),
    [
        (("hit_at_1", "refused"), "4 cases: 1 pass, 3 fail (the gates allow that many)"),
        (("refused",), "4 cases: 1 pass, 3 fail (the gates allow some of it, and none looks at hit_at_1)"),
        (("mrr",), "4 cases: 1 pass, 3 fail (no gate looks at hit_at_1, refused)"),
    ],
)
def test_where_the_gate_passed_though_cases_fail_it_is_said_why(gated: tuple[str, ...], words: str) -> None:
    right, wrong, refused, _ = four_results()
    failing = replace(refused, scores=scored("refused", refused=0.0))
    gates = tuple(GateVerdict(Gate(name, 0.1, ""), "passed", 0.5, "") for name in gated)
    run = replace(a_run(), results=(right, wrong, failing, wrong), gates=gates, partial="")
    assert overview(run) == words
    for render in (terminal, markdown, html):
        assert words.partition(" (")[2] in " ".join(render(run).replace("\\", "").split())
    one_fails = (*gates, GateVerdict(Gate("mrr", 0.9, ""), "failed", 0.5, ""))
    assert overview(replace(run, gates=one_fails)) == "4 cases: 1 pass, 3 fail"
    assert overview(replace(run, results=(right,))) == "1 case: 1 pass, 0 fail"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (figure(1.0), "1.000"),
        (figure(0.99999), "0.999"),
        (figure(None), "–"),
        (figure(float("nan")), "–"),
        (between(0.1, 0.95), "0.10–0.95"),
        (between(float("nan"), 1.0), "–"),
        (signed(-0.04), "−0.040"),
        (signed(float("inf")), "–"),
        (percent(0.996), "99 %"),
        (percent(1.0), "100 %"),
    ],
)
def test_a_figure_never_says_more_than_is_so(shown: str, words: str) -> None:
    assert shown == words


def test_acting_characters_are_shown_as_replaced() -> None:
    assert safe("a\x1b[31mb\u202ec\ud800\td\r\ne") == "a�[31mb�c�\td\ne"


def test_a_line_is_cut_to_its_length() -> None:
    assert one_line("one\ntwo   three", 8) == "one two…"


# JSON


def test_json_documents_every_field_it_has() -> None:
    found = run_object(compared(a_run()))
    documented = run_object.__globals__["__doc__"]
    records = [found, found["metrics"][0], found["gates"][0], found["judges"][0], found["cases"][1], found["run"]]
    records += [found["comparison"], found["comparison"]["metrics"][0], found["comparison"]["cases"][0]]
    records += [found["cases"][1]["history"][0], found["cases"][1]["scores"]["hit_at_1"]]
    assert {key for record in records for key in record if f"``{key}``" not in documented} == set()


def test_json_holds_the_run_in_a_fixed_order() -> None:
    found = json.loads(run_text(a_run()))
    assert list(found) == [
        *(
            "schema",
            "versions",
            "passed",
            "armed",
            "partial",
            "remarks",
            "principles",
            "metrics",
            "gates",
            "comparison",
            "judges",
        ),
        *("cases", "run"),
    ]
    assert list(found["versions"]) == ["coach", "corpus"]
    assert (found["schema"], found["passed"], found["armed"], found["partial"]) == (1, False, True, "--limit 4")


def test_json_holds_a_case_whole() -> None:
    case = run_object(a_run())["cases"][1]
    assert case["id"] == "wrong"
    assert case["history"][0] == {"role": "user", "content": "My founder ignores me."}
    assert (case["status"], case["covered_score"], case["ranking"], case["outcome"]) == (
        *("partly", 0.6, ["P3", "P1"], "fail"),
    )
    assert case["scores"]["mrr"] == {"value": 0.5, "outcome": "fail", "reason": "reason of wrong"}


def test_an_unscored_score_stays_null_with_its_reason() -> None:
    assert run_object(a_run())["cases"][3]["scores"]["refused"] == {
        "value": None,
        "outcome": "unscored",
        "reason": "reason of silent",
    }


def test_json_keeps_ten_of_a_ranking() -> None:
    run = a_run()
    response = replace(run.results[0].response, ranking=tuple(f"P{place}" for place in range(1, 13)))
    run = replace(run, results=(replace(run.results[0], response=response),))
    assert run_object(run)["cases"][0]["ranking"][-1] == "P10"


def slower(run: Run) -> Run:
    """Return the same run, as another machine would have timed it."""
    results = tuple(
        replace(result, response=replace(result.response, elapsed_ms=result.response.elapsed_ms * 3))
        for result in run.results
    )
    return replace(run, results=results, timing=replace(TIMING, started="2026", duration_s=9.9, machine="another"))


def test_two_runs_of_the_same_differ_in_the_run_object_only() -> None:
    one, other = run_object(a_run()), run_object(slower(a_run()))
    assert one["run"].pop("elapsed_ms") == {"right": 5.0, "wrong": 5.0, "refused": 5.0, "silent": 30.0}
    assert other["run"].pop("elapsed_ms")["silent"] == 90.0
    assert one.pop("run") != other.pop("run")
    assert json.dumps(one) == json.dumps(other)


def test_not_a_number_becomes_null() -> None:
    run = a_run()
    nan = float("nan")
    summary = replace(run.summaries[0], mean=nan, low=nan, high=float("inf"))
    found = json.loads(run_text(replace(run, summaries=(summary,), timing=replace(TIMING, p95_ms=nan))))
    assert (found["metrics"][0]["mean"], found["metrics"][0]["interval"]) == (None, [None, None])
    assert found["run"]["p95_ms"] is None


def test_figures_are_rounded_to_six_places_and_zero_has_no_sign() -> None:
    run = a_run()
    text = run_text(replace(run, summaries=(replace(run.summaries[0], mean=1 / 3, low=-0.0),)))
    assert '"mean": 0.333333,' in text
    assert "-0.0" not in text


def test_json_is_text_as_it_is_where_it_can_be() -> None:
    assert "“Grow where you are.”" in run_text(a_run())
    assert run_text(a_run()).endswith("}\n")


def test_json_gives_hostile_text_back_exactly() -> None:
    text = run_text(hostile())
    assert json.loads(text.encode())["cases"][0]["question"] == HOSTILE


# Files


def test_a_report_is_written_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "new" / "run.json"
    write_json(a_run(), path)
    assert path.read_text(encoding="utf-8") == run_text(a_run())
    assert os.listdir(path.parent) == ["run.json"]


def test_a_link_that_points_at_itself_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "loop.json").symlink_to("loop.json")
    replace_text(tmp_path / "loop.json", "new")
    assert (tmp_path / "loop.json").read_text() == "new"


def test_the_old_report_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")
    with pytest.raises(SettingsError):
        replace_text(path, "new \ud800")  # a lone surrogate cannot be encoded
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["run.json"]


def test_a_link_keeps_pointing_where_it_points(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    replace_text(tmp_path / "link.json", "new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def test_what_is_no_file_is_written_to_and_not_replaced() -> None:
    replace_text(Path(os.devnull), "text")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("name", [".", "file/run.json", "a\0b", "n" * 300])
def test_a_path_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / name
    for write in (lambda: write_json(a_run(), path), lambda: check_reports(Reports(json=path))):
        with pytest.raises(SettingsError) as error:
            write()
        assert repr(str(path)) in error.value.message


def test_reports_are_checked_without_being_touched(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("old")
    check_reports(Reports(json=tmp_path / "run.json", html=tmp_path / "run.html"))
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    assert (tmp_path / "run.json").read_text() == "old"


def test_two_reports_need_two_files(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--json and --html"):
        check_reports(Reports(json=tmp_path / "run", html=tmp_path / "run"))


def test_only_the_reports_asked_for_are_written(tmp_path: Path) -> None:
    written = write_reports(a_run(), Reports(junit=tmp_path / "run.xml", markdown=tmp_path / "run.md"))
    assert written == (tmp_path / "run.xml", tmp_path / "run.md")
    assert sorted(os.listdir(tmp_path)) == ["run.md", "run.xml"]


def test_the_summary_of_a_step_is_appended_to(tmp_path: Path) -> None:
    (tmp_path / "summary").write_text("# Before\n")
    assert step_summary(a_run(), {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")})
    assert (tmp_path / "summary").read_text(encoding="utf-8") == "# Before\n\n" + markdown(a_run())


def test_without_a_step_there_is_no_summary() -> None:
    assert not step_summary(a_run(), {})


def test_a_summary_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape(str(tmp_path))):
        step_summary(a_run(), {"GITHUB_STEP_SUMMARY": str(tmp_path)})


# Terminal


def test_the_terminal_says_the_outcome_first_and_why() -> None:
    text = terminal(a_run())
    assert text.startswith("Gate failed: 1 of 3 gates does not hold, 1 not run\n4 cases: 2 pass, 1 fail,")
    assert re.search(r"hit_at_1 +0\.500 +0\.10–0\.90 +2 +0 +0\.900 +failed\n", text)
    assert re.search(r"faithfulness +– +– +– +– +0\.800 +not run\n", text)
    assert "hit_at_1 failed: 0.500 is below 0.9" in text
    assert "Not the whole set: --limit 4" in text
    assert "rules: right on 66 % of 176 claims whose truth is known" in text.replace("\n  ", " ")


def test_the_terminal_names_failing_cases_with_their_reasons() -> None:
    text = terminal(a_run())
    assert "wrong  follow_up  cases.jsonl:2\n    And then?\n    hit_at_1 failed (0.000): reason of wrong\n" in text
    assert "refused unscored: reason of silent" in text


def test_the_terminal_says_what_changed() -> None:
    text = terminal(compared(a_run()), width=100)
    assert "regressed: hit_at_1 1.000 → 0.500 (−0.500, 95 % −0.800 to −0.200, 2 cases)" in text
    assert "1 result got worse:\n    wrong  hit_at_1: pass → fail (P3 came first)\n" in text
    assert "1 result got better:\n    right  mrr: fail → pass\n" in text
    assert "1 case only in this run: silent" in text


def test_the_terminal_cuts_the_list_unless_all_is_asked_for() -> None:
    run = many_failing(12)
    assert "case-10 " in terminal(run)
    assert "case-11 " not in terminal(run)
    assert "and 2 more" in terminal(run)
    assert "case-12 " in terminal(run, verbose=True)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_pipe_gets_no_colour_no_trailing_space_and_no_overlong_line(width: int) -> None:
    lines = terminal(compared(a_run()), verbose=True, width=width).split("\n")
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip() or "\x1b" in line] == []


def test_colour_is_never_the_only_signal() -> None:
    page = io.StringIO()
    show(a_run(), Console(file=page, width=80, force_terminal=True, color_system="standard"))
    assert "\x1b[1;31mfailed\x1b[0m" in page.getvalue()
    assert re.sub(r"\x1b\[[\d;]*m", "", page.getvalue()) == terminal(a_run())


def test_the_terminal_reads_no_markup_in_what_it_shows() -> None:
    assert "[bold]markup[/bold] :smile:" in re.sub(r"\s+", " ", terminal(hostile(), verbose=True))


# JUnit


def test_junit_has_a_suite_for_the_gates_and_one_a_kind() -> None:
    root = ET.fromstring(junit(a_run()).encode())
    assert [suite.get("name") for suite in root] == [
        *("coach eval: gates", "coach eval: answerable", "coach eval: follow_up", "coach eval: unanswerable"),
    ]
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        **{"tests": "7", "failures": "2", "errors": "1", "skipped": "1"},
    }
    assert (root.get("time"), root[3].get("time")) == ("0.045", "0.035")


def test_junit_gives_each_finding_its_element() -> None:
    root = ET.fromstring(junit(a_run()).encode())
    found = {
        (test.get("name"), element.tag): element.get("message") for test in root.iter("testcase") for element in test
    }
    assert found == {
        ("hit_at_1", "failure"): "0.500 is below 0.9",
        ("faithfulness", "skipped"): "no judge was asked for",
        ("wrong", "failure"): "hit_at_1 failed (0.000): reason of wrong",
        ("silent", "error"): "refused unscored: reason of silent",
    }


def test_junit_carries_the_versions() -> None:
    root = ET.fromstring(junit(a_run()).encode())
    properties = {item.get("name"): item.get("value") for item in root.iter("property")}
    assert properties["corpus"] == "c0ffee"
    assert properties["partial"] == "--limit 4"


def test_a_run_that_decides_nothing_is_an_error_in_junit() -> None:
    root = ET.fromstring(junit(undecided(passing(a_run()))).encode())
    assert [test.get("name") for test in root.iter("testcase") if test.find("error") is not None] == [
        "a gate was decided"
    ]


def test_a_case_that_fails_within_what_the_gate_allows_is_skipped_with_its_reason() -> None:
    run = a_run()
    held = replace(run, gates=tuple(replace(each, state="passed") for each in run.gates if each.state != "not run"))
    root = ET.fromstring(junit(held).encode())
    wrong = next(test for test in root.iter("testcase") if test.get("name") == "wrong")
    assert [(element.tag, element.get("message")) for element in wrong] == [
        ("skipped", "fails, within what the gate allows; hit_at_1 failed (0.000): reason of wrong")
    ]
    assert root.get("failures") == "0"


def test_a_case_that_is_only_measured_is_skipped_in_junit() -> None:
    run = a_run()
    result = replace(run.results[0], scores=run.results[0].scores[1:])
    root = ET.fromstring(junit(replace(run, results=(result,))).encode())
    assert root[1].get("skipped") == "1"


# Markdown


def test_markdown_begins_with_its_marker_and_what_changed() -> None:
    text = markdown(compared(a_run()))
    assert text.startswith(f"{MARKER}\n## Gate failed: 1 of 3 gates does not hold, 1 not run\n")
    assert text.index("### Since the baseline") < text.index("### Gates") < text.index("failing cases")
    assert "- **regressed:** `hit_at_1` 1.000 → 0.500" in text
    assert "- got worse: `wrong` `hit_at_1` pass → fail (P3 came first)" in text


def test_markdown_shows_the_gates_as_a_table() -> None:
    rows = [line for line in markdown(a_run()).splitlines() if line.startswith("|")]
    assert rows[2] == "| `hit_at_1` | 0.500 (0.10–0.90) | 0.900 | 2 | 0 | ✗ **failed** | 0.500 is below 0.9 |"
    assert rows[4] == "| `faithfulness` | – | 0.800 | – | – | – not run | no judge was asked for |"


def test_markdown_puts_failing_cases_and_versions_into_details() -> None:
    text = markdown(a_run())
    assert text.count("<details>") == text.count("</details>") == 2
    assert "  - asked: `And then?`\n  - expected: an answer from P1\n" in text
    assert "- corpus: `c0ffee`" in text


def test_every_row_of_a_hostile_table_has_its_seven_cells() -> None:
    rows = [line for line in markdown(hostile()).splitlines() if line.startswith("|")]
    assert [row.count("|") for row in rows] == [8, 8, 8, 8]


@pytest.mark.parametrize("run", [many_failing(500), hostile(LONG), hostile(HOSTILE * 300)])
def test_markdown_stays_within_what_github_takes(run: Run) -> None:
    assert len(markdown(run)) < MAX_LENGTH


def test_markdown_counts_what_it_leaves_out() -> None:
    text = markdown(many_failing(500))
    shown = len(re.findall(r"^- \*\*`case-", text, re.MULTILINE))
    assert shown > 50
    assert f"… and {500 - shown} more failing cases: see the other reports" in text
    assert text.count("<details>") == text.count("</details>") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.81 is below 0.9", "0.81 is below 0.9"),
        ("ask @octocat", "`ask @octocat`"),
        ("see #12", "`see #12`"),
        ("gh-12", "`gh-12`"),
        ("www.example.org", "`www.example.org`"),
        ("https://example.org", "`https://example.org`"),
        ("a :smile: b", "`a :smile: b`"),
        ("<b>", "`<b>`"),
        ("a `b` c", "``a `b` c``"),
        ("``` x", "```` ``` x ````"),
        ("", "(empty)"),
    ],
)
def test_prose_that_could_act_stands_in_a_code_span(text: str, words: str) -> None:
    assert prose(text) == words


def test_a_code_span_is_one_line_and_never_closed_by_its_text() -> None:
    assert code("a\n``\nb") == "```a `` b```"


def test_hostile_text_stays_within_code_spans_once_the_markdown_is_rendered() -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown(hostile()))
    found = Page(rendered)
    ours = {"h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary"}
    assert set(found.tags) <= ours | {"table", "thead", "tbody", "tr", "th", "td"}
    assert "@octocat" in found.text
    outside = Page(re.sub(r"<code>.*?</code>", "", rendered, flags=re.DOTALL)).text
    assert re.findall(r"@|#1|http|www|octocat|smile", outside) == []


# All of them


@pytest.mark.parametrize("name", RENDERERS)
def test_hostile_text_reaches_no_reader_as_a_command(name: str) -> None:
    assert UNREADABLE.findall(RENDERERS[name](hostile())) == []


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("run", [a_run(), compared(a_run()), passing(a_run()), undecided(a_run())])
def test_every_report_says_the_same_outcome(name: str, run: Run) -> None:
    shown = re.sub(r"\s+", " ", RENDERERS[name](run))
    assert headline(run) in shown or name == "junit"


@pytest.mark.parametrize("name", RENDERERS)
def test_every_report_survives_figures_that_are_none(name: str) -> None:
    run = compared(a_run())
    nan = float("nan")
    summaries = tuple(replace(summary, mean=nan, low=nan, high=nan, scored=0) for summary in run.summaries)
    results = tuple(
        replace(result, response=replace(result.response, covered_score=nan, elapsed_ms=nan)) for result in run.results
    )
    timing = replace(TIMING, duration_s=nan, p50_ms=nan, p95_ms=nan)
    shown = RENDERERS[name](replace(run, summaries=summaries, results=results, timing=timing))
    assert re.search(r"\b(nan|inf)\b", shown) is None


@pytest.mark.parametrize("name", RENDERERS)
def test_a_case_without_reply_and_scores_is_still_a_failing_one(name: str) -> None:
    run = replace(a_run(), results=(replace(a_run().results[3], scores=()),))
    assert "no reply: the model did not answer" in RENDERERS[name](run)


@pytest.mark.parametrize("name", RENDERERS)
def test_every_report_can_show_a_run_without_anything(name: str) -> None:
    run = replace(a_run(), results=(), summaries=(), gates=(), judges=(), remarks=(), versions={}, partial="")
    assert RENDERERS[name](run)


def test_what_draws_the_page_is_imported_when_a_page_is_drawn() -> None:
    slow = "{'altair', 'vl_convert', 'jinja2', 'ragas', 'chromadb', 'torch', 'pandas'}"
    program = f"import sys, evals.report.write, evals.report.terminal; sys.exit(str({slow} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == "set()"
