"""Finding principles: by words, by meaning, and by what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach import words
from coach.coach import Coach
from coach.errors import QuestionError
from coach.records import Corpus, Principle, Question

NEAR = 3  # principles that are shown for their meaning
_TELLS = 3  # words that count: fewer are looked for, more tell something
Cited = Literal["all", "quoted", "never quoted"]
NOBODY = "nobody in particular"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for besides the words.

    Attributes:
        audience: Kinds of people that a principle names; ``NOBODY`` for one that names none. Empty for any.
        cited: Whether it was ever quoted in an answer.
        has_situations: True or False for with or without; None for either.
    """

    audience: tuple[str, ...] = ()
    cited: Cited = "all"
    has_situations: bool | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A principle that was found.

    Attributes:
        words: Which words of the search stand in it, in their order; none where it was found by meaning.
        situation: A situation that holds them, where the principle's own text does not.
    """

    principle: Principle
    words: tuple[str, ...] = ()
    situation: str = ""


def fitting(corpus: Corpus, wanted: Wanted, uses: Mapping[str, int]) -> list[Principle]:
    """Return the principles that are wanted, in the order of the corpus.

    Args:
        corpus: The corpus.
        wanted: What is looked for.
        uses: How many answers quoted each principle.
    """
    having = {situation.principle for situation in corpus.situations}
    return [
        principle
        for principle in corpus.principles
        if (not wanted.audience or set(wanted.audience) & set(named(principle)))
        and (wanted.cited == "all" or (wanted.cited == "quoted") == bool(uses.get(principle.id)))
        and (wanted.has_situations is None or wanted.has_situations == (principle.id in having))
    ]


def named(principle: Principle) -> tuple[str, ...]:
    """Return the kinds of people that a principle names; ``NOBODY`` for none."""
    audience = principle.audience
    return (*audience.level, *audience.role, *audience.company) or (NOBODY,)


def audiences(corpus: Corpus) -> list[str]:
    """Return every kind of people that a corpus names, in its order; nothing where it names none."""
    found = list(dict.fromkeys(name for principle in corpus.principles for name in named(principle)))
    return [] if found == [NOBODY] else found


def by_words(query: str, corpus: Corpus, among: Sequence[Principle]) -> list[Hit]:
    """Return the principles that hold words of a search, those with the most of them first.

    Words count by their stem ("leading" finds "lead"); words such as "the" do not count. A principle is also found by
    its id, and by one of its situations.
    """
    asked = _stems(query)
    ids = {word.lower() for word in query.split()}
    of_situations = _situation_stems(corpus, asked.keys()) if asked else {}
    hits: list[tuple[float, int, Hit]] = []
    for place, principle in enumerate(among):
        own = set(words.stems(_text(principle))) & asked.keys()
        has_id = principle.id.lower() in ids
        situation, theirs = of_situations.get(principle.id, ("", set()))
        if own or has_id:
            hits.append(
                (-len(own) - 100 * has_id, place, Hit(principle, tuple(asked[stem] for stem in asked if stem in own)))
            )
        elif theirs:
            said = tuple(asked[stem] for stem in asked if stem in theirs)
            hits.append((-len(theirs) / 100, place, Hit(principle, said, situation)))
    return [hit for _, _, hit in sorted(hits, key=lambda found: found[:2])]


def by_meaning(query: str, coach: Coach) -> tuple[str, ...]:
    """Return the ids of all principles, nearest in meaning first; none where it cannot be read as a question."""
    try:
        found = coach.retriever.retrieve(Question(query))
    except QuestionError:
        return ()
    return tuple(ranked.principle for ranked in found.ranking)


def near(order: Sequence[str], among: Sequence[Principle], found: Sequence[Hit], is_alone: bool) -> list[Hit]:
    """Return the first principles of an order that are among those wanted.

    Args:
        order: Ids, nearest first.
        among: The principles that are wanted.
        found: Those found by their words; such a hit says so here, too.
        is_alone: Leave those out instead.
    """
    wanted = {principle.id: Hit(principle) for principle in among}
    known = {hit.principle.id: hit for hit in found}
    first = [name for name in order if name in wanted][:NEAR]
    return [known.get(name, wanted[name]) for name in first if not (is_alone and name in known)]


def is_told(query: str) -> bool:
    """Tell whether a search tells of a situation rather than names words: meaning finds more then."""
    return len(_stems(query)) >= _TELLS


def _stems(query: str) -> dict[str, str]:
    """Return the words of a search by their stem, in their order."""
    return {stem: word for word in words.words(query) for stem in words.stems(word)}


def _text(principle: Principle) -> str:
    return f"{principle.title}\n{principle.text}\n{principle.question}\n{principle.next_step}"


def _situation_stems(corpus: Corpus, asked: Collection[str]) -> dict[str, tuple[str, set[str]]]:
    """Return by principle the situation that holds most of the stems, and which; one word of several is too few."""
    best: dict[str, tuple[str, set[str]]] = {}
    for situation in corpus.situations:
        found = set(words.stems(situation.text)) & set(asked)
        if len(found) >= min(2, len(asked)) and len(found) > len(best.get(situation.principle, ("", set()))[1]):
            best[situation.principle] = (situation.text, found)
    return best
