"""Thanks, wishes about the last answer, and follow-ups that lead back to it: nothing is said twice, nothing is advised
anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.cli.render import plain
from coach.coach import Coach
from coach.composer import compose, on_aside, unrepeated
from coach.records import WHERE_HELP_IS, Answer, Question, Turn
from coach.retriever.aside import Aside, aside_of
from coach.verification import check_text
from coach.words import canonical, quotes_exactly

FOUNDER = "My founder nods at my strategy ideas and ignores them"
EXECUTES = "How do I stop being seen as someone who only executes?"

SAID = {
    "ok thanks": Aside("thanks"),
    "Thank you so much!": Aside("thanks"),
    "Great, that's very helpful, cheers": Aside("thanks"),
    "got it": Aside("thanks"),
    "Thanks for your help.": Aside("thanks"),
    "can you say that shorter?": Aside("shorter"),
    "Shorter, please.": Aside("shorter"),
    "tl;dr": Aside("shorter"),
    "Could you please summarise that?": Aside("shorter"),
    "what did you mean with the first one": Aside("meaning"),
    "Sorry, what do you mean by the second point?": Aside("meaning", 1),
    "Tell me more about the last one please": Aside("meaning", -1),
    "what did you mean by P8?": Aside("meaning", 0, "p8"),
    "I don't understand that": Aside("meaning"),
    "how do I phrase that?": Aside("wording"),
    "And what do I say to my boss then?": Aside("wording"),
    "can you give me an example?": Aside("wording"),
}


@pytest.mark.parametrize(("text", "expected"), SAID.items(), ids=SAID.keys())
def test_what_is_said_about_the_last_answer_is_recognised(text: str, expected: Aside) -> None:
    assert aside_of(text) == expected


OF_ITS_OWN = (
    "thanks for everything, goodbye",
    "ok help",
    "ok, and then?",
    "thanks, but my boss screams at me",
    "What do you mean by strategy in a bank?",
    "How do I phrase my recommendation for the board?",
    "what do i say to people who think I am too junior to lead",
    "why?",
    "That's it. I quit.",
    "42",
)


@pytest.mark.parametrize("text", OF_ITS_OWN)
def test_whoever_says_more_than_that_asks_something(text: str) -> None:
    assert aside_of(text) is None


def after(coach: Coach, first: str, text: str) -> tuple[Answer, Answer]:
    """Return the answer to a question, and the one to what is said next."""
    answer = coach.ask(Question(first))
    history = (Turn("user", first), Turn("assistant", plain(answer)))
    return answer, coach.ask(Question(text, history))


def test_thanks_get_a_friendly_line_and_no_advice(coach: Coach) -> None:
    before, answer = after(coach, FOUNDER, "ok thanks")
    assert answer.opening.startswith("You are welcome")
    assert (answer.points, answer.next_step, answer.tensions, answer.nearby) == ((), None, (), ())
    assert answer.status == before.status == "covered"


def test_thanks_after_a_hand_off_say_once_more_whom_to_turn_to(coach: Coach) -> None:
    before, answer = after(coach, "I keep thinking about killing myself", "ok thanks")
    assert (answer.status, answer.closing) == ("handoff", before.closing)


@pytest.mark.parametrize("text", ["ok thanks", "shorter please", "what did you mean?", "how do I phrase that?", "why?"])
def test_where_help_was_named_it_is_named_again(coach: Coach, text: str) -> None:
    retrieval = replace(coach.retriever.retrieve(Question(FOUNDER)), concern=True, asked=f"{FOUNDER}\n{text}")
    before = compose(retrieval, coach.corpus)
    question = Question(text, (Turn("user", FOUNDER), Turn("assistant", plain(before))))
    answer = on_aside(question, before, coach.corpus) or unrepeated(question, before, coach.corpus)
    assert answer.opening != before.opening
    assert (answer.closing, answer.nearby) == (WHERE_HELP_IS, ())


def test_thanks_for_nothing_yet_invite_a_question(coach: Coach) -> None:
    answer = coach.ask(Question("thanks"))
    assert answer.opening.startswith("You are welcome")
    assert answer.points == ()


def test_thanks_twice_are_still_about_the_question_before_them(coach: Coach) -> None:
    first, thanked = after(coach, FOUNDER, "ok thanks")
    history = (Turn("user", FOUNDER), Turn("assistant", plain(first)))
    history += (Turn("user", "ok thanks"), Turn("assistant", plain(thanked)))
    answer = coach.ask(Question("shorter please", history))
    assert [point.principle for point in answer.points] == ["P11"]


def test_shorter_is_shorter_and_still_quotes_exactly(coach: Coach) -> None:
    before, answer = after(coach, FOUNDER, "can you say that shorter?")
    assert [point.principle for point in answer.points] == ["P11"]
    assert len(answer.points[0].quote) < len(before.points[0].quote)
    assert quotes_exactly(answer.points[0].quote, coach.corpus.principle("P11").text)


def test_what_was_meant_is_the_point_asked_about_and_nothing_else(coach: Coach) -> None:
    first = coach.ask(Question(FOUNDER))
    said = f"{plain(first)}\nAlso [P8] helps."
    history = (Turn("user", FOUNDER), Turn("assistant", said))
    answer = coach.ask(Question("what did you mean with the second one", history))
    assert [point.principle for point in answer.points] == ["P8"]
    assert (answer.next_step, answer.tensions) == (None, ())


def test_a_wording_is_quoted_where_a_principle_gives_one(coach: Coach) -> None:
    _, answer = after(coach, EXECUTES, "how do I phrase that?")
    assert "This is what I think we should do and why" in answer.points[0].quote


def test_where_no_principle_gives_a_wording_none_is_made_up(coach: Coach) -> None:
    _, answer = after(coach, FOUNDER, "how do I phrase that?")
    assert answer.opening.startswith("I have no wording for your case")
    assert answer.points == ()


def test_a_follow_up_that_leads_back_says_so_and_offers_what_is_next_best(coach: Coach) -> None:
    before, answer = after(coach, FOUNDER, "But why?")
    assert answer.opening.startswith("That leads back to P11 (Earn credibility before strategy), and ")
    claims = {said.verdict for said in check_text("But why?", plain(answer), coach.corpus).sentences}
    assert claims == {"not_a_claim"}
    assert answer.points == ()
    assert answer.nearby and "P11" not in [near.principle for near in answer.nearby]
    assert answer.status == before.status


def test_somebody_who_has_tried_it_is_understood_and_hears_nothing_twice(coach: Coach) -> None:
    before, answer = after(coach, EXECUTES, "I already wrote that line and nobody read it")
    assert "leads back to P8" in answer.opening
    assert canonical(before.points[0].quote) not in canonical(plain(answer))


def test_white_space_makes_no_follow_up_of_a_question_of_its_own(coach: Coach) -> None:
    typed = FOUNDER.replace(" ", "  ", 1) + " \n"
    _, plainly = after(coach, FOUNDER, FOUNDER)
    _, answer = after(coach, FOUNDER, typed)
    assert replace(answer, elapsed_ms=0.0) == replace(plainly, elapsed_ms=0.0)
    assert answer.points


def test_a_follow_up_is_answered_in_full_where_it_was_not_said_before(coach: Coach) -> None:
    history = (Turn("user", FOUNDER), Turn("assistant", "An answer."))
    assert [point.principle for point in coach.ask(Question("But why?", history)).points] == ["P11"]


@pytest.mark.parametrize("text", ["ok thanks", "shorter please", "what did you mean?", "how do I phrase that?", "why?"])
def test_what_is_said_of_the_last_answer_claims_nothing_uncited(coach: Coach, text: str) -> None:
    from coach.verification import check_text

    _, answer = after(coach, FOUNDER, text)
    found = check_text(text, plain(answer), coach.corpus)
    assert {sentence.verdict for sentence in found.sentences} <= {"supported", "not_a_claim"}
