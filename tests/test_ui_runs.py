"""The evals page: which files are runs, what they say, what lies between two of them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eval_runs import a_run, hostile, many_failing, passing, undecided
from streamlit.testing.v1 import AppTest
from ui_runs_parts import as_object, on, with_values, write

from coach.corpus import find_corpus, read_corpus
from evals.records import Run
from ui import opened
from ui.runs import chart, words
from ui.runs.difference import compare
from ui.runs.read import Kept, cases_of, runs_in

Open = Callable[[], AppTest]


def kept(folder: Path, *runs: Run) -> list[Kept]:
    """Return runs as they are read back, in the order given."""
    write(folder, runs)
    found = runs_in(folder / "runs").runs
    return sorted(found, key=lambda run: run.stamp.path.name)


# ----------------------------------------------------------------------------------------------------- which are runs


def test_runs_come_newest_first(tmp_path: Path) -> None:
    write(tmp_path, [on(2), on(9), on(5)])
    assert [run.overview.run.started.day for run in runs_in(tmp_path / "runs").runs] == [9, 5, 2]


def test_a_folder_that_is_not_there_holds_no_runs(tmp_path: Path) -> None:
    assert runs_in(tmp_path / "nowhere").runs == ()


def test_the_cases_of_a_run_are_read_as_they_were_written(tmp_path: Path) -> None:
    (run,) = kept(tmp_path, on(1))
    wrong = cases_of(run)[1]
    assert (wrong.id, wrong.outcome, wrong.expected, wrong.history[0].content) == (
        "wrong",
        "fail",
        ("P1",),
        "My founder ignores me.",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cut off"),
        (b'{"schema": 1, "versions": {"cor', "cut off"),
        (b"\xff\xfe{}", "cut off"),
        (b"[" * 100_000, "cut off"),
        (b'{"schema": 1, "passed": NaN}', "cut off"),
        (b"[]", "names no schema"),
        (b"{}", "names no schema"),
        (b'"text"', "names no schema"),
        (b'{"schema": 2}', "another version of Coach (schema 2; this page reads 1)"),
        (b'{"schema": 1}', "versions: Field required"),
    ],
    ids=["empty", "half written", "not UTF-8", "too deep", "NaN", "a list", "no schema", "a text", "newer", "bare"],
)
def test_a_file_that_is_no_run_is_named_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    write(tmp_path, [on(1)])
    (tmp_path / "runs" / "tiny" / "odd.json").write_bytes(content)
    found = runs_in(tmp_path / "runs")
    assert len(found.runs) == 1
    assert found.left_out[0].name == "tiny/odd.json" and reason in found.left_out[0].reason


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("passed", "perhaps"),
        ("metrics", [{"name": "x"}]),
        ("gates", [{"metric": "x", "state": "won"}]),
        ("run", {"started": "yesterday"}),
        ("cases", [{"outcome": "splendid"}]),
        ("versions", {"corpus": ["tiny"]}),
    ],
    ids=["passed", "metric", "gate", "time", "case", "version"],
)
def test_a_run_with_a_field_of_another_kind_is_left_out(tmp_path: Path, field: str, value: object) -> None:
    (path,) = write(tmp_path, [on(1)])
    path.write_text(json.dumps({**as_object(on(1)), field: value}))
    assert runs_in(tmp_path / "runs").runs == ()


def test_a_field_that_a_later_coach_adds_is_passed_over(tmp_path: Path) -> None:
    (path,) = write(tmp_path, [on(1)])
    path.write_text(json.dumps({**as_object(on(1)), "mood": "good"}))
    assert len(runs_in(tmp_path / "runs").runs) == 1


def test_what_is_no_file_is_left_out_without_waiting_for_it(tmp_path: Path) -> None:
    home = tmp_path / "runs" / "tiny"
    home.mkdir(parents=True)
    os.mkfifo(home / "pipe.json")
    (home / "folder.json").mkdir()
    (home / "link.json").symlink_to(tmp_path / "gone")
    assert [file.name for file in runs_in(tmp_path / "runs").left_out] == [
        "tiny/pipe.json",
        "tiny/link.json",
        "tiny/folder.json",
    ]


def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    (run,) = kept(tmp_path, on(1))
    run.stamp.path.write_text(json.dumps(as_object(on(1, passing(a_run())))))
    assert [again.overview.passed for again in runs_in(tmp_path / "runs").runs] == [True]


def test_half_a_character_in_a_run_is_replaced_and_the_run_is_shown(tmp_path: Path) -> None:
    (path,) = write(tmp_path, [on(1)])
    path.write_text(json.dumps({**as_object(on(1)), "partial": "x\ud800y"}))
    (run,) = runs_in(tmp_path / "runs").runs
    assert run.overview.partial == "x?y"


def test_two_hundred_runs_of_three_hundred_cases_are_there_within_a_second(tmp_path: Path) -> None:
    write(tmp_path, [many_failing(300)] * 200)
    begun = time.process_time()  # of this process: what the other tests do does not count
    found = runs_in(tmp_path / "runs")
    cases_of(found.runs[0])
    first = time.process_time() - begun
    runs_in(tmp_path / "runs")
    again = time.process_time() - begun - first
    assert len(found.runs) == 200
    assert first < 1.0  # measured: 0.3 s
    assert again < 0.1  # measured: 0.003 s, for only the times of the files are looked at


# ----------------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (a_run(), "The gate fails: 1 of 3 thresholds is not met"),
        (passing(a_run()), "The gate holds: 1 of 1 threshold is met"),
        (replace(passing(a_run()), gates=a_run().gates[1:]), "The gate holds: 1 of 2 thresholds is met, 1 not run"),
        (undecided(a_run()), "Nothing was decided, and that is not a pass"),
    ],
    ids=["failed", "passed", "passed with one not run", "undecided"],
)
def test_the_state_of_a_gate_is_a_sentence(tmp_path: Path, run: Run, said: str) -> None:
    (found,) = kept(tmp_path, on(1, run))
    assert words.headline(found.overview) == said


def test_part_of_the_cases_is_never_called_a_pass(tmp_path: Path) -> None:
    (found,) = kept(tmp_path, replace(on(1, passing(a_run())), partial="--limit 4"))
    assert words.headline(found.overview).startswith("So far so good, on part of the cases")


def test_what_is_expected_of_a_case_is_told(tmp_path: Path) -> None:
    run = on(1)
    case = replace(run.results[1].case, tension=("P1", "P2"), must_not_say=("never",))
    (found,) = kept(tmp_path, replace(run, results=(replace(run.results[1], case=case),)))
    assert words.expected(cases_of(found)[0]) == (
        "An answer from P1, naming the tension between P1 and P2, never saying “never”"
    )


def test_metrics_that_say_the_same_against_a_case_are_told_together(tmp_path: Path) -> None:
    run = with_values(with_values(on(1), "refused", {"wrong": 0.0}), "hit_at_1", {"wrong": 0.0})
    (found,) = kept(tmp_path, run)
    assert words.against(cases_of(found)[1], ["hit_at_1", "refused"]) == [
        ("hit_at_1, refused", "failed (0.000): worse")
    ]


@pytest.mark.parametrize(
    ("value", "said"), [(0.9999, "0.999"), (1.0, "1.000"), (None, "–")], ids=["nearly", "one", "none"]
)
def test_a_figure_is_not_rounded_up_to_perfect(value: float | None, said: str) -> None:
    assert words.figure(value) == said


# ---------------------------------------------------------------------------------------------------------- over time


def test_a_metric_over_time_runs_from_the_oldest_to_the_newest(tmp_path: Path) -> None:
    better = on(9)
    better = replace(better, summaries=(replace(better.summaries[0], mean=0.75, low=0.5, high=0.95),))
    found = chart.moments(kept(tmp_path, better, on(2)), "hit_at_1")
    assert [(moment.started.day, moment.value, moment.low, moment.high) for moment in found] == [
        (2, 0.5, 0.1, 0.9),
        (9, 0.75, 0.5, 0.95),
    ]


def test_a_run_that_did_not_measure_a_metric_has_no_place_in_its_chart(tmp_path: Path) -> None:
    assert chart.moments(kept(tmp_path, on(1)), "faithfulness") == []


def test_a_chart_is_told_in_words(tmp_path: Path) -> None:
    found = chart.moments(kept(tmp_path, on(2), on(3)), "mrr")
    assert chart.in_words("mrr", found) == (
        "**0.750** in the newest run (95 %: 0.50–1.00, 2 cases), 0.750 in the oldest of 2 (2 Jan 2025, 12:00 UTC); "
        "lowest 0.750, highest 0.750."
    )


def test_the_axis_of_a_chart_holds_the_intervals_and_the_threshold(tmp_path: Path) -> None:
    found = chart.moments(kept(tmp_path, on(1)), "hit_at_1")  # 0.1 to 0.9, the gate asks for 0.9
    drawn = chart.over_time(found).to_dict()
    low, high = drawn["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    assert low <= 0.1 and 0.9 <= high <= 1


# ----------------------------------------------------------------------------------------------------------- two runs


def differing(tmp_path: Path, before: Run, now: Run) -> object:
    one, other = kept(tmp_path, before, now)
    return compare(one, cases_of(one), other, cases_of(other))


def test_the_difference_of_a_metric_is_over_the_cases_that_both_runs_hold(tmp_path: Path) -> None:
    # Both hold "right" and "wrong"; hit_at_1 was 1 and 0, and is 1 and 1: the mean went from 0.5 to 1.
    found = differing(tmp_path, on(1), with_values(on(2), "hit_at_1", {"wrong": 1.0}))
    metric = next(metric for metric in found.metrics if metric.name == "hit_at_1")
    assert (metric.difference, metric.n, metric.better, metric.worse) == (0.5, 2, 1, 0)


def test_a_case_that_passed_and_fails_now_got_worse(tmp_path: Path) -> None:
    found = differing(tmp_path, on(1), with_values(on(2), "hit_at_1", {"right": 0.0}))
    assert [(case.now.id, case.trend, case.metrics) for case in found.cases] == [("right", "got worse", ("hit_at_1",))]


def test_cases_that_got_worse_come_first(tmp_path: Path) -> None:
    found = differing(tmp_path, on(1), with_values(on(2), "hit_at_1", {"right": 0.0, "wrong": 1.0}))
    assert [case.trend for case in found.cases] == ["got worse", "got better"]


def test_a_case_that_asks_something_else_now_is_not_compared(tmp_path: Path) -> None:
    run = on(2)
    reworded = replace(run.results[0], case=replace(run.results[0].case, question="How do I shrink?"))
    now = with_values(replace(run, results=(reworded, *run.results[1:])), "hit_at_1", {"right": 0.0})
    found = differing(tmp_path, on(1), now)
    assert (found.reworded, found.shared, found.cases) == (("right",), 3, ())


def test_cases_that_only_one_run_holds_are_named(tmp_path: Path) -> None:
    run = on(2)
    found = differing(tmp_path, on(1), replace(run, results=run.results[1:]))
    assert (found.only_before, found.only_now) == (("right",), ())


def test_what_the_two_runs_used_is_told_where_it_differs(tmp_path: Path) -> None:
    found = differing(tmp_path, on(1), on(2, answered_by="ollama:llama3.1"))
    assert found.versions == (("answered_by", "composer", "ollama:llama3.1"),)


def test_a_run_beside_itself_has_no_difference(tmp_path: Path) -> None:
    found = differing(tmp_path, on(1), on(2))
    assert found.cases == () and {metric.difference for metric in found.metrics} == {0.0}


# ----------------------------------------------------------------------------------------------------------- the page


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the page; the tests write runs below ``tmp_path`` before."""
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    opened.options.clear()
    yield lambda: AppTest.from_string(
        "from ui.boundary import guarded\nfrom ui.runs.page import show\nguarded(show)()", default_timeout=20
    ).run()
    opened.options.clear()


