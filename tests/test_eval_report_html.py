"""The HTML report: whole, self-contained, said in words as well as drawn, and deaf to what the texts of a case try."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from eval_runs import LONG, Page, a_run, compared, hostile, passing

from evals.report.curve import coverage_curve
from evals.report.html import html, parts
from evals.report.plots import COLOURS, NARROW, WIDE, Row, changes_svg, scores_svg

STYLE = (Path(__file__).parent.parent / "evals" / "report" / "page.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page() -> str:
    return html(compared(a_run()))


def test_the_page_shows_outcome_gates_changes_cases_and_versions(page: str) -> None:
    text = " ".join(Page(page).text.split())
    for expected in (
        "Gate failed: 1 of 3 gates does not hold, 1 not run",
        "Not the whole set: --limit 4",
        "Why this threshold: people act on the first one",
        "hit_at_1 1.000 → 0.500 (−0.500, 95 % −0.800 to −0.200, 2 cases)",
        "hit_at_1 failed (0.000): reason of wrong",
        "They: My founder ignores me.",
        "Replied: partly, coverage 0.600",
        "100 % of the 2 answerable cases get an answer",
        "c0ffee",
    ):
        assert expected in text


def test_the_page_makes_no_request_and_runs_no_script(page: str) -> None:
    for text in (page, html(hostile())):
        found = Page(text)
        assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(found.tags)
        addresses = [value for name, value in found.attributes if name in ("src", "href", "xlink:href", "action")]
        assert [address for address in addresses if not re.fullmatch(r"#[a-z]+(-\d+)?", address)] == []
        assert not re.search(r"url\(|@import", re.sub(r"<[^>]*>", "", STYLE))
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text


def test_the_page_says_each_plot_in_words(page: str) -> None:
    found = Page(page)
    labels = [value for name, value in found.attributes if name == "aria-label"]
    assert found.tags.count("svg") == 5  # scores and changes twice, for wide and narrow windows; the curve once
    assert sum("interval" in label or "coverage threshold" in label for label in labels) == 5
    assert found.attributes.count(("aria-hidden", "true")) >= 5


def test_without_a_baseline_the_page_says_so_in_a_sentence() -> None:
    text = html(a_run())
    assert "This run was not compared with a saved one" in text
    assert Page(text).tags.count("svg") == 3


def test_without_unanswerable_cases_the_page_says_so_in_a_sentence() -> None:
    assert "A coverage curve needs both" in html(passing(a_run()))


def test_hostile_text_becomes_no_element(page: str) -> None:
    found = Page(html(hostile()))
    assert ("id", "injected") not in found.attributes
    assert set(found.tags) - {"q"} <= set(Page(page).tags)  # its quotation is one, marked as every other
    assert "<script>alert(1)</script>" in found.text
    assert "{{ 7 * 7 }}" in found.text


def test_headings_go_down_step_by_step(page: str) -> None:
    levels = [int(tag[1]) for tag in Page(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(later - earlier for earlier, later in pairwise(levels)) == 1


def test_a_text_of_unbearable_length_is_cut_and_said_to_be() -> None:
    text = html(hostile(LONG))
    assert "more characters, see the JSON report" in text
    assert len(text) < 1_000_000


def test_quotations_are_told_from_the_assistants_own_words() -> None:
    found = parts("First: “Grow ”“where”“ you are.” [P3] Then “not cited”.", ())
    assert [(part.text, part.is_quotation) for part in parts("So: “Grow.” [P3] Then “no”.", ())] == [
        *[("So: ", False), ("“Grow.”", True), (" [P3] Then “no”.", False)],
    ]
    assert "".join(part.text for part in found) == "First: “Grow ”“where”“ you are.” [P3] Then “not cited”."


def test_the_same_run_gives_the_same_page(page: str) -> None:
    assert html(compared(a_run())) == page


def test_a_plot_draws_its_intervals_and_thresholds() -> None:
    rows = [Row("hit_at_1", 0.5, 0.25, 0.75, "bad", threshold=0.9), Row("mrr", 1.0, 1.0, 1.0, "plain")]
    for size in (WIDE, NARROW):
        root = ET.fromstring(scores_svg(rows, size))
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert [text for text in texts if text in ("hit_at_1", "mrr", "0.500", "1.000")] == [
            *("hit_at_1", "mrr", "0.500", "1.000"),
        ]


def test_a_metric_name_cannot_become_part_of_the_drawing() -> None:
    drawing = changes_svg([Row("<script>&]]>", 0.1, 0.0, 0.2, "good")], WIDE)
    assert "<script" not in drawing
    assert ET.fromstring(drawing) is not None


def test_every_colour_of_a_plot_has_its_dark_one() -> None:
    drawn = scores_svg([Row(mark, 0.5, 0.2, 0.8, mark, threshold=0.4) for mark in ("good", "bad", "plain")], WIDE)
    used = set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawn))
    assert used <= set(COLOURS)
    assert [
        colour for colour in COLOURS if f'[fill="{colour}"]' not in STYLE or f'[stroke="{colour}"]' not in STYLE
    ] == []


def test_the_coverage_curve_goes_from_nothing_to_everything_through_each_score() -> None:
    run = a_run()
    silent = replace(run.results[3], response=replace(run.results[2].response, covered_score=0.7, status="covered"))
    curve = coverage_curve(replace(run, results=(*run.results[:3], silent)))
    assert curve is not None
    # scores: answerable 0.9 and 0.6, unanswerable 0.7 and 0.2
    assert [(point.unanswerable, point.answerable) for point in curve.points] == [
        *[(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)],
    ]
    assert (curve.actual.unanswerable, curve.actual.answerable) == (0.5, 1.0)


def test_the_curve_leaves_out_hand_offs_and_counts_cases_without_a_reply() -> None:
    run = a_run()
    sent_on = replace(run.results[2], case=replace(run.results[2].case, handoff="legal"))
    curve = coverage_curve(replace(run, results=(*run.results, sent_on)))
    assert curve is not None
    assert (curve.answerable, curve.unanswerable, curve.left_out) == (2, 1, 1)
