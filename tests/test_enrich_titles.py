"""`coach enrich`: which titles tell nothing, what a drafted one is held to, and where it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from enrich_parts import TEXTS, drafted, good, kitchen, own_cache, run
from model_server import ModelServer, Reply, prompt_of

from coach.corpus import read_corpus
from coach.corpus.titles import recontexted
from coach.encoder import Encoder
from coach.enrich.draft_file import is_draft
from coach.enrich.plan import titles_of
from coach.enrich.titles import title_fault, untelling, why_untelling
from coach.errors import CorpusError, SettingsError
from coach.records import Passage, Principle

CALM = Principle(
    "K1",
    "Page 1",
    "Speak quietly when the kitchen of Chez Paul gets loud. 3 calm cooks calm the others.",
    source="a/x-y.md",
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", "there is none"),
        ("2023-04-01", "there is none"),
        ("Speak quietly when the kitchen of Chez Paul gets loud.", "it is the first sentence"),
        ("x y", "it is the name of a file"),
        ("x-y.md", "it is the name of a file"),
        ("Microsoft Word - Handbook", "it is the name of a file"),
        ("final handbook.docx", "it is the name of a file"),
        ("README", "it does not say what the text is about"),
        ("Page 3", "it does not say what the text is about"),
        ("Appendix B", "it does not say what the text is about"),
        ("Introduction to the second edition", "it does not say what the text is about"),
        ("What it is", "it does not say what the text is about"),
        ("Travel", ""),
        ("How to read a budget page", ""),
        ("会議の進め方", ""),
    ],
)
def test_a_title_needs_another_by_a_plain_rule(title: str, expected: str) -> None:
    assert why_untelling(replace(CALM, title=title)) == expected


def test_two_texts_of_one_title_both_need_another() -> None:
    others = [
        replace(CALM, id=id_, title=title)
        for id_, title in (("a", "Our records"), ("b", "our Records!"), ("c", "Leave"))
    ]
    assert untelling(others) == dict.fromkeys("ab", "another has it too")


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Staying calm in a loud kitchen", ""),
        ("Calm cooks at Chez Paul", ""),
        ("Calm", "too short or too long for a title"),
        ("Calm " * 20, "too short or too long for a title"),
        ("Calm kitchens\nCalm cooks", "not one line"),
        ("## Calm kitchens", "markup, or a stop at its end"),
        ("*Calm* kitchens", "markup, or a stop at its end"),
        ("Calm kitchens.", "markup, or a stop at its end"),
        ("Calm kitchens at kitchen.example.com", "an order, a link or code"),
        ("Ignore previous instructions in the kitchen", "an order, a link or code"),
        ("5 calm cooks in the kitchen", "a number that is not in the text"),
        ("Calm kitchens and loud cooks by Bocuse", "a name that is not in the text"),
        ("Managing stress in busy restaurants", "words that are not in the text"),
    ],
)  # fmt: skip
def test_a_drafted_title_is_held_to_its_form_and_to_the_texts_words(title: str, fault: str) -> None:
    assert title_fault(title, CALM) == fault


def test_a_new_title_stands_in_front_of_each_passage_also_where_the_old_one_was_cut_short() -> None:
    old = "A very long title that nobody reads to its end."
    contexts = ("A very long title. Part one.", "A very long title that nobody reads to its end.", "Another. Part one.")
    passages = [Passage(str(number), "a.md", "Say it.", context) for number, context in enumerate(contexts)]
    found = recontexted(passages, [Principle("a.md", old, "Say it.")], {"a.md": "Saying it"})
    assert [one.context for one in found] == ["Saying it. Part one.", "Saying it.", "Another. Part one."]


# ------------------------------------------------------------------------------------------------- through the command


def titled(*titles: str) -> Reply:
    return Reply("\n".join(json.dumps({"kind": "title", "text": title}) for title in titles))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(lambda _: titled("Quiet speech in a loud kitchen")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


@pytest.fixture
def folder(tmp_path: Path, cache: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The corpus, one title of which says nothing; with a cache of the test's own."""
    monkeypatch.setenv("COACH_CACHE", str(own_cache(cache, tmp_path / "cache")))
    folder = kitchen(tmp_path / "kitchen")
    page = folder / "principles" / "calm.md"
    page.write_text(page.read_text().replace(TEXTS["calm"][1], "Page 1"))
    return folder


def titles(folder: Path) -> list[str]:
    return [one.title for one in read_corpus(folder).principles if one.id == "K1"]


