"""Documents uploaded as a private corpus: any format that Coach reads, tried first, then cited by their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_files import docx, paragraph, pdf, prose, zipped

from coach.coach import Coach
from coach.corpus import read_corpus
from coach.encoder import Encoder
from coach.errors import CorpusError
from coach.records import Question
from coach.retriever.retriever import open_retriever
from coach.settings import DEFAULT_ENCODER, Settings
from ui import opened
from ui.corpus import documents, publish
from ui.corpus.documents import FILES, Documents, taken_in
from ui.corpus.intake import Given, Intake, Refused
from ui.corpus.private import corpora_of, versions_in_use
from ui.corpus.publish import Workshop
from ui.corpus.trial import dry_run
from ui.visitor import Visitor

EDITOR = Visitor("browser:one", is_editor=True)
ADVICE = "Agree on a day for the handover before you tell anybody about it."
PLAIN = Given("feedback.md", b"# Feedback\n\nGive feedback within a day, and say what you saw, not what you think.\n")
WORD = Given("handover.docx", docx(paragraph("Handing over", "berschrift1") + paragraph(ADVICE)))
PRINCIPLE = Given("one.md", b"---\nid: P1\n---\nAsk first, then plan.\n")
FOLDER = {"mine/corpus.yaml": b"title: Mine\n", "mine/principles/P1.md": PRINCIPLE.content}


@pytest.fixture
def workshop(tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_UI_UPLOAD", "1")
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    opened.options.clear()
    yield Workshop(encoder, Settings("", DEFAULT_ENCODER, tmp_path / "cache"), lambda done, total: None)
    opened.options.clear()


def published(workshop: Workshop, *files: Given) -> Path:
    base = versions_in_use(EDITOR).get("mine")
    return publish.publish(EDITOR, "mine", "Mine", taken_in(files, base), workshop)


# ---------------------------------------------------------------------------------------------------- what is taken in


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([WORD], Documents),
        ([PLAIN], Documents),
        ([PLAIN, WORD], Documents),
        ([Given("all.zip", zipped({"a.md": PLAIN.content}))], Documents),
        ([PRINCIPLE], Intake),
        ([PRINCIPLE, PLAIN], Intake),
        ([Given("mine.zip", zipped(FOLDER))], Intake),
    ],
    ids=[
        "Word",
        "text without an id",
        "both",
        "an archive of texts",
        "a principle",
        "one with an id",
        "a corpus folder",
    ],
)
def test_what_an_upload_is_shows_in_its_files(files: list[Given], kind: type) -> None:
    assert isinstance(taken_in(files, None), kind)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (Given("tool.exe", b"MZ\x90"), "of no format that is read here"),
        (Given("tool.md", b"MZ\x90\x00\x03"), "a Windows program"),
        (Given("empty.pdf", b""), "is empty"),
    ],
    ids=["no document", "a program under another name", "empty"],
)
def test_what_is_no_document_is_refused(file: Given, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        taken_in([file], None)


def test_a_corpus_of_documents_takes_any_file_as_a_document(workshop: Workshop) -> None:
    base = published(workshop, PLAIN)
    assert isinstance(taken_in([PRINCIPLE], base), Documents)
    with pytest.raises(Refused, match=r"tool\.exe is of no format that is read here"):
        taken_in([Given("tool.exe", b"MZ")], base)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Notes.MD", "Notes.md"),
        (".hidden.md", "hidden.md"),
        ("a\x1b[2J\u202eb.txt", "a-2J-b.txt"),
        ("Über uns (2).docx", "Über uns (2).docx"),
        ("....txt", "document.txt"),
    ],
)
def test_a_document_keeps_its_name_as_far_as_that_is_no_path(tmp_path: Path, given: str, kept: str) -> None:
    into = tmp_path / "into"
    into.mkdir()
    content = WORD.content if kept.endswith(".docx") else PLAIN.content
    documents.lay_out(Documents((Given(given, content),)), into, None, "Mine")
    assert [path.name for path in (into / FILES).iterdir()] == [kept]


def test_two_documents_of_one_name_are_both_kept(tmp_path: Path) -> None:
    documents.lay_out(Documents((PLAIN, Given("Feedback.md", b"Another text, with a sentence."))), tmp_path, None, "M")
    assert sorted(path.name for path in (tmp_path / FILES).iterdir()) == ["Feedback-2.md", "feedback.md"]


# -------------------------------------------------------------------------------------------------------- the dry run


def test_a_dry_run_says_what_is_added_changed_and_could_not_be_read(workshop: Workshop) -> None:
    base = published(workshop, PLAIN)
    broken = Given("scan.pdf", b"%PDF-1.7 nothing in here")
    found = dry_run(Documents((Given(PLAIN.name, b"Say it at once."), WORD, broken)), base, "Mine").difference
    assert found is not None and not found.is_same
    assert (found.added, found.changed, found.removed) == (("handover.docx", "scan.pdf"), ("feedback.md",), ())
    assert [path for path, *_ in found.failed] == ["scan.pdf"]


def test_a_dry_run_of_what_is_there_already_changes_nothing(workshop: Workshop) -> None:
    trial = dry_run(Documents((PLAIN,)), published(workshop, PLAIN), "Mine")
    assert not trial.is_publishable


def test_an_upload_of_which_nothing_can_be_quoted_is_refused_without_naming_a_folder() -> None:
    with pytest.raises(CorpusError) as refused:
        dry_run(Documents((Given("scan.pdf", b"%PDF-1.7 nothing in here"),)), None, "Mine")
    assert "Nothing in the upload can be quoted" in refused.value.message
    assert "/" not in refused.value.message and "scan.pdf" in refused.value.hint


def test_a_corpus_of_too_many_passages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PASSAGES", 1)
    many = "\n\n".join(f"## Part {n}\n\n{'A sentence about the work. ' * 20}{n}." for n in range(5))
    with pytest.raises(CorpusError, match="passages, more than the 1 of a private one"):
        dry_run(Documents((Given("long.md", many.encode()),)), None, "Mine")


# ---------------------------------------------------------------------------------------------------------- published


def test_coach_quotes_a_published_document_and_cites_it_by_its_name(workshop: Workshop) -> None:
    folder = published(workshop, PLAIN, WORD)
    corpus, told = read_corpus(folder), list[str]()
    assert corpus.title == "Mine" and list(corpora_of(EDITOR).values())[-1] == str(folder)
    retriever = open_retriever(corpus, workshop.encoder, workshop.settings, told.append)
    found = Coach(corpus, retriever, None).ask(Question("How do I agree on a day for a handover?"))
    assert found.retrieval.ranking[0].principle == "handover.docx" and told == []
    assert all(point.quote in ADVICE for point in found.points if point.principle == "handover.docx")


def test_a_later_upload_is_laid_over_the_documents_before(workshop: Workshop) -> None:
    first = published(workshop, PLAIN)
    second = published(workshop, WORD)
    assert sorted(one.id for one in read_corpus(second).principles) == ["feedback.md", "handover.docx"]
    assert [one.id for one in read_corpus(first).principles] == ["feedback.md"]  # somebody may be reading it


def test_a_document_of_a_known_name_takes_the_place_of_the_one_before(workshop: Workshop) -> None:
    published(workshop, PLAIN, WORD)
    folder = published(workshop, Given("FEEDBACK.md", b"Say it at once, and say it kindly.\n"))
    texts = {one.id: one.text for one in read_corpus(folder).principles}
    assert sorted(texts) == ["FEEDBACK.md", "handover.docx"] and "kindly" in texts["FEEDBACK.md"]


def test_documents_that_cannot_be_used_leave_the_version_before(workshop: Workshop) -> None:
    first = published(workshop, PLAIN)
    with pytest.raises(CorpusError):
        published(workshop, Given(PLAIN.name, b"\xef\xbb\xbf---"))
    assert versions_in_use(EDITOR) == {"mine": first}
    assert [path.name for path in first.parent.iterdir() if path.name.startswith("v-")] == [first.name]


def test_a_pdf_and_the_members_of_an_archive_are_read(workshop: Workshop) -> None:
    printed = Given("rules.pdf", pdf([prose(["The rule of the house is to listen before you talk."])]))
    packed = Given("all.zip", zipped({"a/day.md": PLAIN.content, "b.docx": WORD.content}))
    folder = published(workshop, printed, packed)
    assert {one.id for one in read_corpus(folder).principles} == {"rules.pdf", "all.zip/a/day.md", "all.zip/b.docx"}