def text_of(page: AppTest) -> str:
    """Return all Markdown of the page, as it is sent."""
    assert not page.exception and not page.error
    return "\n".join([*(one.value for one in page.markdown), *(one.value for one in page.caption)])


def column(page: AppTest, title: str) -> list[str]:
    """Return the cells below a title in the table that has it."""
    table = next(one.value for one in page.markdown if one.value.startswith("| ") and f"| {title} |" in one.value)
    titles, _, *rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.splitlines()]
    return [row[titles.index(title)] for row in rows]


def on_tab(page: AppTest, name: str) -> AppTest:
    page.session_state["evals-tab"] = name
    return page.run()


def test_without_a_run_the_page_says_which_command_makes_one(page: Open) -> None:
    shown = page()
    assert "There is no run yet" in text_of(shown)
    assert [code.value for code in shown.code] == ["coach eval"]


def test_the_newest_run_is_looked_into_first_and_its_gate_told_in_words(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(2, passing(a_run())), on(9)])
    shown = page()
    assert shown.selectbox(key="run").value == "tiny/20250001T120000Z-00000001.json"
    assert "The gate fails: 1 of 3 thresholds is not met" in text_of(shown)


def test_another_run_can_be_looked_into(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(2, passing(a_run())), on(9)])
    shown = page()
    shown.selectbox(key="run").select_index(1).run()
    assert "The gate holds: 1 of 1 threshold is met" in text_of(shown)