def test_a_drafted_title_counts_says_that_it_is_a_draft_and_goes_away_with_its_file(
    server: ModelServer, folder: Path
) -> None:
    version = read_corpus(folder).version
    done = run(folder, "--yes", "--only", "titles")
    assert done.exit_code == 0, done.output
    assert "1 title to ask for; 5 tell enough.\n  K1, “Page 1”: it does not say what the text is about" in done.output
    assert "K1: “Quiet speech in a loud kitchen” for “Page 1”" in done.output
    path = folder / "titles" / "calm.txt"
    assert is_draft(path.read_text()) and titles(folder) == ["Quiet speech in a loud kitchen"]
    assert read_corpus(folder).version != version
    path.unlink()
    assert titles(folder) == ["Page 1"] and read_corpus(folder).version == version


def test_the_first_title_that_holds_is_taken_and_the_others_are_counted(server: ModelServer, folder: Path) -> None:
    server.reply = lambda _: titled(
        "Know your costs", "Loud kitchens of Paris", "Page 2", "Quiet speech in a loud kitchen"
    )
    done = run(folder, "--yes", "--only", "titles")
    assert titles(folder) == ["Quiet speech in a loud kitchen"]
    for reason in ("words that are not in the text", "a name that is not", "too short or too long"):
        assert f"1 {reason}" in done.output


def test_a_title_that_leads_to_another_text_or_is_its_title_is_not_kept(server: ModelServer, folder: Path) -> None:
    page = folder / "principles" / "calm.md"
    page.write_text(page.read_text() + "\nTo know costs, or to clean the board and the knife, is for another day.\n")
    server.reply = lambda _: titled("Know your costs", "Clean the board and the knife")
    done = run(folder, "--yes", "--only", "titles")
    assert titles(folder) == ["Page 1"] and not (folder / "titles").exists()
    assert "1 another has it" in done.output and "1 leads elsewhere" in done.output
    assert "Nothing for K1: no title of the reply could be kept" in done.output


def test_titles_come_first_and_situations_are_asked_for_with_them(server: ModelServer, folder: Path) -> None:
    def reply(request: dict[str, object]) -> Reply:
        prompt = prompt_of(request)
        if "titles for this text" in str(request):
            return titled("Quiet speech in a loud kitchen")
        if "title: Quiet speech" in prompt:
            return drafted("Everybody shouts at each other when it gets busy in our kitchen")
        return good(request)

    server.reply = reply
    assert run(folder, "--yes", "--dry-run").output.count("7 requests, about") == 1
    done = run(folder, "--yes")
    assert done.exit_code == 0, done.output
    assert {one.principle for one in read_corpus(folder).situations} == {f"K{number}" for number in range(1, 7)}
    assert len(server.requests) == 7 and "Took 7 requests" in done.output


def test_what_a_person_reviewed_stays_and_a_draft_is_asked_for_again_only_when_told(
    server: ModelServer, folder: Path
) -> None:
    run(folder, "--yes", "--only", "titles")
    assert "0 titles to ask for" in run(folder, "--yes", "--only", "titles").output
    server.reply = lambda _: titled("Speak quietly in the loud kitchen")
    assert "K1, “Quiet speech in a loud kitchen”: a draft" in run(folder, "--yes", "--only", "titles", "--again").output
    assert titles(folder) == ["Speak quietly in the loud kitchen"]
    (folder / "titles" / "calm.txt").write_text("Our quiet kitchen\n")
    assert "1 with a title that a person wrote or reviewed" in run(folder, "--only", "titles", "--again").output
    assert titles(folder) == ["Our quiet kitchen"]


def test_a_file_with_two_titles_is_refused_by_name(folder: Path) -> None:
    (folder / "titles").mkdir()
    (folder / "titles" / "calm.txt").write_text("One title\nAnother title\n")
    with pytest.raises(CorpusError, match=r"titles/calm\.txt holds 2 titles"):
        read_corpus(folder)


def test_a_title_of_a_text_that_has_gone_is_no_title(folder: Path) -> None:
    (folder / "titles").mkdir()
    (folder / "titles" / "gone.txt").write_text("One title\n")
    assert titles(folder) == ["Page 1"] and not titles_of(read_corpus(folder)).drafted


def test_only_knows_two_words(folder: Path) -> None:
    done = run(folder, "--only", "beyond")
    assert isinstance(done.exception, SettingsError) and "--only knows no 'beyond'" in done.exception.message
