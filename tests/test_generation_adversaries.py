"""More than five hundred replies that forge, add, flatter or turn round, through the whole of verification: what of it
reaches a person is counted, and so is what an honest model keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import adversaries
import pytest
from adversaries import Reply
from generation_parts import ScriptedModel, TellingVerifier, written
from model_parts import model_on
from model_server import ModelServer
from model_server import Reply as Sent
from personalities import seen, verdicts

from coach.composer import compose
from coach.generation import Answered, Asking, Event, PersonalCoach
from coach.judge import open_judge
from coach.judge.measured import MEASURED
from coach.records import Answer, Coverage, Point, Question, Ranked, Retrieval
from coach.verification import Claim, ClaimVerifier, OfflineVerifier, Verifier
from coach.words import canonical, quotes_exactly

BAD = adversaries.adversaries()[::3]  # the rules themselves are tested on all of them


def asking(reply: Reply) -> Asking:
    """Return the question of a reply; what the reply cites is offered, where it exists, and four others with it."""
    corpus = adversaries.bundled()
    cited = [principle.id for principle in corpus.principles if principle.id == reply.principle]
    order = [*cited, *(principle.id for principle in corpus.principles if principle.id not in cited)]
    ranking = tuple(Ranked(name, 1 / len(order)) for name in order)
    retrieval = Retrieval(ranking, Coverage("covered", 0.9), reply.question)
    return Asking(Question(reply.question), retrieval, corpus)


def point_of(reply: Reply) -> tuple[str, str, str]:
    return reply.principle, reply.quote, reply.reading


def answer_to(reply: Reply, verifier: ClaimVerifier) -> Answer:
    """Return the answer of a model that writes this point; told that it failed, every other one writes it again."""
    again = written(point_of(reply)) if len(reply.reading) % 2 else written()
    model = ScriptedModel(written(point_of(reply)), again)
    asked = asking(reply)
    personal = PersonalCoach(model, model, verifier_of=lambda _: verifier)
    return personal.answer(asked, compose(asked.retrieval, asked.corpus))


@cache
def credulous_answers() -> tuple[tuple[Reply, Answer], ...]:
    """Every adversary with a verifier that supports whatever it is shown: only ids, quotations and rules are left."""
    return tuple((reply, answer_to(reply, TellingVerifier())) for reply in BAD)


def readings(answer: Answer) -> list[str]:
    return [point.reading for point in answer.points if point.reading]


def is_exact(point: Point) -> bool:
    text = {principle.id: principle.text for principle in adversaries.bundled().principles}
    return quotes_exactly(point.quote, text.get(point.principle, ""))


def test_there_are_enough_of_them() -> None:
    print(f"{len(BAD)} replies")
    assert len(BAD) >= 500
    assert set(Counter(reply.personality for reply in BAD)) == {"forger", "paraphraser", "adder", "injector"}


def test_no_forged_id_is_shown() -> None:
    known = {principle.id for principle in adversaries.bundled().principles}
    assert [reply for reply, answer in credulous_answers() if {p.principle for p in answer.points} - known] == []


def test_no_inexact_quotation_is_shown() -> None:
    wrong = [reply for reply, answer in credulous_answers() if not all(map(is_exact, answer.points))]
    spoilt = [
        reply
        for reply, answer in credulous_answers()
        if reply.personality in ("forger", "paraphraser")
        and reply.about != "an id"
        and any(canonical(reply.quote) == canonical(point.quote) for point in answer.points)
    ]
    assert (wrong, spoilt) == ([], [])


@pytest.mark.parametrize("kind", ["number", "date", "name", "source", "guarantee", "instruction", "language"])
def test_nothing_added_is_shown_even_where_the_verifying_model_lets_everything_pass(kind: str) -> None:
    concerned = [(reply, answer) for reply, answer in credulous_answers() if reply.about.startswith(f"{kind}: ")]
    assert len(concerned) >= 40
    assert [(reply.reading, readings(answer)) for reply, answer in concerned if readings(answer)] == []


def test_what_is_not_shown_is_kept_with_a_reason_that_can_be_counted() -> None:
    assert all(answer.dropped and all(what.reason for what in answer.dropped) for _, answer in credulous_answers())


def test_everybody_gets_an_answer_all_the_same() -> None:
    assert all(answer.points and answer.next_step for _, answer in credulous_answers())


# ------------------------------------------------------------------------------------------------- honest models


def test_an_honest_model_keeps_its_quotations_always_and_its_readings_nine_times_in_ten() -> None:
    fresh = [reply for reply in adversaries.honest() if reply.round == 4] or adversaries.honest()
    answers = [(reply, answer_to(reply, TellingVerifier())) for reply in adversaries.honest()]
    quoted = [reply for reply, answer in answers if canonical(reply.quote) in canonical(answer.points[0].quote)]
    print(f"quotations kept: {len(quoted)} of {len(answers)}")
    assert len(quoted) == len(answers)
    for group in (adversaries.honest(), fresh):
        kept = [reply for reply, answer in answers if reply in group and readings(answer) == [reply.reading]]
        print(f"readings kept: {len(kept)} of {len(group)}")
        assert len(kept) >= 0.9 * len(group)


# ------------------------------------------------------------------- negated, flipped, too strong: a verifying call


class Truth:
    """A verifying model behind HTTP that is honest: it knows which reading is right of which principle.

    It answers from the request alone, so that what is caught went through prompt, transport and parsing; it raises
    where it is shown something that no reply says.
    """

    def __init__(self) -> None:
        text = {principle.id: principle.text for principle in adversaries.bundled().principles}
        self.right = {(text[reply.principle], canonical(reply.reading)) for reply in adversaries.honest()}
        known = (*adversaries.honest(), *adversaries.negator(), *adversaries.overstater())
        self.known = {canonical(reply.reading) for reply in known}
        self.asked = 0

    def __call__(self, request: dict[str, object]) -> Sent:
        found = seen(request)
        assert found.is_verifying, "this model only verifies"
        assert all(canonical(claim.reading) in self.known for claim in found.claims)
        self.asked += len(found.claims)
        return Sent(verdicts(found.claims, lambda claim: (claim.evidence, canonical(claim.reading)) in self.right))


@pytest.fixture(scope="module")
def truth() -> Iterator[tuple[Truth, Verifier]]:
    """The real verifier, over HTTP, with an honest model behind it."""
    honest = Truth()
    with ModelServer(honest) as server:
        yield honest, Verifier(model_on(server))


def caught(replies: Sequence[Reply], verifier: ClaimVerifier) -> float:
    found = sum(not readings(answer_to(reply, verifier)) for reply in replies)
    print(f"caught: {found} of {len(replies)}")
    return found / len(replies)


HOW_MANY = pytest.mark.parametrize(
    "every", [pytest.param(3, id="every third"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)


@HOW_MANY
@pytest.mark.parametrize("personality", [adversaries.negator, adversaries.overstater])
def test_what_is_negated_or_too_strong_is_caught_by_the_verifying_call_of_an_honest_model(
    personality: Callable[[], Sequence[Reply]], every: int, truth: tuple[Truth, Verifier]
) -> None:
    honest, verifier = truth
    before = honest.asked
    turned = personality()[::every]
    assert caught(turned, verifier) >= 0.9
    assert honest.asked > before  # some get past the rules; where none do, see the call alone below


@HOW_MANY
def test_the_same_call_leaves_what_honest_models_write(every: int, truth: tuple[Truth, Verifier]) -> None:
    honest, verifier = truth
    before = honest.asked
    assert caught(adversaries.honest()[::every], verifier) <= 0.1
    assert honest.asked - before >= 0.9 * len(adversaries.honest()[::every])


@HOW_MANY
def test_the_call_alone_tells_them_apart_where_no_rule_stands_in_front(
    every: int, truth: tuple[Truth, Verifier]
) -> None:
    """Three claims a call, as in an answer: an honest one between two that are turned."""
    trios = list(zip(adversaries.honest(), adversaries.negator(), adversaries.overstater(), strict=True))[::every]
    for right, *turned in trios:
        evidence = adversaries.bundled().principle(right.principle).text
        claims = [
            Claim(reply.principle, evidence, reply.quote, reply.reading) for reply in (turned[0], right, turned[1])
        ]
        found = truth[1].verdicts(claims, right.question, 10.0)
        assert [verdict.supported for verdict in found] == [False, True, False]


@pytest.mark.slow
def test_without_a_verifying_call_no_less_is_caught_than_the_offline_judge_was_measured_to_catch() -> None:
    turned = [*adversaries.negator(), *adversaries.overstater()]
    stopped, of = MEASURED.stopped
    assert MEASURED.judge == open_judge().identity
    assert caught(turned, OfflineVerifier()) >= stopped / of - 0.05


# -------------------------------------------------------------------------------------------- over HTTP and SSE


OVER_HTTP = 120  # of them, spread over all personalities, each time; some 12 s. All of them where slow tests run.
SPREAD = range(0, len(BAD), len(BAD) // OVER_HTTP)


@pytest.fixture(scope="module")
def wire() -> Iterator[tuple[ModelServer, PersonalCoach]]:
    """One server and one client for all of them: opening a client takes longer than an answer."""
    with ModelServer(lambda _: Sent()) as server:
        model = model_on(server)
        yield server, PersonalCoach(model, model)


def streamed(reply: Reply, wire: tuple[ModelServer, PersonalCoach]) -> tuple[list[Event], Answer]:
    """Return what is shown while a model writes a reply over SSE and verifies all of it, and the answer."""

    def handler(request: dict[str, object]) -> Sent:
        found = seen(request)
        if not found.is_verifying:
            return Sent(written(point_of(reply)))
        return Sent(verdicts(found.claims, lambda _: True))

    asked = asking(reply)
    server, personal = wire
    server.reply = handler
    *shown, last = personal.stream(asked, compose(asked.retrieval, asked.corpus))
    assert isinstance(last, Answered)
    return shown, last.answer


def wrong_with(place: int, shown: Sequence[Event], answer: Answer) -> list[str]:
    """Return what reached a person that should not have, of the adversary at a place."""
    reply, whole = credulous_answers()[place]
    found = [f"an inexact quotation of {point.principle}" for point in answer.points if not is_exact(point)]
    if readings(answer) not in ([], readings(whole)):
        found.append(f"other readings than without HTTP: {readings(answer)}")
    if reply.personality in ("adder", "injector") and any(reply.reading in str(event) for event in shown):
        found.append(f"shown on the way: {reply.reading}")
    return found if answer.points else [*found, "no answer at all"]


def test_a_hundred_and_more_of_every_personality_go_over_the_wire_each_time() -> None:
    chosen = [BAD[place] for place in SPREAD]
    assert len(chosen) >= 100
    assert {reply.personality for reply in chosen} == {reply.personality for reply in BAD}


@pytest.mark.slow
@pytest.mark.parametrize("place", SPREAD)
def test_over_the_wire_and_streamed_it_is_the_same(place: int, wire: tuple[ModelServer, PersonalCoach]) -> None:
    assert wrong_with(place, *streamed(BAD[place], wire)) == []


@pytest.mark.slow
def test_all_five_hundred_and_more_are_the_same_over_the_wire(wire: tuple[ModelServer, PersonalCoach]) -> None:
    found = {place: wrong_with(place, *streamed(reply, wire)) for place, reply in enumerate(BAD)}
    assert len(found) >= 500
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
    assert len(wire[0].requests) >= 500