def test_of_runs_that_read_the_same_each_can_be_looked_into_and_compared(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1), on(1), on(1)])
    shown = page()
    assert len(set(shown.selectbox(key="run").options)) == 3
    for place in (1, 2):
        shown.selectbox(key="run").select_index(place).run()
        assert shown.selectbox(key="run").value == f"tiny/2025{2 - place:04d}T120000Z-{2 - place:08x}.json"
    on_tab(shown, "Two runs")
    (beside,) = [box for box in shown.selectbox if (box.key or "").startswith("compare-")]
    beside.select_index(1).run()
    assert shown.selectbox(key=beside.key).value == "tiny/20250001T120000Z-00000001.json"


def test_the_table_of_runs_says_the_state_of_each_gate_in_words(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(2, passing(a_run())), on(9), on(4, undecided(a_run()))])
    assert column(page(), "Gate") == ["✘ failed", "○ nothing decided", "✔ passed"]


def test_a_threshold_that_is_not_met_stands_first_with_its_reason(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1)])
    shown = page()
    assert column(shown, "State") == ["✘ failed", "✔ passed", "○ not run"]
    assert "people act on the first one" in text_of(shown)


def test_failing_cases_are_listed_with_question_and_reason(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1)])
    text = text_of(on_tab(page(), "Failing cases"))
    assert "And then?" in text and "reason of wrong" in text and "An answer from P1" in text
    assert "How do I grow?" not in text  # it passes


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [("failing-kind", "follow_up", ("And then?",)), ("failing-metric", "refused", ("Which laptop?",))],
    ids=["kind", "metric"],
)
def test_failing_cases_can_be_filtered(
    page: Open, tmp_path: Path, field: str, value: str, left: tuple[str, ...]
) -> None:
    write(tmp_path, [on(1)])
    shown = on_tab(page(), "Failing cases")
    shown.multiselect(key=field).select(value).run()
    asked = [question for question in ("And then?", "Which laptop?") if question in text_of(shown)]
    assert tuple(asked) == left


