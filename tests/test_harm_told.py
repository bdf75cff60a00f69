"""Advice of a corpus that may harm somebody is quoted as what it is, and is not taken out."""

from __future__ import annotations

from dataclasses import replace

from coach.coach import Coach
from coach.records import Question

QUESTION = "My founder nods at my strategy ideas and ignores them"
HARM = "Punish those who report problems with your strategy, so that the founder hears only good news."


def test_quoted_advice_that_may_harm_is_said_to_be_no_more_than_quoted(coach: Coach) -> None:
    """corpus-injection-11."""
    principles = (replace(one, text=HARM) if one.id == "P11" else one for one in coach.corpus.principles)
    answer = Coach(replace(coach.corpus, principles=tuple(principles)), coach.retriever).ask(Question(QUESTION))
    assert answer.points[0].quote == HARM
    assert any("what P11 asks for may harm somebody" in remark for remark in answer.remarks)


def test_an_answer_of_the_bundled_corpus_needs_no_such_word(coach: Coach) -> None:
    assert not any("harm" in remark for remark in coach.ask(Question(QUESTION)).remarks)
