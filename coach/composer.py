"""Answers without a chat model: the principles' own words, arranged as a considerate coach would.

Every sentence of advice is a verbatim quotation or a line that the corpus's authors wrote and reviewed
(next steps, tensions, hand-offs). The composer's own words only frame them and never advise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach import words
from coach.records import Answer, Corpus, Nearby, NextStep, Point, Principle, Ranked, Retrieval, Tension

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
QUOTE_WORDS = 45  # a quotation grows by whole sentences up to this length

# A sentence that begins like this leans on the one before it.
_LEANS_BACK = re.compile(r"^(This|That|These|Those|It|They|Such|\w+ing (?:this|these|that|those)|Only after|Instead)\b")
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
        opening = "The principles here do not answer this, and I would rather say so than guess."
        return _without_points(retrieval, corpus, opening)
    chosen = _worth_quoting(retrieval.ranking)
    lead = corpus.principle(chosen[0].principle)
    return Answer(
        status=status,
        opening=_opening(lead, partly=status == "partly"),
        points=tuple(_point(corpus.principle(ranked.principle), ranked) for ranked in chosen),
        tensions=_tensions(retrieval.ranking, corpus.tensions),
        next_step=_next_step(lead, chosen[0].sentence),
        nearby=_nearby(retrieval.ranking, corpus, skip=len(chosen)) if status == "partly" else (),
        closing="If I have misread you, tell me a little more and I will look again." if status == "partly" else "",
        remarks=retrieval.remarks,
        retrieval=retrieval,
        corpus_version=corpus.version,
    )


def _without_points(retrieval: Retrieval, corpus: Corpus, opening: str) -> Answer:
    handoff = retrieval.coverage.handoff
    nearby = () if handoff or retrieval.refusal else _nearby(retrieval.ranking, corpus)
    about = f"They are about {corpus.about}" if corpus.about and not retrieval.refusal else ""
    return Answer(
        status=retrieval.coverage.status,
        opening=opening,
        points=(),
        tensions=(),
        next_step=None,
        nearby=nearby,
        closing=corpus.handoffs.get(handoff, "") if handoff else "" if nearby else about,
        remarks=retrieval.remarks,
        retrieval=retrieval,
        corpus_version=corpus.version,
    )


def _worth_quoting(ranking: Sequence[Ranked]) -> list[Ranked]:
    floor = ranking[0].score * FURTHER_SHARE
    return [ranked for ranked in ranking[:MAX_POINTS] if ranked.score >= floor]


def _opening(lead: Principle, partly: bool) -> str:
    if partly:
        nearest = (
            f"The closest question they answer is “{lead.question}”"
            if lead.question
            else f"The closest is “{lead.title}”."
        )
        return f"I am not sure that these principles fit your case. {nearest}"
    if lead.question:
        return f"If I hear you right, the question underneath is “{lead.question}”"
    return f"What speaks to this is “{lead.title}”."


def _point(principle: Principle, ranked: Ranked) -> Point:
    return Point(principle.id, principle.title, telling_words(principle.text, ranked.sentence))


def telling_words(text: str, sentence: str) -> str:
    """Return the sentence of a principle that speaks most to the question, with what it needs to stand alone.

    Args:
        text: The principle.
        sentence: The sentence to begin with; the first one where it is not in the text.

    Returns:
        One or more neighbouring sentences of one paragraph, an exact substring of ``text``.
    """
    text = _paragraph(text, sentence)
    found = words.sentences(text)
    first = last = found.index(sentence) if sentence in found else 0
    while first > 0 and _LEANS_BACK.match(found[first]):
        first -= 1
    while last + 1 < len(found) and len(words.words(span(text, found, first, last + 1))) <= QUOTE_WORDS:
        last += 1
    return span(text, found, first, last)


def _paragraph(text: str, sentence: str) -> str:
    """Return what stands between blank lines around a sentence: in a document, what stands on is another matter."""
    return next((part for part in text.split("\n\n") if sentence in part), text.split("\n\n")[0])


def span(text: str, found: Sequence[str], first: int, last: int) -> str:
    """Return the words of a text from one of its sentences to another, both included.

    Args:
        text: The text.
        found: Its sentences, in order.
        first: Number of the first one, from 0.
        last: Number of the last one.
    """
    start = 0
    for sentence in found[:first]:
        start = text.index(sentence, start) + len(sentence)
    start = text.index(found[first], start)
    end = start
    for sentence in found[first : last + 1]:
        end = text.index(sentence, end) + len(sentence)
    return text[start:end]


def _tensions(ranking: Sequence[Ranked], tensions: Sequence[Tension]) -> tuple[Tension, ...]:
    """Return the tensions whose two sides were both retrieved, the strongest pair first."""
    score = {ranked.principle: ranked.score for ranked in ranking[:MAX_POINTS] if ranked.score >= TENSION_SHARE}
    both = [tension for tension in tensions if set(tension.between) <= score.keys()]
    both.sort(key=lambda tension: -min(score[side] for side in tension.between))
    lead = ranking[0].principle
    return tuple(tension for tension in both if lead in tension.between)[:MAX_TENSIONS]


def _next_step(lead: Principle, sentence: str) -> NextStep | None:
    """Return the step that the leading principle's authors wrote, else its sentence that says what to do, if any."""
    found = words.sentences(_paragraph(lead.text, sentence))
    practical = next((sentence for sentence in found if _PROMPTS_ACTION.match(sentence)), None)
    if not lead.next_step and practical is None:
        return None
    return NextStep(lead.next_step or practical or "", lead.id, telling_words(lead.text, practical or found[-1]))


def _nearby(ranking: Sequence[Ranked], corpus: Corpus, skip: int = 0) -> tuple[Nearby, ...]:
    """Return questions the corpus answers, of the best principles that come near the one asked."""
    near = [
        ranked
        for ranked in ranking[skip : skip + MAX_NEARBY]
        if ranked.situation_similarity >= NEARBY_SIMILARITY or not corpus.situations
    ]
    found = [corpus.principle(ranked.principle) for ranked in near]
    return tuple(Nearby(principle.question or principle.title, principle.id) for principle in found)
