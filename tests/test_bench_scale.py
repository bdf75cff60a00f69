"""The benchmarks of folders of documents can fail, and what they call exact is asked of the source files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.settings import Settings
from evals.bench import __main__ as bench
from evals.bench import documents, page, scale
from evals.bench.documents import Asked, measure, missed
from evals.bench.made import fresh_cache
from evals.bench.quotes import stands_in

GOOD: dict[str, Any] = {
    "ingest": {"documents": 200, "coach_s": [1.0], "plain_s": [3.0], "ratio": 3.0, "smallest_cosine": 0.9999999},
    "sync": {"documents": 1_000, "same_s": 1.0, "changed_s": 2.0},
    "growth": [
        {
            "build": {"count": count, "seconds": count / 1_000},
            "search": {
                "count": count,
                "whole_ms": {"p50": 4.0, "p95": 6.0},
                "vectors_ms": {"p50": 2.0, "p95": 3.0},
                "peak_mb": 900,
                "whole_cpu_ms": {"p50": 6.0},
                "vectors_cpu_ms": {"p50": 3.0},
            },
        }
        for count in (1_000, 100_000)
    ],
}
WORSE = {
    "slower than twice": ("ingest", {"ratio": 1.9}),
    "other vectors": ("ingest", {"smallest_cosine": 0.9}),
    "vectors that are no numbers": ("ingest", {"smallest_cosine": float("nan")}),
    "slow to see that nothing changed": ("sync", {"same_s": 3.1}),
    "slow to change one": ("sync", {"changed_s": 5.1}),
}


def test_all_bars_met_is_told() -> None:
    assert scale.show(GOOD)


@pytest.mark.parametrize("name", WORSE)
def test_one_missed_bar_is_told(name: str) -> None:
    part, change = WORSE[name]
    assert not scale.show({**GOOD, part: {**GOOD[part], **change}})


def test_the_plain_bench_and_the_page_exit_with_five_where_a_bar_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [bench.Line("cold", "9 s", is_met=False), bench.Line("warm", "1 ms", is_met=True)]
    monkeypatch.setattr(bench, "_measure", lambda pairs: (lines, {}))
    monkeypatch.setattr(sys, "argv", ["bench"])
    with pytest.raises(SystemExit) as ended:
        bench.main()
    assert ended.value.code == 5
    found = {"taken_ms": [9.0], "answers_ms": [9.0], "starts_s": {"empty": [1.0], "coach": [2.0]}, "extra_s": 1.0}
    assert page.show({**found, "problems": []})
    assert not page.show({**found, "problems": ["a message in the wrong window"]})


def test_a_figure_below_its_bar_or_none_at_all_is_missed() -> None:
    found = {"mrr": 0.61, "hit5": 23.0, "auroc": float("nan")}
    assert [line.split()[1] for line in missed(found, {"mrr": 0.62, "hit5": 23, "auroc": 0.5})] == ["mrr", "auroc"]
    assert missed(found, {"mrr": 0.61, "hit5": None, "auroc": None}) == []


def test_a_fresh_cache_holds_the_encoder_and_no_index(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "old" / "encoders" / "e").mkdir(parents=True)
    (tmp_path / "old" / "indexes").mkdir()
    made = fresh_cache(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in made.iterdir()] == ["encoders"]
    assert (made / "encoders" / "e").is_dir()


STANDS = {
    "as it is": ("Ask before you advise.", ["Ask before you advise."], True),
    "over two lines": ("Ask before you advise.", ["- **Ask** before", "  you advise."], True),
    "a link's words": ("See the guide to feedback.", ['See [the guide]({% page "/a" %}) to feedback.'], True),
    "a comment inside": ("Ask first. Then.", ["Ask first. {% comment %}TODO more{% endcomment %}", "Then."], True),
    "an entity and a tag": ("Teams & people", ["<b>Teams</b> &amp; people"], True),
    "numbers of a list": ("Ask first. Then listen.", ["1. Ask first.", "2. Then listen."], True),
    "a word more": ("Ask before you ever advise.", ["Ask before you advise."], False),
    "a word less": ("Ask before advise.", ["Ask before you advise."], False),
    "words in another order": ("Before you advise, ask.", ["Ask before you advise."], False),
    "cut too late": ("Ask before you advise.", ["Ask before"], False),
    "a number changed": ("Wait 3 days.", ["Wait 2 days."], False),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDS)
def test_a_quotation_stands_in_its_lines_or_not(case: str) -> None:
    quote, lines, is_there = STANDS[case]
    assert stands_in(quote, lines) is is_there


PAGES = {
    "people/delegating.md": "# Delegating work\n\nDecide first which tasks only you can do, and hand the others over "
    "one at a time.\nSay what a good result looks like, and leave the way there to whoever takes the task.\n",
    "people/one-to-ones.md": "# One-to-ones\n\nMeet each person who reports to you every week for half an hour, and "
    "never cancel: move it instead.\nThe agenda belongs to the other person.\n",
    "people/feedback.md": "# Giving feedback\n\nSpeak within two days, in **private**, about what you saw and what it "
    "led to.\nLeave out guesses about why somebody did it.\n",
    "people/hiring.md": "# Hiring\n\nWrite down what the job needs before you read applications.\nAsk every candidate "
    "the same questions in the same order.\n",
    "people/burnout.md": "# Workload\n\nWhen somebody works late for a second week, take something away from them "
    "before you talk about resilience.\n",
    "team/conflict.md": "# Disagreements\n\nLet each side put the other one's view in words that the other accepts, "
    "before anybody argues.\n",
    "team/meetings.md": "# Meetings\n\nA meeting without a decision to take becomes a message.\nEnd each one by naming "
    "who does what until when.\n",
    "team/newcomers.md": "# Newcomers\n\nGive a newcomer something small to finish in the first week, and a companion "
    "for the first month.\n",
    "team/remote.md": "# Working apart\n\nWrite decisions down where everybody finds them; what was said in a corridor "
    "is said again in writing.\n",
    "strategy/saying-no.md": "# Saying no\n\nSay no to the request and yes to the need behind it: ask what it would be "
    "used for, and offer what you can.\n",
    "strategy/roadmap.md": "# Planning\n\nPlan outcomes by quarter and leave dates for features out.\nTell "
    "customers what you will not build.\n",
    "strategy/metrics.md": "# Measuring\n\nChoose one number that would go down if you were wrong, and look at it "
    "every Monday.\n",
}
ASKED = {
    "I do everything myself and I am drowning. What can I give to others?": "people/delegating.md",
    "How often should I sit down alone with my direct reports?": "people/one-to-ones.md",
    "A colleague snapped at a customer. When and where do I tell her?": "people/feedback.md",
    "I have to choose between five applicants. How do I keep that fair?": "people/hiring.md",
    "One of my engineers is exhausted and still at her desk every night.": "people/burnout.md",
    "Two people on my team are fighting over the design.": "team/conflict.md",
    "Our weekly round goes on for hours and nothing comes of it.": "team/meetings.md",
    "Somebody joins us on Monday. How do I make the start easy?": "team/newcomers.md",
    "Half of us are at home and never hear what was agreed.": "team/remote.md",
    "Sales keeps asking for one more feature and I cannot do them all.": "strategy/saying-no.md",
    "My boss wants to know what ships when next year.": "strategy/roadmap.md",
    "How would I notice that our bet does not work?": "strategy/metrics.md",
}
BEYOND = (
    "How do I get a stain out of a wool carpet?", "Which dose of ibuprofen is safe for a child?",
    "What is the capital of Mongolia?", "How do I replace the chain of a bicycle?",
    "Can I plant tomatoes next to potatoes?",
)  # fmt: skip


@pytest.mark.slow
def test_a_handbook_asked_in_other_words_is_found_told_apart_and_quoted_exactly(
    settings: Settings, encoder: object, tmp_path: Path
) -> None:
    for name, text in PAGES.items():
        (tmp_path / "book" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "book" / name).write_text(text, encoding="utf-8")
    asked = [Asked(text, frozenset({page_})) for text, page_ in ASKED.items()]
    asked += [Asked(text, frozenset()) for text in BEYOND]
    found = measure(tmp_path / "book", asked, settings, tmp_path / "made")
    documents.show(found, asked)
    # Measured: MRR 0.83, 11 of 12 among the first five, AUROC 1.0, all exact; the floors leave room for a question.
    assert missed(found.reached, {"mrr": 0.75, "hit5": 10, "auroc": 0.85, "exact": 1.0}) == [], found.reached
    assert found.quotes.exact >= len(PAGES)
    assert found.ours.mrr >= found.plain.mrr - 0.05


@pytest.mark.slow
def test_the_measure_of_a_folder_exits_with_five_below_a_floor(
    encoder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").write_text("# Asking\n\nAsk a customer before you plan a feature.\n")
    asked = {"question": "Whom do I ask before planning?", "relevant": [{"doc": "not-there.md"}]}
    (tmp_path / "asked.jsonl").write_text(json.dumps(asked) + "\n")
    floors = ["--min-hit5", "1"]
    monkeypatch.setattr(sys, "argv", ["documents", str(tmp_path / "book"), str(tmp_path / "asked.jsonl"), *floors])
    with pytest.raises(SystemExit) as ended:
        documents.main()
    assert ended.value.code == 5
    assert "MISSED: hit5" in capsys.readouterr().out
