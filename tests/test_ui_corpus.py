"""The corpus page: finding principles, the map, what is used, what is missing, and uploads, without a browser."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from coach.coach import Coach
from coach.records import Audience, Corpus, Principle, Question, Situation, Tension
from coach.retriever.map import CorpusMap
from coach.settings import data_folder
from ui import opened
from ui.corpus import map_chart
from ui.corpus.gaps import as_jsonl
from ui.corpus.map_chart import Landed
from ui.corpus.private import private_corpora
from ui.corpus.search import NOBODY, Wanted, audiences, by_meaning, by_words, fitting, is_told, near
from ui.store import Store, open_store
from ui.visitor import Visitor

FOUNDER = "My founder nods at my strategy ideas and ignores them"
CORPUS = "product-leadership"
Open = Callable[..., AppTest]

PRINCIPLES = (
    Principle("P1", "Lead from the back", "Leaders listen first.", audience=Audience(level=("junior",))),
    Principle(
        "P2", "Write it down", "Notes outlive meetings.", "Why write?", "Write one page.", Audience(role=("pm",))
    ),
    Principle("P3", "Say no", "A reason makes a no easy to bear."),
)
SITUATIONS = (
    Situation("Our meetings are a mess", "P3"),
    Situation("Nobody reads a page", "P2"),
    Situation("My boss wants pages and meetings", "P1"),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    tensions = (Tension(("P1", "P3"), "Listen or refuse?", "Who asks."),)
    facts = ("small", "Small", "en", "", tmp_path_factory.mktemp("small"))
    return Corpus(*facts, PRINCIPLES, SITUATIONS, (), tensions, {}, {}, "v1")


def found(query: str, corpus: Corpus) -> list[tuple[str, tuple[str, ...]]]:
    return [(hit.principle.id, hit.words) for hit in by_words(query, corpus, corpus.principles)]


# ------------------------------------------------------------------------------------------------------------ finding


def test_a_word_is_found_in_another_form_of_it(small: Corpus) -> None:
    assert found("leading", small) == [("P1", ("leading",))]


def test_words_that_every_text_has_find_nothing(small: Corpus) -> None:
    assert found("the of and", small) == []


def test_a_principle_is_found_by_its_id(small: Corpus) -> None:
    assert found("p2", small) == [("P2", ())]


def test_the_principle_with_most_of_the_words_comes_first(small: Corpus) -> None:
    # P2 says write, notes and meetings; P1 says "listen"; P3 has one situation with meetings, and two words are asked.
    assert [name for name, _ in found("listen notes write", small)] == ["P2", "P1"]


def test_a_principle_is_found_by_a_situation_where_its_own_words_miss(small: Corpus) -> None:
    (hit,) = by_words("boss", small, small.principles)
    assert (hit.principle.id, hit.situation) == ("P1", "My boss wants pages and meetings")


def test_one_word_of_several_in_a_situation_is_too_few(small: Corpus) -> None:
    assert found("boss elephants", small) == []


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (Wanted(), ["P1", "P2", "P3"]),
        (Wanted(audience=("junior", "pm")), ["P1", "P2"]),
        (Wanted(audience=(NOBODY,)), ["P3"]),
        (Wanted(cited="quoted"), ["P2"]),
        (Wanted(cited="never quoted"), ["P1", "P3"]),
        (Wanted(has_situations=False), []),
        (Wanted(("junior",), "never quoted", True), ["P1"]),
    ],
    ids=["all", "audience", "nobody", "quoted", "never quoted", "without situations", "together"],
)
def test_principles_are_filtered(small: Corpus, wanted: Wanted, left: list[str]) -> None:
    assert [one.id for one in fitting(small, wanted, {"P2": 4})] == left


def test_a_principle_without_situations_is_told_apart(small: Corpus) -> None:
    bare = replace(small, situations=SITUATIONS[:2])
    assert [one.id for one in fitting(bare, Wanted(has_situations=False), {})] == ["P1"]


def test_the_kinds_of_people_of_a_corpus_are_offered_once_each(small: Corpus) -> None:
    assert audiences(small) == ["junior", "pm", NOBODY]
    assert audiences(replace(small, principles=PRINCIPLES[2:])) == []


def test_a_sentence_tells_of_a_situation_and_two_words_do_not() -> None:
    assert is_told(FOUNDER) and not is_told("strategy ideas")


def test_meaning_finds_what_the_words_miss(coach: Coach) -> None:
    order = by_meaning("The owner smiles at whatever I propose and then does what he wanted anyway", coach)
    assert order[0] == "P11"


def test_what_is_no_question_has_no_meaning(coach: Coach) -> None:
    assert by_meaning("?!", coach) == ()


def test_the_nearest_in_meaning_keep_the_words_they_were_found_by(small: Corpus) -> None:
    hits = by_words("write notes", small, small.principles)
    assert [(hit.principle.id, hit.words) for hit in near(("P3", "P2"), small.principles, hits, is_alone=False)] == [
        ("P3", ()),
        ("P2", ("write", "notes")),
    ]
    assert [hit.principle.id for hit in near(("P3", "P2"), small.principles, hits, is_alone=True)] == ["P3"]


# ------------------------------------------------------------------------------------------------------------ the map


def test_the_map_marks_principles_situations_and_the_question_with_shapes_of_their_own(coach: Coach) -> None:
    drawn = CorpusMap(coach.retriever.index.extras)
    made = map_chart.chart(coach.corpus, drawn, ("P3",), Landed(FOUNDER, (0.0, 0.0))).to_dict()
    shapes = [layer["mark"]["shape"] for layer in made["layer"] if layer["mark"]["type"] == "point"]
    assert shapes == ["circle", "triangle-up", "diamond", "cross"]


def labels(made: dict[str, Any]) -> list[tuple[int, list[dict[str, Any]]]]:
    """Return each layer of labels: how far below its marks it stands, and what it holds."""
    layers = [layer for layer in made["layer"] if layer["mark"]["type"] == "text"]
    return [(layer["mark"]["dy"], made["datasets"][layer["data"]["name"]]) for layer in layers]


def test_every_principle_of_the_map_can_be_read(coach: Coach) -> None:
    made = map_chart.chart(coach.corpus, CorpusMap(coach.retriever.index.extras), (), None).to_dict()
    found = [row["id"] for _, rows in labels(made) for row in rows]
    assert sorted(found) == sorted(one.id for one in coach.corpus.principles)


def test_a_label_that_would_lie_on_another_principle_stands_below_its_own(coach: Coach) -> None:
    drawn = CorpusMap(coach.retriever.index.extras)
    made = map_chart.chart(coach.corpus, drawn, (), None).to_dict()
    below = {row["id"] for away, rows in labels(made) for row in rows if away > 0}
    assert below == {"P11"}  # P7 lies just above it, and every other label is free
    place = dict(zip(drawn.owners, drawn.centres, strict=True))
    crossed = map_chart.chart(coach.corpus, drawn, (), Landed(FOUNDER, tuple(place["P8"] + (0.0, 0.01)))).to_dict()
    assert "P8" in {row["id"] for away, rows in labels(crossed) for row in rows if away > 0}


def test_of_very_many_situations_evenly_many_are_drawn(small: Corpus) -> None:
    many = replace(small, situations=tuple(Situation(f"Situation {number}", "P1") for number in range(5_000)))
    shown = map_chart.drawn_situations(many)
    assert len(shown) <= map_chart.MOST_SITUATIONS and shown[-1] > 4_990


# ----------------------------------------------------------------------------------------------------------- the page


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coach: Coach) -> Iterator[Open]:
    """Opens the page in a window of its own, on a tab; all windows of a test share what is kept."""
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))

    def start(tab: str = "", **environment: str) -> AppTest:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        _forget()
        shown = AppTest.from_string(
            "from ui.boundary import guarded\nfrom ui.corpus.page import show\nguarded(show)()", default_timeout=30
        )
        shown.session_state["visitor_window"] = "me"
        if tab:
            shown.session_state["corpus-tab"] = tab
        return shown.run()

    yield start
    _forget()


def _forget() -> None:
    for shared in (opened.options, opened.limiter, opened.store):
        shared.clear()


@pytest.fixture
def kept(page: Open) -> Iterator[Store]:
    """What the page keeps, opened beside it."""
    data_folder().mkdir(parents=True, exist_ok=True)
    store = open_store(data_folder() / "coach.sqlite")
    yield store
    store.close()


def text_of(page: AppTest) -> str:
    """Return all Markdown of the page, its escapes resolved."""
    assert not page.exception and not page.error
    parts = [*(one.value for one in page.markdown), *(one.value for one in page.caption)]
    return "\n".join(parts).replace("&#46;", ".").replace("&#45;", "-")


def listed(page: AppTest) -> list[str]:
    """Return the ids of the principles that are listed, in their order."""
    return [one.label.split("**")[1] for one in page.expander if one.label.startswith("**P")]


def test_every_principle_can_be_browsed(page: Open) -> None:
    assert listed(page()) == [f"P{number}" for number in range(1, 12)]


def test_a_principle_opens_with_everything_that_is_known_of_it(page: Open, coach: Coach) -> None:
    shown = page()
    shown.session_state["principle-P8"] = True
    text = text_of(shown.run())
    principle = coach.corpus.principle("P8")
    for said in (principle.text, principle.question, principle.next_step, "principles&#47;P08.md"):
        assert said.replace("&#47;", "/").split(",")[0][:30].replace("/", "&#47;") in text
    assert "Pulls apart from P11" in text and "What decides:" in text
    assert "Situations it answers" in text and "never quoted in an answer so far" in text


def test_more_situations_come_on_demand(page: Open, coach: Coach) -> None:
    shown = page()
    shown.session_state["principle-P8"] = True
    shown.run()
    assert text_of(shown).count("- “") == 3
    shown.button(key="more-situations-P8").click().run()
    assert text_of(shown).count("- “") == 13


def test_a_search_lists_what_has_the_words_and_says_which(page: Open) -> None:
    shown = page()
    shown.text_input(key="corpus-search").set_value("credibility").run()
    assert listed(shown)[0] == "P11"
    assert "Has “credibility”" in text_of(shown)


def test_a_situation_is_searched_by_its_meaning_first(page: Open) -> None:
    shown = page()
    shown.text_input(key="corpus-search").set_value(FOUNDER).run()
    assert listed(shown)[0] == "P11"
    assert "Nearest in meaning" in text_of(shown)


def test_a_search_that_finds_nothing_says_what_to_do(page: Open) -> None:
    shown = page()
    shown.text_input(key="corpus-search").set_value("?!").run()
    assert "Nothing found" in text_of(shown)


def test_searching_counts_against_the_limit_of_a_minute(page: Open) -> None:
    shown = page(COACH_UI_RATE="1")
    shown.text_input(key="corpus-search").set_value("credibility").run()
    shown.run()  # the same search is not counted again
    assert "credibility" in text_of(shown)
    shown.text_input(key="corpus-search").set_value("strategy").run()
    assert "which is the limit here" in shown.warning[0].value


def test_filters_leave_what_is_wanted(page: Open, kept: Store) -> None:
    kept.count_uses(CORPUS, ["P3"])
    shown = page()
    shown.selectbox(key="corpus-cited").set_value("Quoted in answers").run()
    assert listed(shown) == ["P3"]
    assert "1 of 11 principles" in text_of(shown)


def test_the_map_says_where_the_last_question_landed(page: Open, coach: Coach) -> None:
    shown = page("Map")
    shown.session_state["last_asked"] = (CORPUS, FOUNDER)
    text = text_of(shown.run())
    drawn, retriever = CorpusMap(coach.retriever.index.extras), coach.retriever
    place = drawn.place(retriever.encoder.encode([retriever.neutral(FOUNDER)])[0])
    on_map = text.split("Nearest principles on the map: **")[1].split("**")[0]
    in_full = text.split("Nearest when Coach reads it in full: **")[1].split("**")[0]
    assert on_map == drawn.nearest(place)[0]
    assert in_full == retriever.retrieve(Question(FOUNDER)).ranking[0].principle


def test_drawing_the_map_again_does_not_read_the_question_again(page: Open) -> None:
    shown = page("Map")
    shown.session_state["last_asked"] = (CORPUS, FOUNDER)
    shown.run()
    key, landed = shown.session_state["map_landed"]
    shown.session_state["map_landed"] = (key, replace(landed, nearest=("P9",)))
    assert "Nearest when Coach reads it in full: **P9**" in text_of(shown.run())
    shown.session_state["last_asked"] = (CORPUS, "How do I get promoted to the next level?")
    assert "Nearest when Coach reads it in full: **P2**" in text_of(shown.run())


def test_the_map_says_what_it_keeps(page: Open, coach: Coach) -> None:
    drawn = CorpusMap(coach.retriever.index.extras)
    assert f"keep {drawn.kept:.0%}".replace("%", "\N{NO-BREAK SPACE}%") in text_of(page("Map"))
    assert np.isfinite(drawn.centres).all()


def test_a_question_to_another_corpus_is_not_on_this_map(page: Open) -> None:
    shown = page("Map")
    shown.session_state["last_asked"] = ("another", FOUNDER)
    assert "Your last question" not in text_of(shown.run())


def test_what_is_never_used_is_listed(page: Open, kept: Store) -> None:
    kept.count_uses(CORPUS, ["P3", "P7"])
    kept.count_uses(CORPUS, ["P3"])
    text = text_of(page("What is used"))
    assert "**P3** Solve the unspoken problem, not the visible one: 2 answers" in text
    assert "**Never quoted so far** (9)" in text


def test_before_the_first_answer_nothing_is_called_unused(page: Open) -> None:
    text = text_of(page("What is used"))
    assert "No answer has quoted a principle here yet" in text and "Never quoted" not in text


def test_questions_that_were_not_covered_are_the_list_of_what_to_write_next(page: Open, kept: Store) -> None:
    kept.keep_gap(CORPUS, "Which laptop?", "P7")
    kept.keep_gap("another", "Not ours?", "")
    text = text_of(page("What to write next"))
    assert "“Which laptop?”" in text and "nearest: P7 A product manager leads" in text and "Not ours" not in text


def test_a_question_that_was_not_covered_is_deleted_by_an_editor(page: Open, kept: Store) -> None:
    kept.keep_gap(CORPUS, "Which laptop?", "")
    shown = page("What to write next")
    shown.button(key=f"drop-gap-{kept.gaps(CORPUS)[0].id}").click().run()
    assert kept.gaps(CORPUS) == () and "None is kept" in text_of(shown)


def test_who_is_no_editor_learns_how_many_questions_were_not_covered_and_none_of_them(page: Open, kept: Store) -> None:
    kept.keep_gap(CORPUS, "Which laptop?", "")
    shown = page("What to write next", COACH_UI_WITHOUT_SIGN_IN="1")
    assert "1 question kept" in text_of(shown) and "laptop" not in text_of(shown)
    assert not shown.button and not shown.get("download_button")


def test_thumbs_are_counted_and_offered_as_draft_cases(page: Open, kept: Store, coach: Coach) -> None:
    for owner, thumb in (("browser:one", "up"), ("browser:two", "down")):
        conversation = kept.start(owner, CORPUS, "Founder")
        kept.add_question(owner, conversation.id, FOUNDER)
        answer = kept.add_answer(owner, conversation.id, coach.ask(Question(FOUNDER)), "…")
        kept.rate(owner, conversation.id, answer.place, thumb, "")
    shown = page("What to write next")
    assert "1 up" in text_of(shown) and "1 down" in text_of(shown)
    assert len(shown.get("download_button")) == 1


def test_gaps_are_exported_one_object_a_line(kept: Store) -> None:
    kept.keep_gap(CORPUS, "Which laptop?\n“Cheap”", "P7")
    (line,) = as_jsonl(kept.gaps(CORPUS)).splitlines()
    item = json.loads(line)
    assert (item["question"], item["nearest"]) == ("Which laptop?\n“Cheap”", "P7")


def test_a_corpus_that_was_chosen_is_remembered(page: Open, tmp_path: Path) -> None:
    other_corpus(tmp_path / "data" / "corpora" / "other", "Another corpus")
    shown = page()
    shown.selectbox(key=f"corpus-choice-{CORPUS}").set_value("other").run()
    assert [one.value for one in shown.title] == ["Another corpus"]
    assert [one.value for one in page().title] == ["Another corpus"]


def other_corpus(folder: Path, title: str) -> Path:
    (folder / "principles").mkdir(parents=True)
    (folder / "corpus.yaml").write_text(f"title: {title}\n")
    (folder / "principles" / "a.md").write_text("---\nid: A1\n---\nAsk first.\n")
    return folder


@pytest.mark.slow
def test_of_corpora_that_are_called_the_same_each_can_be_chosen(page: Open, tmp_path: Path) -> None:
    folders = [other_corpus(tmp_path / name, "The handbook") for name in ("alpha", "beta")]
    (folders[1] / "principles" / "b.md").write_text("---\nid: P9\n---\nAsk twice.\n")
    shown = page(COACH_UI_CORPORA=os.pathsep.join([CORPUS, *map(str, folders)]))
    choice = shown.selectbox(key=f"corpus-choice-{CORPUS}")
    assert choice.options == ["Product leadership", "The handbook", "The handbook (2)"]  # titles, not names
    choice.select_index(2).run()
    assert listed(shown) == ["P9"]  # of the second one alone


def test_beside_a_corpus_that_cannot_be_read_another_one_can_be_chosen(page: Open, kept: Store, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    kept.keep_preference("window:me", "corpus", gone)
    shown = page(COACH_UI_CORPORA=os.pathsep.join([CORPUS, gone]))
    assert "There is no corpus named" in shown.warning[0].value
    shown.selectbox(key=f"corpus-choice-{gone}").set_value(CORPUS).run()
    assert len(listed(shown)) == 11 and not shown.warning


def test_a_choice_that_cannot_be_kept_is_told_on_a_page_that_stays(page: Open, tmp_path: Path) -> None:
    other = other_corpus(tmp_path / "other", "Other")
    shown = page(COACH_UI_CORPORA=os.pathsep.join([CORPUS, str(other)]))
    with closing(sqlite3.connect(data_folder() / "coach.sqlite")) as connection:
        connection.execute("DROP TABLE preferences")
        connection.execute("CREATE TABLE preferences (owner TEXT, name TEXT, value TEXT CHECK (value = ''))")
        connection.commit()
        shown.selectbox(key=f"corpus-choice-{CORPUS}").set_value(str(other)).run()
    assert len(listed(shown)) == 11 and "Something went wrong" in shown.error[0].value


# ------------------------------------------------------------------------------------------------------------ uploads

ME = Visitor("window:me", is_editor=True)
GOOD = b"---\nid: T1\ntitle: Say no with a reason\n---\nSay no early, and give the reason.\n"


def uploading(page: Open, *files: tuple[str, bytes], title: str = "Team handbook", **environment: str) -> AppTest:
    shown = page("Upload", COACH_UI_UPLOAD="1", **environment)
    shown.text_input(key="upload-title-0").set_value(title).run()
    shown.file_uploader(key="upload-0").set_value([(name, content, "text/plain") for name, content in files]).run()
    return shown


def test_there_is_no_upload_where_it_is_not_open(page: Open) -> None:
    assert [tab.label for tab in page().tabs] == ["Principles", "Map", "What is used", "What to write next"]


def test_a_dry_run_is_shown_before_anything_is_kept(page: Open, tmp_path: Path) -> None:
    text = text_of(uploading(page, ("no.md", GOOD)))
    assert "Dry run: adds 1 principle, changes 0, removes 0" in text and "adds **T1** Say no with a reason" in text
    assert not (tmp_path / "data" / "uploads").exists()


def test_a_published_corpus_can_be_chosen_and_browsed(page: Open) -> None:
    shown = uploading(page, ("no.md", GOOD))
    shown.button(key="publish").click().run()
    assert "**team-handbook** is published" in [
        one.value.replace("&#45;", "-").partition(";")[0] for one in shown.success
    ]
    shown.button(key="choose-published").click().run()
    assert [one.value for one in shown.title] == ["Team handbook"]
    assert [Path(folder).parent.name for folder in private_corpora(ME).values()] == ["team-handbook"]


def test_mistakes_are_named_and_nothing_can_be_published(page: Open) -> None:
    shown = uploading(page, ("no.md", GOOD), ("bad.md", b"No facts here.\n"))
    assert "1 mistake to mend first" in text_of(shown) and "bad.md has no id" in text_of(shown)
    assert [button.key for button in shown.button] == []


def test_a_program_called_md_is_refused_and_its_name_shown_escaped(page: Open) -> None:
    """ui-02: nothing in the name acts."""
    text = text_of(uploading(page, ("![x](evil).md", b"MZ\x90\x00")))
    assert "Not taken in" in text and "a Windows program" in text and "![x](" not in text


def test_an_archive_that_reaches_out_is_refused(page: Open, tmp_path: Path) -> None:
    """ui-02: the same in an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("../../x.md", GOOD)
    assert "points out of its folder" in text_of(uploading(page, ("corpus.zip", content.getvalue())))
    assert not list(tmp_path.rglob("x.md"))


def test_who_is_no_editor_gets_no_place_to_upload(page: Open) -> None:
    shown = page("Upload", COACH_UI_UPLOAD="1", COACH_UI_WITHOUT_SIGN_IN="1")
    assert not shown.file_uploader
    assert "Only editors may upload a corpus" in [one.value.partition("\n")[0] for one in shown.warning]


@pytest.mark.slow
def test_a_private_corpus_can_be_deleted(page: Open) -> None:
    shown = uploading(page, ("no.md", GOOD))
    shown.button(key="publish").click().run()
    shown.selectbox(key="upload-into").set_value("team-handbook").run()
    shown.button(key="danger-delete-corpus").click().run()
    assert private_corpora(ME) == {}
    assert not shown.exception
