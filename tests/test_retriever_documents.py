"""Retrieval for a folder of documents: small real folders, the real encoder, real Chroma."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documents_parts import corpus_of

from coach import words
from coach.encoder import Encoder
from coach.index import Home, Index, ensure_index
from coach.records import Beyond, Corpus, Passage, Principle, Question, Retrieval, Situation, Turn
from coach.retriever import Retriever
from coach.retriever.documents import DocumentRetriever
from coach.retriever.documents.nearness import Nearness
from coach.retriever.documents.postings import Postings, train_postings
from coach.retriever.documents.readings import clauses
from coach.retriever.documents.terms import Counted, tokens
from coach.retriever.lexical import BAG_B, WordIndex, train_words
from coach.retriever.retriever import index_plan, retriever_of

PAGES = {
    "people/delegating.md": """# Delegating work
Decide first which tasks only you can do, and hand the others over one at a time.
Say what a good result looks like, and leave the way there to whoever takes the task.
""",
    "people/one-on-ones.md": """# One-to-ones
Meet each person who reports to you every week for half an hour, and never cancel: move it instead.
The agenda belongs to the other person; status reports belong somewhere else.
""",
    "people/feedback.md": """# Giving feedback
Speak within two days, in private, about what you saw and what it led to.
Ask how the other person sees it before you suggest anything.
""",
    "people/disagreements.md": """# When colleagues disagree
Bring both to one table and let each repeat what the other wants until the other one nods.
Write down what was agreed, and look at it together after two weeks.

## Case studies
What would you do if two engineers stopped talking to each other over a rewrite?
How would you tell a manager that his team avoids him?
""",
    "people/new-hires.md": """# A newcomer's first weeks
Give a new colleague a small task on the first day that reaches a customer in the first week.
Name one person who may be asked anything.
""",
    "hiring/interviews.md": """# Interviewing
Ask every candidate the same questions in the same order, and write your verdict before you talk to the others.
""",
    "hiring/references.md": """# Asking former colleagues
Call two people who worked for the candidate, not only those the candidate worked for.
""",
    "money/expenses.md": """# Expenses
Hand in receipts within thirty days through the expense form; taxis need a reason.
""",
    "money/travel.md": """# Booking travel
Book trains through the travel desk, in second class, at least a week ahead.
""",
    "tools/calendar.md": """# Shared calendars
Open the calendar, choose Settings and share it with your team so that rooms can be booked.
""",
    "tools/passwords.md": """# Passwords
Keep passwords in the vault and change them when a laptop was lost.
""",
    "tools/printing.md": """# Printing
Contracts and letters come out of the printer on the second floor. Fill the left tray with paper every morning.
""",
}
CLEAR = {
    "people/delegating.md": "I do everything myself. Which of my tasks should I give to somebody else in the team?",
    "people/one-on-ones.md": "How often should I sit down with each of my direct reports, and for how long?",
    "people/feedback.md": "How soon after a meeting should I give a colleague feedback, and who may listen?",
    "people/new-hires.md": "Somebody starts in my team on Monday. What should their first week here look like?",
}
OUT_OF_PLACE = "Our landlord wants a higher rent for the shop and the bank has refused the loan."

Open = Callable[..., DocumentRetriever]


def write(folder: Path, pages: dict[str, str]) -> Path:
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> Corpus:
    return corpus_of(folder)


@pytest.fixture(scope="module")
def open_documents(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Open a retriever on pages; the corpus can be changed before it is indexed."""
    opened: list[Index] = []

    def open_(pages: dict[str, str], change: Callable[[Corpus], Corpus] = lambda corpus: corpus) -> DocumentRetriever:
        corpus = change(read(write(tmp_path_factory.mktemp("pages"), pages)))
        home = Home(tmp_path_factory.mktemp("home"))
        opened.append(ensure_index(index_plan(corpus, encoder), encoder, home))
        found = retriever_of(corpus, opened[-1], encoder)
        assert isinstance(found, DocumentRetriever)
        return found

    yield open_
    for index in opened:
        index.close()


@pytest.fixture(scope="module")
def handbook(open_documents: Open) -> DocumentRetriever:
    return open_documents(PAGES)


@pytest.mark.parametrize(("document", "question"), CLEAR.items(), ids=CLEAR.keys())
def test_a_question_in_other_words_finds_its_document_first(
    handbook: DocumentRetriever, document: str, question: str
) -> None:
    assert handbook.retrieve(Question(question)).ranking[0].principle == document


def test_the_ranking_has_each_document_once_best_first_and_its_scores_are_shares(handbook: DocumentRetriever) -> None:
    ranking = handbook.retrieve(Question(CLEAR["people/feedback.md"])).ranking
    scores = [ranked.score for ranked in ranking]
    assert sorted(ranked.principle for ranked in ranking) == sorted(PAGES)
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=0.01)


def quotable(corpus: Corpus) -> dict[str, Passage]:
    return {passage.id: passage for passage in corpus.passages if not passage.no_advice}


