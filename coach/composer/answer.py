"""Answers without a chat model: the principles' own words, arranged as a considerate coach would.

Every sentence of advice is a verbatim quotation or a line that the corpus's authors wrote and reviewed
(next steps, tensions, hand-offs). The composer's own words only frame them and never advise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from coach import words
from coach.composer.documents import fitting_step, nearest_place, with_differing
from coach.composer.quoting import paragraph, telling_words, texts_to_quote
from coach.records import (
    RANKED_HIGHER,
    WHERE_HELP_IS,
    Answer,
    Corpus,
    Nearby,
    NextStep,
    Point,
    Principle,
    Ranked,
    Retrieval,
    Tension,
)

MAX_POINTS = 3
MAX_NEARBY = 3
# A principle is offered instead when one of its situations is at least this near (cosine): below, what was offered for
# pay, tools and harassment had nothing to do with the question.
NEARBY_SIMILARITY = 0.4
MAX_TENSIONS = 2
# A further principle is quoted when its score is at least this share of the best one's: when the two are hard to
# tell apart. `make eval` prints how many such points the labels hold ("further points"): at 0.7 some 4 in 14, at 0.3 6
# in 37; higher shares show none that is right.
FURTHER_SHARE = 0.7
# A tension of the leading principle is shown when its other side is among the first three with at least this share:
# on evals/development that shows 3 of the 4 tensions that the labels hold, and 15 more in 155 answers.
TENSION_SHARE = 0.08
# Below this share of the first principle the opening is less sure. Of the covered questions of evals/development, 10 of
# 16 below it are answered with a right principle first, 96 of 100 above; at 0.5, 8 of 11 and 98 of 105.
LESS_SURE_SHARE = 0.65
SEVERAL = 2  # sentences from which on a message may hold more than one worry
_SAYS_SOMETHING = 4  # words
_MISREAD = "If I have misread you, tell me a little more and I will look again."

# A sentence that tells the reader what to do begins with a verb like these.
_PROMPTS_ACTION = re.compile(
    r"^(Ask|Build|Choose|Don't|Focus|Give|Keep|Listen|Look|Make|Pick|Proactively|Seek|Set|Share|Show|Start|Stop|Take|Talk|"
    r"Tell|Try|Use|Write)\b"
)


def compose(retrieval: Retrieval, corpus: Corpus) -> Answer:
    """Turn what was retrieved into an answer.

    Args:
        retrieval: The ranking (best first) and the coverage.
        corpus: Where the principles, tensions and hand-offs stand.

    Returns:
        The answer; its points are empty for *not covered* and *hand-off*.
    """
    status = retrieval.coverage.status
    if retrieval.refusal:
        return _without_points(retrieval, corpus, retrieval.refusal)
    if status == "handoff":
        return _without_points(retrieval, corpus, "This deserves a person rather than a program.")
    if status == "not_covered":
        return _without_points(retrieval, corpus, _nothing_found(retrieval, corpus))
    chosen, told = with_differing(_worth_quoting(retrieval.ranking), retrieval.ranking, corpus)
    lead = corpus.principle(chosen[0].principle)
    texts = texts_to_quote(chosen, corpus)
    is_of_documents = bool(corpus.passages)
    # without situations a principle is found by its own words alone, and that is often wrong (coach.retriever.coverage)
    share = chosen[0].score if corpus.situations or is_of_documents else 0.0
    points = _once(
        _point(corpus.principle(one.principle), texts[one.principle], one.sentence, is_of_documents) for one in chosen
    )
    if lead.next_step or not is_of_documents:
        step = _next_step(lead, texts[lead.id], chosen[0].sentence)
    else:
        step = fitting_step(chosen[0], points[0], retrieval.asked, texts[lead.id]) if status == "covered" else None
    return Answer(
        status=status,
        opening=_partly_opening(lead) if status == "partly" else _opening(lead, share, retrieval.asked),
        points=points,
        tensions=_tensions(retrieval.ranking, corpus.tensions),
        next_step=step,
        nearby=() if retrieval.concern or status != "partly" else nearby(retrieval.ranking, corpus, skip=len(chosen)),
        closing=WHERE_HELP_IS if retrieval.concern else _MISREAD if status == "partly" else "",
        remarks=_remarks(retrieval) + ((told,) if told else ()),
        retrieval=retrieval,
        corpus_version=corpus.version,
    )


def _nothing_found(retrieval: Retrieval, corpus: Corpus) -> str:
    """Return the first words where nothing is quoted: of documents, which were only searched, no more is claimed."""
    if not corpus.passages:
        return "The principles here do not answer this, and I would rather say so than guess."
    near = "" if retrieval.concern else nearest_place(retrieval.ranking, corpus)
    return f"I found nothing here that surely answers this, and I would rather say so than guess. {near}".strip()


def _without_points(retrieval: Retrieval, corpus: Corpus, opening: str) -> Answer:
    handoff = retrieval.coverage.handoff
    suggests = not (handoff or retrieval.refusal or retrieval.concern)
    offered = nearby(retrieval.ranking, corpus) if suggests else ()
    about = about_line(corpus) if not retrieval.refusal else ""
    whom = corpus.handoffs.get(handoff, "") if handoff else WHERE_HELP_IS if retrieval.concern else ""
    return Answer(
        status=retrieval.coverage.status,
        opening=opening,
        points=(),
        tensions=(),
        next_step=None,
        nearby=offered,
        closing=whom or ("" if offered else about),
        remarks=_remarks(retrieval),
        retrieval=retrieval,
        corpus_version=corpus.version,
    )


def _remarks(retrieval: Retrieval) -> tuple[str, ...]:
    """Return what is said of the question before the answer; why a principle ranks where it does, one asks for."""
    return tuple(remark for remark in retrieval.remarks if not remark.startswith(RANKED_HIGHER))


def _worth_quoting(ranking: Sequence[Ranked]) -> list[Ranked]:
    floor = ranking[0].score * FURTHER_SHARE
    return [ranked for ranked in ranking[:MAX_POINTS] if ranked.score >= floor]


def about_line(corpus: Corpus) -> str:
    """Return the sentence that tells what the principles are about; empty where nobody wrote it."""
    about = corpus.about.strip()
    return f"They are about {about}{'' if about.endswith(('.', '!', '?', '…')) else '.'}" if about else ""


def _partly_opening(lead: Principle) -> str:
    nearest = (
        f"The closest question they answer is “{lead.question}”" if lead.question else f"The closest is “{lead.title}”."
    )
    return f"I am not sure that this fits your case. {nearest}"


def _opening(lead: Principle, share: float, asked: str) -> str:
    """Return the first words of a covered answer, as sure as the share of its first principle allows."""
    if share >= LESS_SURE_SHARE:
        if lead.question:
            return f"If I hear you right, the question underneath is “{lead.question}”"
        return f"What speaks to this is “{lead.title}”."
    telling = [part for part in words.sentences(asked) if len(words.words(part)) >= _SAYS_SOMETHING]
    if len(telling) < SEVERAL:
        best = f"The question I make out is “{lead.question}”" if lead.question else f"The closest is “{lead.title}”."
        return f"I am less sure here. {best}"
    best = f"The one I make out best is “{lead.question}”" if lead.question else f"The closest is “{lead.title}”."
    return (
        f"There may be more than one question in this. {best} What else you wrote about is not in this answer: "
        "ask it apart."
    )


def _point(principle: Principle, text: str, sentence: str, is_document: bool) -> Point:
    return Point(principle.id, principle.title, telling_words(text, sentence, is_document=is_document))


def _once(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points without those that say word for word what one before says: pages copy each other."""
    found: dict[str, Point] = {}
    for point in points:
        found.setdefault(" ".join(point.quote.split()), point)
    return tuple(found.values())


