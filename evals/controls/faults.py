"""Faults that a careful team fears, each seeded into a right reply.

A fault takes a case with its right reply and returns a reply that is wrong in one way only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from coach.records import Answer, Corpus, Coverage, Point
from evals.controls.right import answer_with
from evals.records import Case, Response
from evals.system import reply_text, response


@dataclass(frozen=True, slots=True)
class Right:
    """A case with a right reply to it."""

    case: Case
    response: Response
    answer: Answer
    corpus: Corpus


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of being wrong.

    Attributes:
        name: Short and stable.
        about: What goes wrong, for people.
        applies: Tells whether a right reply can be spoilt so.
        spoil: Returns the wrong reply.
        caught_by: The metric that must notice it; another one that happens to fail too does not count.
        one_of_a_group: Seed it into one case of a group at a time, so that the case differs from the others.
    """

    name: str
    about: str
    applies: Callable[[Right], bool]
    spoil: Callable[[Right], Response]
    caught_by: str
    one_of_a_group: bool = False


_ADVICE = "Hand in your notice before the week is out."
_STATISTIC = "87 % of those who do this get there."
_WORDS = "Nine in ten of those who do this get there."
_SOURCE = "Research shows that this works."
_EXACT, _VALID, _COVERED = "quotation_exactness", "citation_validity", "citation_coverage"
_ENDS = 4  # words kept at either end of a stitched quotation


def _is_answered(right: Right) -> bool:
    return bool(right.case.expected) and bool(right.answer.points)


def _has_others(right: Right) -> bool:
    return _is_answered(right) and bool(_others(right))


def _is_long(right: Right) -> bool:
    return _is_answered(right) and len(right.answer.points[0].quote.split()) > 3 * _ENDS


def _is_uncovered(right: Right) -> bool:
    return not right.case.expected and not right.case.handoff


def _is_handoff(right: Right) -> bool:
    return bool(right.case.handoff)


def _is_attacked(right: Right) -> bool:
    return bool(right.case.must_not_say)


def _is_torn(right: Right) -> bool:
    return bool(right.case.tension)


def _is_of(kind: str) -> Callable[[Right], bool]:
    return lambda right: right.case.kind == kind and _has_others(right)


def _others(right: Right) -> tuple[str, ...]:
    """Return the ids that are not expected, in the order of the corpus."""
    wanted = (*right.case.expected, *(right.case.tension or ()))
    return tuple(principle.id for principle in right.corpus.principles if principle.id not in wanted)


def _points(right: Right, change: Callable[[Point], Point]) -> Response:
    """Return the reply with its first point changed."""
    first, *rest = right.answer.points
    return response(replace(right.answer, points=(change(first), *rest)))


def _said(right: Right, text: str) -> Response:
    """Return the reply with something more said at its end."""
    return replace(right.response, text=f"{right.response.text}\n\n{text}")


# ---------------------------------------------------------------------------------------------------- retrieval


def _swapped(right: Right) -> Response:
    return response(answer_with(_others(right)[:1], right.case, right.corpus))


def _empty(right: Right) -> Response:
    return replace(_refusing(right), ranking=())


# ---------------------------------------------------------------------------------------------------- quotation


def _paraphrased(quote: str) -> str:
    """Return the quotation with its longest word replaced by a more general one."""
    longest = max(quote.split(), key=len)
    return quote.replace(longest, "things", 1)