@pytest.mark.parametrize("question", [*CLEAR.values(), OUT_OF_PLACE])
def test_every_sentence_stands_word_for_word_in_the_passage_it_names(
    handbook: DocumentRetriever, question: str
) -> None:
    passages = quotable(handbook.corpus)
    ranking = handbook.retrieve(Question(question)).ranking
    assert [ranked.principle for ranked in ranking if not ranked.sentence] == [one.principle for one in ranking[10:]]
    for ranked in ranking[:10]:
        assert passages[ranked.passage].principle == ranked.principle
        assert words.quotes_exactly(ranked.sentence, passages[ranked.passage].text)
        assert words.quotes_exactly(ranked.sentence, handbook.corpus.principle(ranked.principle).text)


def test_the_sentence_is_the_one_of_the_passage_that_speaks_to_the_question(handbook: DocumentRetriever) -> None:
    asked = "Who decides what is on the agenda when I meet one of my direct reports, me or the other person?"
    first = handbook.retrieve(Question(asked)).ranking[0]
    assert first.sentence == "The agenda belongs to the other person; status reports belong somewhere else."


def test_a_case_study_leads_to_its_document_and_is_not_quoted(handbook: DocumentRetriever) -> None:
    asked = "Two of my engineers stopped talking to each other over a rewrite. What would you do?"
    first = handbook.retrieve(Question(asked)).ranking[0]
    assert any(passage.no_advice == "case study" for passage in handbook.corpus.passages)
    assert first.principle == "people/disagreements.md"
    assert first.sentence.startswith(("Bring both to one table", "Write down what was agreed"))


def test_what_nothing_speaks_to_scores_below_every_question_that_is_answered(handbook: DocumentRetriever) -> None:
    answered = [handbook.retrieve(Question(question)).coverage.score for question in CLEAR.values()]
    assert handbook.retrieve(Question(OUT_OF_PLACE)).coverage.score < min(answered)
    assert handbook.retrieve(Question(OUT_OF_PLACE)).coverage.status == "not_covered"


def test_the_same_question_twice_gives_the_same_retrieval(handbook: DocumentRetriever) -> None:
    question = Question(CLEAR["people/delegating.md"])
    assert handbook.retrieve(question) == handbook.retrieve(question)


def test_who_is_concerned_does_not_choose_the_document(handbook: DocumentRetriever) -> None:
    asked = "{} keeps every task and {} team waits. How should work be handed over?"
    hers, his = (handbook.retrieve(Question(asked.format(*words_))) for words_ in (("She", "her"), ("He", "his")))
    assert [ranked.principle for ranked in hers.ranking] == [ranked.principle for ranked in his.ranking]


# ------------------------------------------------------------------------------ follow-ups, refusals, hand-offs


def test_a_follow_up_keeps_the_topic_of_the_turn_before(handbook: DocumentRetriever) -> None:
    history = (Turn("user", CLEAR["people/one-on-ones.md"]), Turn("assistant", "An answer."))
    found = handbook.retrieve(Question("And how long should it be?", history))
    assert found.ranking[0].principle == "people/one-on-ones.md"
    assert found.asked.startswith(CLEAR["people/one-on-ones.md"])


@pytest.mark.parametrize(
    ("question", "reason"),
    [("hello there", "I cannot tell yet"), ("Wie sage ich meinem Chef, dass ich nicht mehr kann?", "German")],
)
def test_what_cannot_be_read_is_refused_as_for_principles(
    handbook: DocumentRetriever, question: str, reason: str
) -> None:
    found = handbook.retrieve(Question(question))
    assert reason in found.refusal
    assert (found.coverage.status, found.coverage.score) == ("not_covered", 0.0)


@pytest.mark.slow
def test_a_sign_hands_off_also_where_the_documents_answer(open_documents: Open) -> None:
    signs = {"crisis": ("kill myself",)}
    asked = f"{CLEAR['people/delegating.md']} Some days I want to kill myself."
    found = open_documents(PAGES, lambda corpus: replace(corpus, handoff_signs=signs)).retrieve(Question(asked))
    assert (found.coverage.status, found.coverage.handoff, found.refusal) == ("handoff", "crisis", "")


# ------------------------------------------------------------------------------------- situations and beyond


def enriched(corpus: Corpus) -> Corpus:
    asked = ("The tray on our floor jams whenever a long contract comes out", "Pages come out blank since Monday")
    beyond = (
        "Can I deduct my home office from tax?",
        "Who pays the fine for parking?",
        "May I sell my old phone here?",
    )
    return replace(
        corpus,
        situations=tuple(Situation(text, "tools/printing.md") for text in asked),
        beyond=tuple(Beyond(text, "money") for text in beyond),
    )


