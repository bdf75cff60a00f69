"""What real handbooks become; skipped where they are not at hand. The figures are those of the reader as it is."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from coach import words
from coach.documents import Document, FileRead, Passage, Sketched, fold, preference, read_folder
from coach.documents.sizes import LIMIT, tokens

HOME = Path(__file__).resolve().parents[2] / "shared" / "corpora"
TTS, OPEN_ORG, GITLAB = "tts-handbook", "open-org-leaders-manual", "gitlab-handbook-ja"
ALL = (TTS, OPEN_ORG, GITLAB)
pytestmark = pytest.mark.slow


@cache
def corpus(name: str) -> list[FileRead]:
    folder = HOME / name / "docs"
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} is not here")
    return list(read_folder(folder))


def documents(name: str) -> list[Document]:
    return [document for found in corpus(name) for document in found.documents]


def passages(name: str) -> Iterator[Passage]:
    return (passage for document in documents(name) for passage in document.passages)


def squeezed(text: str) -> str:
    """Return a text's letters and digits."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", html.unescape(words.visible(text)))).lower()


def is_in_order(part: str, whole: str) -> bool:
    """Tell whether the signs of a part stand in the whole in this order: only markup was left out between them."""
    signs = iter(whole)
    return all(sign in signs for sign in part)


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        (TTS, {"indexed": 243, "skipped: no text (a redirect)": 8}),
        (OPEN_ORG, {"indexed": 37}),
        (GITLAB, {"indexed": 1204, "skipped: no text below its front matter": 32}),
    ],
)
def test_every_file_is_read_or_has_a_reason(name: str, outcomes: dict[str, int]) -> None:
    told = Counter(f"{found.outcome}: {found.reason}" if found.reason else found.outcome for found in corpus(name))
    assert told == outcomes


@pytest.mark.parametrize("name", ALL)
def test_ids_are_one_to_one_and_passages_fit_the_window(name: str) -> None:
    found = list(passages(name))
    assert len({passage.id for passage in found}) == len(found)
    assert max(tokens(passage.text) for passage in found) <= LIMIT
    assert sum(passage.is_cut for passage in found) <= 0.005 * len(found)


_TARGETS = re.compile(r"\]\((?:[^()]|\([^()]*\))*(?:\)|\Z)|\{[{%].*?(?:[%}]\}|\Z)|<[^<>]*>|https?://\S+", re.DOTALL)


def is_wide(sentence: str, lines: list[str]) -> bool:
    """Tell whether a sentence stands on its lines also without the first, or without the last of them.

    The addresses of links are taken out first: they are long, and spell short sentences by chance.
    """
    words_of = _TARGETS.sub(lambda match: "\n" * match[0].count("\n"), "\n".join(lines)).split("\n")
    parts = (words_of[1:], words_of[:-1]) if len(lines) > 1 else ()
    return any(is_in_order(squeezed(sentence), squeezed("\n".join(part))) for part in parts)


@pytest.mark.parametrize("name", ALL)
def test_every_sentence_stands_on_the_lines_it_names_and_on_all_of_them(name: str) -> None:
    wrong: list[str] = []
    wide: list[str] = []
    count = 0
    for document in documents(name):
        if document.format not in ("md", "html", "txt"):
            continue
        lines = (HOME / name / "docs" / document.id).read_text(encoding="utf-8-sig").split("\n")
        for passage in document.passages:
            for sentence in words.sentences(passage.text):
                place = passage.place_of(sentence)
                count += 1
                named = lines[place.first - 1 : place.last] if place else []
                if not is_in_order(squeezed(sentence), squeezed("\n".join(named))):
                    wrong.append(f"{document.id}, {place}: {sentence}")
                elif is_wide(sentence, named):
                    wide.append(f"{document.id}, {place}: {sentence}")
    assert count > 3_000
    assert wrong == []
    assert len(wide) <= 0.001 * count, wide[:9]


def test_a_range_that_is_too_wide_is_found() -> None:
    assert is_wide("Ask first.", ["Ask first.", "Then tell."]) and is_wide("Ask first.", ["Tell.", "Ask first."])
    assert not is_wide("Ask first.", ["Ask", "first."]) and not is_wide("Ask first.", ["Ask first."])


@pytest.mark.parametrize("name", ALL)
def test_quotations_are_clean(name: str) -> None:
    markup = re.compile(
        r"\{%|\{\{[<%]|%\}|</?(?:div|td|tr|span|br|p|ul|li)\b|\]\(|\*\*\w|^\s*#{1,6} (?!\|)|\[\^", re.MULTILINE
    )
    dirty = [passage.text for passage in passages(name) if not passage.no_advice and markup.search(passage.text)]
    assert len(dirty) <= 0.001 * len(list(passages(name))), dirty[:5]


def test_the_quotations_of_the_questions_are_in_one_passage_each() -> None:
    by_document = {document.id: document for document in documents(TTS)}
    missing: list[str] = []
    left_out: list[str] = []
    for line in (HOME / TTS / "questions.jsonl").read_text().splitlines():
        for relevant in json.loads(line)["relevant"]:
            held = [passage for passage in by_document[relevant["doc"]].passages
                    if words.quotes_exactly(relevant["quote"], passage.text)]  # fmt: skip
            missing += [] if held else [relevant["quote"]]
            left_out += [passage.no_advice for passage in held if passage.no_advice]
    assert missing == []
    assert left_out == ["case study"] * 2  # two of the 49 point at a case study without an answer


def test_what_holds_no_advice_in_the_handbook_of_the_tts() -> None:
    whole = {document.id: document.no_advice for document in documents(TTS) if document.no_advice}
    assert whole == {
        "pages/404.html": "redirect", "pages/index.html": "navigation", "pages/redirect.html": "redirect",
    }  # fmt: skip
    cases = [passage for passage in passages(TTS) if passage.no_advice == "case study"]
    assert len(cases) > 25
    assert sum("play-" in passage.document for passage in cases) >= len(cases) - 3


def test_the_same_text_as_pdf_odt_and_markdown_is_folded() -> None:
    by_id = {passage.id: passage for passage in passages(OPEN_ORG)}
    order = sorted(documents(OPEN_ORG), key=lambda document: preference(document.format, document.id))
    folds = fold(
        [Sketched(passage.id, passage.sketch) for document in order for passage in document.passages],
        lambda id_: by_id[id_].text,
    )
    of_pdf = [passage for passage in by_id.values() if passage.document.endswith(".pdf") and not passage.no_advice]
    folded = [passage for passage in of_pdf if passage.id in folds.kept_for]
    assert len(folded) >= 0.75 * len(of_pdf)
    assert not any(by_id[kept].document.endswith(".pdf") for kept in folds.kept_for.values())


def test_the_pdf_has_its_chapters_and_no_page_furniture() -> None:
    (document,) = (document for document in documents(OPEN_ORG) if document.format == "pdf")
    assert document.title == "The Open Organization Leaders Manual"
    paths = {passage.headings for passage in document.passages}
    assert ("Part 1: New Attitudes", "What it means to be an open leader", "Learn to share") in paths
    assert ("Introduction", "Control") in paths
    running = [passage for passage in document.passages if "The Open Organization Leaders Manual" in passage.text]
    assert len(running) <= 3
    assert any(passage.text.startswith("Jim Whitehurst\nBeing an open leader means") for passage in document.passages)


def test_languages_of_the_japanese_handbook() -> None:
    languages = Counter(document.language for document in documents(GITLAB))
    assert languages["ja"] > 1_000 and languages["en"] > 60
    assert languages["ja"] + languages["en"] >= 0.98 * sum(languages.values())