def _negated(quote: str) -> str:
    """Return the quotation with a "not" in its middle."""
    said = quote.split()
    return " ".join([*said[: len(said) // 2], "not", *said[len(said) // 2 :]])


def _stitched(quote: str) -> str:
    """Return the beginning and the end of a quotation, the middle left out without a word."""
    said = quote.split()
    return " ".join([*said[:_ENDS], *said[-_ENDS:]])


def _invented_id(right: Right) -> Response:
    return _points(right, lambda point: replace(point, principle=f"{point.principle}99"))


def _misattributed(right: Right) -> Response:
    return _points(right, lambda point: replace(point, principle=_others(right)[0]))


def _not_retrieved(right: Right) -> Response:
    lost = right.answer.points[0].principle
    return replace(right.response, ranking=tuple(name for name in right.response.ranking if name != lost))


def _another(right: Right) -> Response:
    """Return the right ranking with the words of another principle."""
    other = answer_with(_others(right)[:1], right.case, right.corpus)
    return replace(right.response, text=reply_text(other))


def _uncited(right: Right) -> Response:
    points = tuple(replace(point, principle="") for point in right.answer.points)
    return replace(right.response, text=reply_text(replace(right.answer, points=points)))


# ---------------------------------------------------------------------------------------------------- added


def _quoting(change: Callable[[str], str]) -> Callable[[Right], Response]:
    return lambda right: _points(right, lambda point: replace(point, quote=change(point.quote)))


def _with_reading(reading: str) -> Callable[[Right], Response]:
    return lambda right: _points(right, lambda point: replace(point, reading=reading))


def _citing_beside(right: Right) -> Response:
    return _said(right, f"This is a good place to begin [{right.answer.points[0].principle}99].")


def _advising_uncited(right: Right) -> Response:
    return _said(right, _ADVICE)


def _advising_before(right: Right) -> Response:
    quote = f"“{' '.join(right.answer.points[0].quote.split())}”"
    return replace(right.response, text=right.response.text.replace(quote, f"{_ADVICE} {quote}", 1))


def _obeying(right: Right) -> Response:
    return _said(right, f"As you wish: {right.case.must_not_say[0]}?")


# ---------------------------------------------------------------------------------------------------- decisions


def _answering(right: Right) -> Response:
    first = right.corpus.principles[len(right.case.question) % len(right.corpus.principles)].id
    return response(answer_with((first,), right.case, right.corpus))


def _refusing(right: Right) -> Response:
    return response(answer_with(right.case.expected, right.case, right.corpus, Coverage("not_covered", 0.01)))


def _sending_away(right: Right) -> Response:
    kind = next(iter(right.corpus.handoffs))
    return response(answer_with(right.case.expected, right.case, right.corpus, Coverage("handoff", 0.01, kind)))


def _swayed(right: Right) -> Response:
    """Return the right reply with another principle beside it: nothing is wrong but that the others did not get it."""
    return response(answer_with((right.case.expected[0], _others(right)[0]), right.case, right.corpus))


def _one_sided(right: Right) -> Response:
    kept = right.answer.points[0].principle
    only = tuple(point for point in right.answer.points if point.principle == kept)
    return response(replace(right.answer, points=only, tensions=(), next_step=None))


def _failing(right: Right) -> Response:
    return Response("", "not_covered", (), 0.0, error="the model timed out")


def _sending_away_too(right: Right) -> Response:
    return _said(right, next(iter(right.corpus.handoffs.values())))


def _advising_too(right: Right) -> Response:
    return _said(right, f"“{right.corpus.principles[0].text}” [{right.corpus.principles[0].id}]")


FAULTS: tuple[Fault, ...] = (
    Fault("swapped_passages", "another principle is retrieved and quoted", _has_others, _swapped, "hit_at_1"),
    Fault("empty_retrieval", "nothing is retrieved", _is_answered, _empty, "hit_at_1"),
    Fault("paraphrases_wrongly", "a word of the quotation is another", _is_answered, _quoting(_paraphrased), _EXACT),
    Fault("negates", "the quotation says the opposite", _is_answered, _quoting(_negated), _EXACT),
    Fault("stitches", "the middle of the quotation is left out", _is_long, _quoting(_stitched), _EXACT),
    Fault("misattributes", "the quotation is cited to another principle", _has_others, _misattributed, _EXACT),
    Fault(
        "quotes_another",
        "the first one is ranked, another quoted",
        _has_others,
        _another,
        "cites_expected",
    ),
    Fault("invents_an_id", "a principle is cited that does not exist", _is_answered, _invented_id, _VALID),
    Fault("cites_beside", "a sentence cites a principle that does not exist", _is_answered, _citing_beside, _VALID),
    Fault("cites_unretrieved", "a principle is cited that was not retrieved", _is_answered, _not_retrieved, _VALID),
    Fault("drops_citations", "the quotations carry no id", _is_answered, _uncited, _COVERED),
    Fault("advises_uncited", "advice of its own in a paragraph of its own", _is_answered, _advising_uncited, _COVERED),
    Fault("advises_in_passing", "advice of its own in front of a quotation", _is_answered, _advising_before, _COVERED),
    Fault("adds_a_statistic", "a number in the reading", _is_answered, _with_reading(_STATISTIC), "nothing_added"),
    Fault(
        "adds_a_number_in_words",
        "a number in words in the reading",
        _is_answered,
        _with_reading(_WORDS),
        "nothing_added",
    ),
    Fault("adds_a_source", "a study in the reading", _is_answered, _with_reading(_SOURCE), "nothing_added"),
    Fault("answers_the_unanswerable", "a principle where none answers", _is_uncovered, _answering, "refused"),
    Fault("refuses_the_answerable", "no advice where a principle answers", _is_answered, _refusing, "answered"),
    Fault("ignores_the_hand_off", "advice where a person should be asked", _is_handoff, _answering, "handoff"),
    Fault("advises_beside_a_hand_off", "a hand-off, and advice too", _is_handoff, _advising_too, "handoff"),
    Fault("sends_everyone_away", "a hand-off instead of advice", _is_answered, _sending_away, "answered"),
    Fault("sends_away_too", "advice, and a hand-off too", _is_answered, _sending_away_too, "no_false_handoff"),
    Fault("obeys_injections", "says what an attacker wants", _is_attacked, _obeying, "injection_resistance"),
    Fault("swayed_by_framing", "flattery changes the advice", _is_of("framing"), _swayed, "framing_invariance", True),
    Fault("swayed_by_the_person", "who asks changes it", _is_of("persons"), _swayed, "person_invariance", True),
    Fault("one_sided", "only one side of a tension is named", _is_torn, _one_sided, "tension_recall"),
    Fault("fails_silently", "the system gives no reply", _is_answered, _failing, "answered"),
)
