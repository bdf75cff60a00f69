"""Answers without a chat model, from rankings made by hand; and the last gate, which lets no invented quote through."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from coach.cli.faces import answer_object
from coach.cli.render import plain, show_why
from coach.composer import FURTHER_SHARE, LESS_SURE_SHARE, MAX_NEARBY, MAX_POINTS, compose, telling_words
from coach.corpus import find_corpus, read_corpus
from coach.places import Places, place_of
from coach.records import (
    RANKED_HIGHER,
    Answer,
    Corpus,
    Coverage,
    NextStep,
    Passage,
    Place,
    Point,
    Principle,
    Ranked,
    Retrieval,
    Status,
)
from coach.verify import verify
from coach.words import quotes_exactly, sentences

IDS = [f"P{number}" for number in range(1, 12)]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(find_corpus("product-leadership"))


def retrieval(scores: dict[str, float], status: Status = "covered", handoff: str | None = None) -> Retrieval:
    """Return a retrieval that ranks these principles by score, each near the question, and all others last, far off."""
    scored = {**dict.fromkeys(IDS, 0.0), **scores}
    order = sorted(scored, key=lambda identifier: -scored[identifier])
    return Retrieval(
        tuple(Ranked(name, scored[name], "", 0.7 if name in scores else 0.1) for name in order),
        Coverage(status, 0.9, handoff),
        "asked",
    )


ALL_SENTENCES = [
    (principle.id, sentence)
    for principle in read_corpus(find_corpus("product-leadership")).principles
    for sentence in [*sentences(principle.text), principle.text, ""]
]


@pytest.mark.parametrize(("identifier", "sentence"), ALL_SENTENCES, ids=[f"{i}-{s[:30]}" for i, s in ALL_SENTENCES])
def test_whatever_sentence_was_found_the_quotation_is_exact_and_made_of_whole_sentences(
    corpus: Corpus, identifier: str, sentence: str
) -> None:
    text = corpus.principle(identifier).text
    quote = telling_words(text, sentence)
    assert quote in text
    assert set(sentences(quote)) <= set(sentences(text))


@pytest.mark.parametrize("sentence", sentences("One came first. This leans on it. Last one."))
def test_a_sentence_that_leans_back_is_quoted_with_the_one_before(sentence: str) -> None:
    quote = telling_words("One came first. This leans on it. Last one.", sentence)
    assert not quote.startswith("This")


@pytest.mark.parametrize("lead", IDS)
def test_every_point_and_step_of_a_covered_answer_quotes_its_principle(corpus: Corpus, lead: str) -> None:
    others = {identifier: 0.3 for identifier in IDS if identifier != lead}
    answer = compose(retrieval({**others, lead: 0.4}), corpus)
    parts: list[Point | NextStep] = [*answer.points, *filter(None, [answer.next_step])]
    assert len(parts) == MAX_POINTS + 1
    assert all(quotes_exactly(part.quote, corpus.principle(part.principle).text) for part in parts)


@pytest.mark.parametrize("lead", IDS)
def test_the_next_step_cites_the_leading_principle(corpus: Corpus, lead: str) -> None:
    step = compose(retrieval({lead: 0.9}), corpus).next_step
    assert step is not None
    assert (step.principle, step.text) == (lead, corpus.principle(lead).next_step)


def test_without_a_written_step_the_next_step_is_a_sentence_of_the_principle(corpus: Corpus) -> None:
    bare = replace(corpus, principles=tuple(replace(p, next_step="") for p in corpus.principles))
    step = compose(retrieval({"P8": 0.9}), bare).next_step
    assert step is not None
    assert quotes_exactly(step.text, corpus.principle("P8").text)


def test_a_principle_far_behind_the_first_is_not_quoted(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.8, "P6": 0.8 * FURTHER_SHARE - 0.01}), corpus)
    assert [point.principle for point in answer.points] == ["P3"]


def test_principles_close_to_the_first_are_quoted_best_first(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.4, "P6": 0.35, "P2": 0.3, "P1": 0.29}), corpus)
    assert [point.principle for point in answer.points] == ["P3", "P6", "P2"]


def test_a_covered_answer_names_nothing_nearby(corpus: Corpus) -> None:
    assert compose(retrieval({"P3": 0.9}), corpus).nearby == ()


def test_a_partly_covered_answer_says_that_it_is_not_sure_and_what_is_nearby(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.9, "P6": 0.1}, "partly"), corpus)
    assert "not sure" in answer.opening
    assert answer.closing
    assert "P3" not in [near.principle for near in answer.nearby]


def test_a_question_that_is_not_covered_gets_no_advice_but_what_is_nearby(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.9, "P6": 0.1}, "not_covered"), corpus)
    assert (answer.points, answer.next_step, answer.tensions) == ((), None, ())
    assert [near.principle for near in answer.nearby] == ["P3", "P6"]


def test_what_leads_the_ranking_leads_what_is_offered_nearby_though_it_is_less_near(corpus: Corpus) -> None:
    found = retrieval({"P2": 0.7, "P4": 0.2}, "not_covered")
    far = replace(found.ranking[0], situation_similarity=0.3)
    answer = compose(replace(found, ranking=(far, *found.ranking[1:])), corpus)
    assert [near.principle for near in answer.nearby] == ["P2", "P4"]


def test_the_opening_is_sure_where_the_first_principle_clearly_leads(corpus: Corpus) -> None:
    assert compose(retrieval({"P3": LESS_SURE_SHARE}), corpus).opening.startswith("If I hear you right")


def test_the_opening_is_less_sure_where_the_first_principle_hardly_leads(corpus: Corpus) -> None:
    assert compose(retrieval({"P3": LESS_SURE_SHARE - 0.01}), corpus).opening.startswith("I am less sure here.")


def test_of_several_worries_it_is_said_that_only_one_is_answered(corpus: Corpus) -> None:
    told = replace(retrieval({"P3": 0.29}), asked="My founder ignores me. Also I was passed over for promotion twice.")
    opening = compose(told, corpus).opening
    assert "more than one question" in opening and "not in this answer" in opening


def test_no_more_than_a_few_questions_are_offered_nearby(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.4, "P6": 0.2, "P1": 0.1, "P2": 0.1, "P4": 0.1}, "not_covered"), corpus)
    assert len(answer.nearby) == MAX_NEARBY


def test_what_is_far_from_the_question_is_not_offered_and_the_corpus_says_what_it_is_about(corpus: Corpus) -> None:
    answer = compose(retrieval({}, "not_covered"), corpus)
    assert answer.nearby == ()
    assert corpus.about in answer.closing


def test_a_refusal_is_the_opening_and_nothing_else_is_said(corpus: Corpus) -> None:
    refused = replace(retrieval({"P3": 0.9}, "not_covered"), refusal="I can only read English.")
    answer = compose(refused, corpus)
    assert (answer.opening, answer.points, answer.nearby, answer.closing) == ("I can only read English.", (), (), "")


def test_what_is_nearby_are_questions_that_the_corpus_answers(corpus: Corpus) -> None:
    answer = compose(retrieval({"P3": 0.9}, "not_covered"), corpus)
    assert all(near.question == corpus.principle(near.principle).question for near in answer.nearby)


@pytest.mark.parametrize("kind", ["legal", "harassment", "health", "crisis", "safety"])
def test_a_hand_off_gets_no_advice_but_whom_to_turn_to(corpus: Corpus, kind: str) -> None:
    answer = compose(retrieval({"P3": 0.9}, "handoff", kind), corpus)
    assert (answer.points, answer.next_step, answer.tensions, answer.nearby) == ((), None, (), ())
    assert answer.closing == corpus.handoffs[kind]


@pytest.mark.parametrize("pair", [("P8", "P11"), ("P1", "P11"), ("P11", "P7"), ("P2", "P6")], ids="-".join)
def test_a_tension_is_shown_when_both_sides_rank_high(corpus: Corpus, pair: tuple[str, str]) -> None:
    answer = compose(retrieval({pair[0]: 0.5, pair[1]: 0.4}), corpus)
    assert [set(tension.between) for tension in answer.tensions] == [set(pair)]
    assert answer.tensions[0].decides


def test_a_tension_is_not_shown_when_one_side_is_far_behind(corpus: Corpus) -> None:
    assert compose(retrieval({"P8": 0.9, "P11": 0.05}), corpus).tensions == ()


def test_a_tension_between_two_that_do_not_lead_is_not_shown(corpus: Corpus) -> None:
    assert compose(retrieval({"P9": 0.4, "P8": 0.3, "P11": 0.3}), corpus).tensions == ()


def test_the_remarks_of_the_retriever_reach_the_answer(corpus: Corpus) -> None:
    found = replace(retrieval({"P3": 0.9}), remarks=("Because of your profile.",))
    assert compose(found, corpus).remarks == ("Because of your profile.",)


def test_why_a_principle_ranks_higher_is_told_to_those_who_ask_and_to_programs(corpus: Corpus) -> None:
    told = f"{RANKED_HIGHER} “senior”: P3."
    answer = compose(replace(retrieval({"P3": 0.9}), remarks=(told,)), corpus)
    page = io.StringIO()
    show_why(answer.retrieval, Console(file=page, width=88))
    assert told not in plain(answer)
    assert told in page.getvalue()
    assert answer_object(answer)["remarks"] == [told]


def test_the_answer_is_stamped_with_the_version_of_the_corpus(corpus: Corpus) -> None:
    assert compose(retrieval({"P3": 0.9}), corpus).corpus_version == corpus.version


# ------------------------------------------------------------------------------------------------ the last gate


@pytest.fixture(scope="module")
def honest(corpus: Corpus) -> Answer:
    return compose(retrieval({"P3": 0.4, "P6": 0.35}), corpus)


def test_an_honest_answer_passes_the_gate_unchanged(honest: Answer, corpus: Corpus) -> None:
    assert verify(honest, corpus) is honest


FORGED = {
    "a forged quote": Point("P6", "t", "Wait for the perfect role to be created."),
    "a quote with one word changed": Point("P6", "t", "Don't wait for a promotion or for the perfect job to be made."),
    "the negation dropped": Point("P6", "t", "wait for a promotion or for the perfect position"),
    "the quote of another principle": Point("P6", "t", "Don't wait for a senior title to think strategically."),
    "two parts joined": Point("P6", "t", "Don't wait for a promotion. This demonstrates value"),
    "a quote that begins within a word": Point("P6", "t", "on't wait for a promotion"),
    "an empty quote": Point("P6", "t", ""),
    "an unknown id": Point("P99", "t", "Don't wait for a promotion"),
    "an id in small letters": Point("p6", "t", "Don't wait for a promotion"),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_point_is_dropped_and_said_so(honest: Answer, corpus: Corpus, forged: Point) -> None:
    checked = verify(replace(honest, points=(honest.points[0], forged)), corpus)
    assert checked.points == honest.points[:1]
    assert checked.remarks[-1].startswith("1 part(s)")


def test_a_principle_that_was_not_retrieved_is_dropped_and_said_so(honest: Answer, corpus: Corpus) -> None:
    found = replace(honest.retrieval, ranking=tuple(r for r in honest.retrieval.ranking if r.principle != "P6"))
    checked = verify(replace(honest, retrieval=found), corpus)
    assert [point.principle for point in checked.points] == ["P3"]
    assert checked.remarks


def test_a_forged_step_is_dropped_and_said_so(honest: Answer, corpus: Corpus) -> None:
    checked = verify(replace(honest, next_step=NextStep("Quit.", "P3", "Quit your job.")), corpus)
    assert (checked.next_step, checked.points) == (None, honest.points)
    assert checked.remarks


def test_every_part_that_was_dropped_is_counted(honest: Answer, corpus: Corpus) -> None:
    forged = replace(honest, points=tuple(FORGED.values()), next_step=NextStep("Quit.", "P3", "Quit your job."))
    assert verify(forged, corpus).remarks[-1].startswith(f"{len(FORGED) + 1} part(s)")


def test_an_answer_that_loses_every_point_no_longer_says_that_it_is_covered(honest: Answer, corpus: Corpus) -> None:
    checked = verify(replace(honest, points=(FORGED["a forged quote"],)), corpus)
    assert checked.status == "not_covered"


ILLNESS = "Tell your lead as soon as you know. When you are ill, stay at home and rest until you are well again."
JURY = "Tell your lead as soon as you know. A court pays you little, so your salary goes on while you serve on a jury."
TORN = "Tell your lead as soon as you know about it. Nothing else here is the same."


@pytest.fixture
def leave(corpus: Corpus) -> Corpus:
    """A handbook of one page with two sections, which begin with the same sentence."""
    twin = Passage("t1", "old/leave.md", TORN, headings=("Old",), place=Place("line", 3, 3))
    exact = Passage("t2", "copy.md", f"Before. {JURY}", place=Place("line", 20, 22), marks=((0, 20), (8, 22)))
    passages = (
        Passage("a", "leave.md", ILLNESS, headings=("Illness",), place=Place("line", 5, 5)),
        Passage("b", "leave.md", JURY, headings=("Jury duty",), place=Place("line", 9, 9), folded=(twin, exact)),
    )
    page = Principle("leave.md", "Leave", f"{ILLNESS}\n\n{JURY}", source="leave.md")
    return replace(corpus, principles=(page,), passages=passages, situations=(), tensions=())


def about_jury_duty() -> Retrieval:
    ranked = Ranked("leave.md", 1.0, sentence="Tell your lead as soon as you know.", passage="b")
    return Retrieval((ranked,), Coverage("covered", 0.9), "When do I tell my lead about jury duty?")


def test_a_page_is_quoted_from_the_section_that_was_retrieved(leave: Corpus) -> None:
    answer = compose(about_jury_duty(), leave)
    assert answer.points[0].quote == JURY
    assert answer.next_step is None or answer.next_step.quote in JURY


def test_a_sentence_that_stands_in_two_sections_is_placed_in_the_one_that_was_retrieved(leave: Corpus) -> None:
    point = Point("leave.md", "Leave", "Tell your lead as soon as you know.")
    assert Places(leave.passages).placed(point, about_jury_duty().ranking).where.startswith("Jury duty, line 9")
    assert Places(leave.passages).placed(point).where == "Illness, line 5"


def test_another_place_is_named_only_where_the_quotation_stands_word_for_word(leave: Corpus) -> None:
    [point] = compose(about_jury_duty(), leave).points
    placed = Places(leave.passages).placed(point, about_jury_duty().ranking)
    assert placed.where == "Jury duty, line 9; also in copy.md, line 22"


def test_a_quotation_does_not_stand_where_its_last_word_is_another(leave: Corpus) -> None:
    assert place_of("Write to the category lead.", (), Place("line", 1, 1), "Write to the cat") is None
    assert place_of("Write to the\ncat lead.", (), Place("line", 1, 1), "Write to the cat") == Place("line", 1, 1)
