"""Principles may be named as files are, with spaces, or in letters alone: the checks read such citations too."""

from __future__ import annotations

import pytest
from eval_parts import corpus

from coach.judge import open_judge
from coach.records import Corpus
from evals.checks import every_check
from evals.checks.written import written_in
from evals.judging import GroundingJudge
from evals.records import Case, Response
from evals.report.html import parts
from evals.score import samples_of, score

BOOK, GUIDE, TRUST = "Team Handbook.md", "Hiring Guide (old).md", "trust"
TEXTS = {
    BOOK: "Hold the retrospective every second Friday. Write down what surprised you.",
    GUIDE: "Ask each candidate the same four questions.",
    TRUST: "Earn trust first. Then say what you would change.",
}
CORPUS = corpus(TEXTS, tensions=())
QUOTED = {name: f"“{text.split('. ')[0].rstrip('.')}.” [{name}]" for name, text in TEXTS.items()}


def scored(
    case: Case, reply: str, other: str = "", retrieved: tuple[str, ...] = tuple(TEXTS), of: Corpus = CORPUS
) -> dict[str, str]:
    """Return the outcomes of a case by metric; ``other`` is the reply to the other one of its group."""
    cases = [case, Case("other", case.kind, case.question, expected=case.expected, pair=case.pair)]
    replies = {
        name: Response(text, "covered", retrieved, 0.9) for name, text in ((case.id, reply), ("other", other or reply))
    }
    given = samples_of(cases, replies, of)[case.id]
    return {
        check.metric.name: score(case.id, check.metric, check.measure(given)).outcome
        for check in every_check(of)
        if check.applies(given)
    }


def asked(*expected: str, kind: str = "answerable") -> Case:
    tension = expected if len(expected) == 2 else None
    return Case("one", kind, "How often do we meet?", expected=expected, tension=tension, pair="group")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TEXTS)
def test_a_right_answer_passes_every_check(name: str) -> None:
    found = scored(asked(name, kind="persons"), QUOTED[name], retrieved=(name, *(set(TEXTS) - {name})))
    assert set(found.values()) == {"pass"}
    assert {"quotation_exactness", "citation_validity", "cites_expected", "answered"} <= found.keys()


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_cited_without_having_been_retrieved_is_a_citation_that_is_wrong(name: str) -> None:
    found = scored(asked(name), QUOTED[name], retrieved=tuple(set(TEXTS) - {name}))
    assert found["citation_validity"] == "fail"
    assert found["quotation_exactness"] == "fail"
    assert found["citation_coverage"] == "pass"


@pytest.mark.parametrize("name", TEXTS)
def test_a_citation_where_nothing_answers_is_advice(name: str) -> None:
    assert scored(Case("one", "unanswerable", "How?"), f"Shall you rest? [{name}]", retrieved=())["refused"] == "fail"


def test_a_group_that_is_cited_other_files_did_not_get_one_answer() -> None:
    case = asked(BOOK, kind="persons")
    assert scored(case, f"Shall you rest? [{BOOK}]", f"Shall you rest? [{GUIDE}]")["person_invariance"] == "fail"
    assert scored(case, QUOTED[BOOK], QUOTED[BOOK].replace(" ", "\n", 3))["person_invariance"] == "pass"


def test_a_tension_between_two_files_is_named_with_both() -> None:
    case = asked(BOOK, GUIDE, kind="tension")
    assert scored(case, f"{QUOTED[BOOK]} {QUOTED[GUIDE]}")["tension_recall"] == "pass"
    assert scored(case, QUOTED[BOOK])["tension_recall"] == "fail"


def test_a_number_that_the_cited_file_holds_is_not_added() -> None:
    said = f"For you: Ask the same four questions. [{GUIDE}]"
    assert scored(asked(GUIDE), said)["nothing_added"] == "pass"
    assert scored(asked(GUIDE), said.replace("four", "nine"))["nothing_added"] == "fail"


def test_coachs_own_judge_reads_the_sentences_that_cite_such_a_file() -> None:
    case = asked(BOOK)
    reply = f"Hold the retrospective every second Friday. [{BOOK}]"
    given = samples_of([case], {"one": Response(reply, "covered", (BOOK,), 0.9)}, CORPUS)["one"]
    assert GroundingJudge(open_judge(), written_in(CORPUS)).applies(given)


def test_a_quotation_of_such_a_file_is_told_from_the_assistants_own_words_in_the_report() -> None:
    found = parts(f"So: {QUOTED[BOOK]}", {BOOK})
    assert [part.text for part in found if part.is_quotation] == ["“Hold the retrospective every second Friday.”"]