def test_many_failing_cases_are_shown_a_part_at_a_time(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1, many_failing(40))])
    shown = on_tab(page(), "Failing cases")
    assert text_of(shown).count("**case&#45;") == 15
    shown.button(key="more-failing-tiny/20250000T120000Z-00000000.json").click().run()
    assert text_of(shown).count("**case&#45;") == 30


def test_a_run_without_a_failing_case_says_so(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1, passing(a_run()))])
    assert "Every case passes" in text_of(on_tab(page(), "Failing cases"))


def test_the_chart_of_a_metric_that_is_chosen_is_told_below_it(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1), on(2)])
    shown = on_tab(page(), "Over time")
    shown.multiselect(key="metrics-tiny").set_value(["mrr"]).run()
    assert "the place of the first expected principle" in text_of(shown)
    assert "**0.750** in the newest run" in text_of(shown)


def test_runs_over_part_of_the_cases_stay_out_of_the_charts_until_they_are_asked_for(
    page: Open, tmp_path: Path
) -> None:
    write(tmp_path, [on(1), replace(on(2), partial="--limit 4")])
    shown = on_tab(page(), "Over time")
    assert "it was measured once" in text_of(shown)
    shown.toggle(key="parts").set_value(True).run()
    assert "it was measured once" not in text_of(shown)


