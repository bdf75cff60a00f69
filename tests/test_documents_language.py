"""An English question prefers English text: the same handbook twice, in English and in German or Japanese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sync_parts import added, read

from coach.composer import compose
from coach.corpus.read import read_corpus
from coach.encoder import Encoder
from coach.index import Home, ensure_index
from coach.records import Question
from coach.retriever.documents import DocumentRetriever
from coach.retriever.documents.languages import SAME, STEP, preferred
from coach.retriever.retriever import index_plan
from coach.settings import data_folder
from coach.sync.folder import point_at

ENGLISH = {
    "one-on-ones": "# One-on-ones\nHold a one-on-one with each direct report every week for thirty minutes, and never "
    "cancel it: move it instead. The agenda belongs to the other person; status updates belong in the team meeting.\n",
    "retrospective": "# Retrospectives\nHold a retrospective at the end of every sprint. Choose one action item, name "
    "who does it, and begin the next retrospective with it.\n",
    "roadmap": "# Roadmap\nA roadmap shows outcomes by quarter, never dates for features. Show it to stakeholders "
    "every month and say what you left out and why.\n",
    "okrs": "# OKRs\nA team has three objectives at most, each with two or three key results that a customer would "
    "notice. Review the OKRs every two weeks and change them only at the end of a quarter.\n",
    "conflict": "# Conflict in the team\nBring both colleagues to one table and let each repeat what the other wants "
    "until the other one nods. Write down what was agreed, and look at it together after two weeks.\n",
}
GERMAN = {
    "one-on-ones": "# One-on-ones\nHalte mit jedem Direct Report jede Woche ein One-on-one von dreißig Minuten und sag "
    "es nie ab: verschieb es. Die Agenda gehört der anderen Person; Status-Updates gehören ins Team-Meeting.\n",
    "retrospective": "# Retrospektiven\nMach am Ende jedes Sprints eine Retrospektive. Wählt ein Action Item, benennt "
    "einen Owner und beginnt die nächste Retrospektive damit.\n",
    "roadmap": "# Roadmap\nEine Roadmap zeigt Outcomes pro Quartal, nie Termine für Features. Zeig die Roadmap jeden "
    "Monat den Stakeholdern und sag, was du weggelassen hast und warum.\n",
    "okrs": "# OKRs\nEin Team hat höchstens drei Objectives, jedes mit zwei oder drei Key Results, die ein Kunde "
    "bemerken würde. Macht alle zwei Wochen ein OKR-Review und ändert die OKRs nur am Ende des Quartals.\n",
    "conflict": "# Konflikt im Team\nBring beide Kollegen an einen Tisch, und lass jeden wiederholen, was der andere "
    "will, bis dieser nickt. Schreibt auf, was vereinbart wurde, und seht es euch nach zwei Wochen gemeinsam an.\n",
}
JAPANESE = {
    "one-on-ones": "# One-on-ones\nDirect report 一人ひとりと毎週三十分の one-on-one を行い、"
    "決して中止せず、日程を変更します。"
    "Agenda は相手のものです。Status update は team meeting で共有します。\n",
    "okrs": "# OKRs\nチームの Objective は多くても三つで、それぞれに二つか三つの Key Results を置きます。"
    "OKR は二週間ごとに見直し、四半期の終わりにだけ変更します。\n",
}
# The questions share words with the German pages: with plain scores, four of these find the German page first.
ASKED = {
    "Who sets the agenda of a one-on-one?": "one-on-ones",
    "Status updates in one-on-ones: yes or no?": "one-on-ones",
    "Does an action item need an owner?": "retrospective",
    "How many action items per retrospective?": "retrospective",
    "My stakeholders want dates for every feature on the roadmap. What does a roadmap show?": "roadmap",
    "How many objectives and key results should a team have?": "okrs",
    "Two colleagues in my team no longer talk to each other. What do I do?": "conflict",
}

ONLY_GERMAN = {
    "scorecard": "# Hiring-Interviews\nStell jedem Kandidaten dieselben Fragen, und schreib deine "
    "Scorecard gleich nach dem Interview, bevor du mit den anderen Interviewern sprichst.\n",
}


@pytest.fixture(scope="module")
def mixed(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentRetriever]:
    """A retriever on pages in three languages, read and indexed for real."""
    folder = tmp_path_factory.mktemp("pages")
    for code, held in {"en": ENGLISH, "de": GERMAN | ONLY_GERMAN, "ja": JAPANESE}.items():
        (folder / code).mkdir()
        for name, text in held.items():
            (folder / code / f"{name}.md").write_text(text, encoding="utf-8")
    collection = added(data_folder(), folder, "mixed")
    prepared = read(collection)
    assert prepared is not None
    point_at(collection, [prepared.snapshot.name])
    corpus = read_corpus(collection.folder)
    with ensure_index(index_plan(corpus, encoder), encoder, Home(tmp_path_factory.mktemp("home"))) as index:
        yield DocumentRetriever(corpus, index, encoder)


def found(retriever: DocumentRetriever, question: str) -> list[str]:
    return [ranked.principle for ranked in retriever.retrieve(Question(question)).ranking]


def test_each_passage_keeps_the_language_it_is_in(mixed: DocumentRetriever) -> None:
    assert {(passage.principle[:2], passage.language) for passage in mixed.corpus.passages} == {
        ("en", "en"),
        ("de", "de"),
        ("ja", "ja"),
    }


@pytest.mark.parametrize(("question", "page"), ASKED.items())
def test_an_english_question_finds_the_english_page_before_the_same_one_in_other_languages(
    mixed: DocumentRetriever, question: str, page: str
) -> None:
    assert found(mixed, question)[0] == f"en/{page}.md"


@pytest.mark.parametrize("question", [one for one in ASKED if not one.startswith("Does")])  # that one is not covered
def test_the_same_page_in_another_language_is_not_quoted_beside_the_english_one(
    mixed: DocumentRetriever, question: str
) -> None:
    points = compose(mixed.retrieve(Question(question)), mixed.corpus).points
    assert points and {point.principle[:2] for point in points} == {"en"}


def test_a_page_that_no_english_one_matches_is_still_found_first(mixed: DocumentRetriever) -> None:
    assert found(mixed, "When do I fill in the scorecard of a hiring interview?")[0] == "de/scorecard.md"


def test_a_question_in_the_other_language_is_told_what_it_is_told_without_it(mixed: DocumentRetriever) -> None:
    refusal = mixed.retrieve(Question("Wie oft soll ich mit meinen Direct Reports ein One-on-one machen?")).refusal
    assert "this looks like German" in refusal


def test_in_a_corpus_in_german_each_question_prefers_its_own_language(
    mixed: DocumentRetriever, encoder: Encoder
) -> None:
    german = DocumentRetriever(replace(mixed.corpus, language="de"), mixed.index, encoder)
    assert found(german, "Who sets the agenda of a one-on-one?")[0] == "en/one-on-ones.md"
    assert found(german, "Wem gehört die Agenda im One-on-one, mir oder der anderen Person?")[0].startswith("de/")


# ---------------------------------------------------------------------------------------------- the rule by itself

EAST, NEAR_EAST, NORTH = (1.0, 0.0), (0.8, 0.6), (0.0, 1.0)  # cosines: 0.8 between the first two, 0.6 and 0 to NORTH


def scored(rows: list[tuple[float, tuple[float, float], bool]]) -> list[float]:
    scores, vectors, foreign = zip(*rows, strict=True)
    kept = preferred(np.array(scores, np.float32), np.array(vectors, np.float32), np.array(foreign))
    return [round(float(score), 4) for score in kept]


def test_text_in_another_language_comes_just_after_english_text_that_says_the_same() -> None:
    assert SAME < 0.8
    assert scored([(0.6, NEAR_EAST, True), (0.5, EAST, False)]) == [round(0.5 - STEP, 4), 0.5]


def test_it_keeps_its_score_where_the_english_text_says_something_else() -> None:
    assert scored([(0.6, NORTH, True), (0.5, EAST, False)]) == [0.6, 0.5]


def test_it_keeps_its_score_where_the_english_text_answers_far_less() -> None:
    assert scored([(0.6, EAST, True), (0.3, EAST, False)]) == [0.6, 0.3]


@pytest.mark.parametrize("foreign", [True, False])
def test_a_corpus_in_one_language_is_ranked_as_it_was(foreign: bool) -> None:
    assert scored([(0.6, EAST, foreign), (0.5, EAST, foreign)]) == [0.6, 0.5]