def test_a_situation_leads_to_its_document(handbook: DocumentRetriever, open_documents: Open) -> None:
    question = Question("Since Monday long contracts are blank or stuck when they come out. What now?")

    def score(found: Retrieval) -> float:
        return next(ranked.score for ranked in found.ranking if ranked.principle == "tools/printing.md")

    helped = open_documents(PAGES, enriched).retrieve(question)
    assert helped.ranking[0].principle == "tools/printing.md"
    assert helped.ranking[0].situation
    assert score(helped) > score(handbook.retrieve(question))


def test_a_question_like_one_beyond_counts_as_less_covered(handbook: DocumentRetriever, open_documents: Open) -> None:
    question = Question("Can I deduct my home office from my tax this year?")
    both = [opened.retrieve(question).coverage.score for opened in (open_documents(PAGES, enriched), handbook)]
    assert both[0] < both[1]


# ------------------------------------------------------------------------------------------------- many, other


def test_no_more_than_fifty_documents_are_ranked(open_documents: Open) -> None:
    pages = {f"rooms/{n:02}.md": f"# Room {n}\nRoom {n} has {n + 2} chairs and a white wall.\n" for n in range(60)}
    assert len(open_documents(pages).retrieve(Question("How many chairs has room 7?")).ranking) == 50


def test_an_english_question_prefers_the_english_page(open_documents: Open) -> None:
    pages = {
        "de.md": "# Feedback geben\nGib Feedback innerhalb von zwei Tagen und unter vier Augen, nie vor dem Team.\n",
        "en.md": "# Feedback\nGive feedback within two days and in private, never in front of the team.\n",
    }
    found = open_documents(pages)
    assert {passage.language for passage in found.corpus.passages} == {"de", "en"}
    assert found.retrieve(Question("When and where do I give feedback?")).ranking[0].principle == "en.md"


def test_a_corpus_of_principles_keeps_its_own_retriever(encoder: Encoder, tmp_path: Path) -> None:
    principle = Principle("P1", "Ask first", "Ask before you advise. Listen to the whole answer.")
    corpus = replace(read(write(tmp_path / "pages", PAGES)), principles=(principle,), passages=())
    with ensure_index(index_plan(corpus, encoder), encoder, Home(tmp_path / "home")) as index:
        assert type(retriever_of(corpus, index, encoder)) is Retriever


# ------------------------------------------------------------------------------------------------------ words


class Counting:
    """An encoder that notes what it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self.asked: list[str] = []
        self.identity, self.dimension, self._encoder = encoder.identity, encoder.dimension, encoder

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> np.ndarray:
        self.asked += texts
        return self._encoder.encode(texts, on_progress)


def test_a_changed_page_embeds_only_its_own_passages_and_new_words(encoder: Encoder, tmp_path: Path) -> None:
    home, counting = Home(tmp_path / "home"), Counting(encoder)
    corpus = read(write(tmp_path / "pages", PAGES))
    ensure_index(index_plan(corpus, counting, home), counting, home).close()
    counting.asked.clear()
    changed = read(write(tmp_path / "pages", {"tools/printing.md": "# Printing\nThe plotter is in the cellar.\n"}))
    changed = replace(changed, version="changed")
    ensure_index(index_plan(changed, counting, home), counting, home).close()
    assert sorted(counting.asked) == ["Printing.\nThe plotter is in the cellar.", "cellar", "plotter"]


TEXTS = ["Give feedback in private.", "Feedback, feedback and more feedback.", "Book the train a week ahead.", ""]


@pytest.mark.parametrize("question", ["private feedback", "trains", "nothing of it"])
def test_the_postings_give_the_scores_of_the_word_index(question: str) -> None:
    counted = Counted(TEXTS)
    arrays = train_postings("t", len(TEXTS), len(counted.terms), (counted.texts, counted.numbers, counted.times))
    terms = [counted.terms.index(stem) for stem in set(words.stems(question)) if stem in counted.terms]
    expected = WordIndex(train_words("t", TEXTS, BAG_B), "t").scores(question)
    assert Postings(arrays, "t").scores(terms) == pytest.approx(expected, abs=1e-5)


def test_a_word_that_no_page_holds_counts_for_the_nearest_one(handbook: DocumentRetriever, encoder: Encoder) -> None:
    extras = handbook.index.extras
    nearness = Nearness(extras, Postings(extras, "passages"))
    terms = nearness.terms_of("railway")
    unknown = nearness.unknown(terms)
    scores = nearness.scores(terms, unknown, encoder.encode(unknown))
    best = handbook.index.rows("passage")[int(scores.argmax())]
    assert (list(terms.values()), best.owner, bool(scores.max() > 0)) == ([None], "money/travel.md", True)


def test_japanese_counts_in_pairs_of_signs_and_english_in_words() -> None:
    assert list(tokens("評価は feedback です")) == ["評価", "価は", "feedback", "です"]


def test_a_clause_has_four_words_or_joins_its_neighbour() -> None:
    asked = "I asked him three times, nothing happened, and now my own boss is asking me."
    assert clauses(asked) == [
        "I asked him three times",
        "nothing happened and now my own boss is asking me.",
    ]