def _tensions(ranking: Sequence[Ranked], tensions: Sequence[Tension]) -> tuple[Tension, ...]:
    """Return the tensions whose two sides were both retrieved, the strongest pair first."""
    score = {ranked.principle: ranked.score for ranked in ranking[:MAX_POINTS] if ranked.score >= TENSION_SHARE}
    both = [tension for tension in tensions if set(tension.between) <= score.keys()]
    both.sort(key=lambda tension: -min(score[side] for side in tension.between))
    lead = ranking[0].principle
    return tuple(tension for tension in both if lead in tension.between)[:MAX_TENSIONS]


def _next_step(lead: Principle, text: str, sentence: str) -> NextStep | None:
    """Return the step that the leading principle's authors wrote, else its sentence that says what to do, if any."""
    found = words.sentences(paragraph(text, sentence))
    practical = next((sentence for sentence in found if _PROMPTS_ACTION.match(sentence)), None)
    if not lead.next_step and practical is None:
        return None
    return NextStep(lead.next_step or practical or "", lead.id, telling_words(text, practical or found[-1]))


def nearby(ranking: Sequence[Ranked], corpus: Corpus, skip: int = 0) -> tuple[Nearby, ...]:
    """Return questions the corpus answers, of the best principles that come near the one asked.

    Args:
        ranking: The ranking, best first.
        corpus: Where the principles stand.
        skip: How many of the first ones the answer holds already. Where it holds none, the very first one leads what
            is offered: it stands on top of the ranking that is shown.
    """
    candidates = ranking[skip : skip + MAX_NEARBY]
    near = [
        ranked for ranked in candidates if ranked.situation_similarity >= NEARBY_SIMILARITY or not corpus.situations
    ]
    if near and not skip and ranking[0] not in near:
        near.insert(0, ranking[0])
    found = [corpus.principle(ranked.principle) for ranked in near]
    if corpus.passages:  # that a page answers something is known only where a question for it was written down
        found = [principle for principle in found if principle.question]
    return tuple(Nearby(principle.question or principle.title, principle.id) for principle in found)