def test_two_runs_stand_side_by_side(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1), with_values(on(2), "hit_at_1", {"right": 0.0})])
    shown = on_tab(page(), "Two runs")
    assert "Cases that changed: 1 got worse" in text_of(shown)
    assert column(shown, "Difference") == ["▼ −0.500", "0.000", "0.000"]  # hit_at_1, refused, mrr
    assert column(shown, "Better, worse") == ["0, 1", "–", "–"]


def test_looking_at_runs_changes_nothing_of_them(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1), with_values(on(2), "hit_at_1", {"right": 0.0})])

    def kept_files() -> dict[Path, tuple[bytes, int]]:
        files = [path for path in (tmp_path / "runs").rglob("*") if path.is_file()]
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before, shown = kept_files(), page()
    for tab in ("Failing cases", "Over time", "Two runs"):
        shown = on_tab(shown, tab)
        assert not shown.exception
    assert kept_files() == before and len(before) == 2


def test_a_run_is_first_compared_with_an_earlier_one_of_the_same_system(page: Open, tmp_path: Path) -> None:
    write(tmp_path, [on(1), on(2, answered_by="ollama:llama3.1"), on(3)])
    shown = on_tab(page(), "Two runs")
    (chosen,) = [box.value for box in shown.selectbox if (box.key or "").startswith("compare-")]
    assert chosen == "tiny/20250000T120000Z-00000000.json"


def test_a_file_that_is_no_run_is_named_on_the_page(page: Open, tmp_path: Path) -> None:
    (path,) = write(tmp_path, [on(1)])
    (path.parent / "half.json").write_text('{"schema": 1')
    assert "**tiny&#47;half&#46;json**: it is not JSON, or was cut off" in text_of(page())


def test_no_text_of_a_run_reaches_the_page_as_markdown_that_acts(page: Open, tmp_path: Path) -> None:
    run = on(1, hostile())
    write(tmp_path, [replace(run, partial=hostile().partial), on(2)])
    shown = page()
    shown.selectbox(key="run").select_index(1).run()
    for tab in ("Thresholds", "Failing cases", "Two runs"):
        text = text_of(on_tab(shown, tab))
        assert "HEADLINE" in text
        assert not any(acting in text for acting in ("<script", "<img", "![image](", "[link](", "www.evil", "<h1"))


def test_somebody_else_than_an_editor_sees_runs_of_the_corpora_on_offer_only(
    page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, version = "product-leadership", read_corpus(find_corpus("product-leadership")).version
    write(tmp_path, [on(1, corpus=name, corpus_version=version)], name)
    write(tmp_path, [on(2, corpus="secret-plans")], "secret-plans")
    write(tmp_path, [on(3, corpus=name, corpus_version=version)], "secret-hr")  # a name says nothing
    (tmp_path / "runs" / "secret-plans" / "half.json").write_text("{")
    assert len(column(page(), "Gate")) == 3
    monkeypatch.setenv("COACH_UI_WITHOUT_SIGN_IN", "1")  # shared: nobody is an editor
    opened.options.clear()
    shown = page()
    assert len(column(shown, "Gate")) == 1
    assert "secret" not in text_of(shown)


def test_a_corpus_that_calls_itself_like_one_on_offer_stays_with_the_editors(
    page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, [on(1, corpus="product-leadership", corpus_version="another text")], "product-leadership")
    assert len(column(page(), "Gate")) == 1
    monkeypatch.setenv("COACH_UI_WITHOUT_SIGN_IN", "1")
    opened.options.clear()
    assert "| Gate |" not in text_of(page())


@pytest.mark.slow
@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc"])
def test_a_spreadsheet_computes_nothing_in_the_table_that_can_be_downloaded(
    page: Open, tmp_path: Path, begins: str
) -> None:
    write(tmp_path, [on(day, encoder=f"{begins}|cmd", corpus=begins) for day in range(1, 7)])
    shown = page()
    shown.session_state["all-runs"] = True
    cells = [str(cell) for cell in shown.run().dataframe[0].value.to_numpy().flatten()]
    assert f"'{begins.strip()}|cmd" in cells
    assert [cell for cell in cells if cell[0] in "=+-@|＝"] == []
