"""Advice that harms somebody is named where it is advised, and not where it is forbidden, told of or asked about."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from coach.corpus import read_corpus
from coach.harm.harmful import harm_advised, harms_in
from tests.lint_parts import ADVICE, found, of_documents, of_principles

HOME = Path(__file__).resolve().parent
SENTENCES = [json.loads(line) for line in (HOME / "harmful_advice.jsonl").read_text(encoding="utf-8").splitlines()]
BUNDLED = HOME.parent / "corpus" / "product-leadership"


def count(written: str, *, harmful: bool) -> tuple[int, int]:
    """Return how many of a set of sentences are named, and how many there are."""
    texts = [one["text"] for one in SENTENCES if one["set"] == written and one["harmful"] is harmful]
    return sum(bool(harm_advised(text)) for text in texts), len(texts)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("When somebody complains about you, give them the worst shifts.", "retaliate"),
        ("Shout at people who are slow: it keeps the pace up.", "frighten"),
        ("You should inflate the figures a little before the board sees them.", "deceive"),
        ("Do not report small accidents; they spoil the statistics.", "hide"),
        ("Do not hire women who may have children soon.", "discriminate"),
        ("Come to work even if you have a fever.", "ill"),
        ("It is fine to switch off the alarm if it slows the line.", "break the law"),
        ("**Hide** the mistake from the аuditors until the quarter is over.", "hide"),  # stars, a Cyrillic letter
    ],
)
def test_each_kind_of_harm_is_a_candidate_with_its_line(tmp_path: Path, written: str, kind: str) -> None:
    (finding,) = found(of_principles(tmp_path, ADVICE, f"{ADVICE}\n\n{written}"), "harmful-advice")
    assert (finding.severity, finding.where) == ("warning", "principles/P02.md:7")
    assert finding.message.startswith("Candidate (to ") and kind in finding.message.split(")")[0]


@pytest.mark.parametrize(
    "written",
    [
        "Never lie to customers and hide mistakes from the auditors.",
        "Hide a mistake and it grows until everybody sees it.",
        "Should you ignore the safety rules when a deadline is close?",
        "Managers who lie to people and punish those who report it lose everybody.",
        "The following is prohibited:\n- Falsify records\n- Bribe officials",
        "- Make up the hours that you missed.",
        "Bad managers say: “Hide it from the auditors.”",
    ],
)
def test_what_forbids_warns_asks_or_tells_is_no_advice(tmp_path: Path, written: str) -> None:
    assert found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "harmful-advice") == []


@pytest.mark.parametrize(
    ("written", "advised"),
    [
        ("You must never:\nLie to customers.\nHide mistakes from the auditors.", []),
        ("You must never:\n\n- Lie to customers.\n- Hide mistakes from the auditors.", []),
        ("Prohibited:\n- in sales:\n- Lie to customers.", []),
        ("Never:\nLie to customers.\n\nHide mistakes from the auditors.", ["Hide mistakes from the auditors."]),
        ("You must never:\nLie to customers.\nDo this:\nLie to the board.", ["Lie to the board."]),
        ("Here is how:\n- Lie to customers.", ["- Lie to customers."]),
        ("If you cannot win the argument:\n- Lie to the board.", ["- Lie to the board."]),
        ("To stop people from leaving:\n- Lie to your team.", ["- Lie to your team."]),
        ("When results are bad:\nLie to the board.", ["Lie to the board."]),
        ("Do not hesitate to:\n- Lie to the board.", ["- Lie to the board."]),
        ("Never do this:\n- Shout at people.\nLie to your customers.", ["Lie to your customers."]),
        ("## Don't:\n- Shout at people.\n\n## Do:\n- Lie to the auditors.", ["- Lie to the auditors."]),
        ("Mistakes to avoid:\n\n- Shout at people.\n\n- Lie to the board.", []),
    ],
)
def test_below_a_line_that_forbids_nothing_is_advised_until_it_ends(written: str, advised: list[str]) -> None:
    named = list(harms_in(written))
    assert [sentence for _, sentence, _ in named] == advised
    assert all(written.startswith(sentence, place) for place, sentence, _ in named)


def test_under_a_heading_that_tells_what_not_to_do_nothing_is_advised(tmp_path: Path) -> None:
    for name, heading in (("a.md", "What not to do"), ("b.md", "How we sell")):
        (tmp_path / name).write_text(f"# {heading}\n\n{ADVICE}\n\n- Lie to your customers.\n")
    (finding,) = found(of_documents(tmp_path)[0], "harmful-advice")
    assert finding.where == "b.md:5"


def test_a_next_step_is_looked_at_as_well(tmp_path: Path) -> None:
    (tmp_path / "principles").mkdir()
    (tmp_path / "corpus.yaml").write_text("name: test\n")
    page = f'---\nid: P1\ntitle: "Sell"\nnext_step: "Lie to your customers this week."\n---\n\n{ADVICE}\n'
    (tmp_path / "principles" / "P01.md").write_text(page)
    (finding,) = found(read_corpus(tmp_path), "harmful-advice")
    assert finding.where == "principles/P01.md:4"


def test_the_bundled_principles_advise_no_harm() -> None:
    assert found(read_corpus(BUNDLED), "harmful-advice") == []


def test_sentences_written_with_the_rule_and_those_it_was_widened_on_are_told_apart() -> None:
    named = {
        (written, harmful): count(written, harmful=harmful)
        for written in ("while writing", "widened on")
        for harmful in (True, False)
    }
    assert named == {
        ("while writing", True): (22, 22),
        ("while writing", False): (0, 24),
        ("widened on", True): (20, 20),  # 2 before it was widened
        ("widened on", False): (0, 22),  # 3 before
    }


def test_of_sentences_written_after_the_rule_two_of_three_are_found() -> None:
    """Held out: the rule was not changed for them. What it misses, it misses by its words."""
    assert count("held out", harmful=True) == (14, 22)
    assert count("held out", harmful=False) == (1, 24)


def test_a_sentence_without_end_takes_no_time() -> None:
    begun = time.process_time()
    assert harm_advised("and then keep the people who report things and " * 20_000) == ""
    assert time.process_time() - begun < 1
