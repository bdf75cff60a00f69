"""Private corpora: what may be uploaded, what a dry run says, and how a new version takes the place of the old one."""

from __future__ import annotations

import io
import os
import stat
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from coach.corpus import read_corpus
from coach.encoder import Encoder
from coach.errors import CoachError, EncoderError, EnvironmentFault
from coach.records import Question
from coach.retriever.retriever import open_retriever
from coach.settings import DEFAULT_ENCODER, Settings
from ui import opened
from ui.corpus import publish, trial
from ui.corpus.folder import lay_out
from ui.corpus.intake import Given, Intake, Refused, take_in
from ui.corpus.private import NotAllowed, corpora_of, home_of, point_at, private_corpora, versions_in_use
from ui.corpus.publish import Workshop
from ui.corpus.trial import dry_run
from ui.visitor import Visitor

EDITOR = Visitor("browser:one", is_editor=True)
OTHER = Visitor("browser:other", is_editor=True)


def principle(id: str, text: str = "Ask first, then plan.", **facts: str) -> bytes:
    lines = "".join(f"{name}: {value}\n" for name, value in {"id": id, **facts}.items())
    return f"---\n{lines}---\n{text}\n".encode()


def packed(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Given:
    """Return an archive of files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return Given("corpus.zip", content.getvalue())


WHOLE = {
    "mine/corpus.yaml": b"title: Mine\n",
    "mine/principles/P01.md": principle("P1", title="Ask"),
    "mine/principles/P02.md": principle("P2", "Write it down.", title="Write"),
    "mine/situations/P02.txt": b"I forget what was said.\n",
    "mine/beyond/pay.txt": b"How much should I earn?\n",
}


def without(*names: str) -> dict[str, bytes]:
    return {name: text for name, text in WHOLE.items() if name not in names}


# ---------------------------------------------------------------------------------------------------- what is taken in


def test_principle_files_are_taken_in_as_they_are() -> None:
    found = take_in([Given("ask.md", principle("P1")), Given("write.TXT", principle("P2"))])
    assert [(part.folder, part.stem, part.content) for part in found.parts] == [
        ("principles", "ask", principle("P1")),
        ("principles", "write", principle("P2")),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("evil.md", b"MZ\x90\x00\x03", "a Windows program"),
        ("evil.txt", b"\x7fELF\x02", "a program"),
        ("report.md", b"%PDF-1.7 text", "a PDF"),
        ("letter.txt", b"PK\x03\x04rest", "a Zip archive or an Office document"),
        ("letter.md", b"\xd0\xcf\x11\xe0\xa1\xb1", "an Office document"),
        ("run.md", b"#!/bin/sh\nrm -rf /\n", "a script"),
        ("wide.md", "\ufeffid".encode("utf-16"), "text in UTF-16"),
        ("nul.md", b"---\nid: P1\n---\nText\0.", "holds NUL bytes"),
        ("blank.md", b" \n\t", "is empty"),
        ("evil.exe", b"plain", "neither .md nor .txt nor .zip"),
        ("page.html", b"<p>", "neither .md nor .txt nor .zip"),
        ("md", b"plain", "neither .md nor .txt nor .zip"),
        ("corpus.zip", b"plain", "cannot be unpacked"),
        ("corpus.zip", b"PK\x03\x04 cut off", "cannot be unpacked"),
    ],
)
def test_what_is_no_text_is_refused_whatever_it_is_called(name: str, content: bytes, reason: str) -> None:
    """ui-02: what it holds is looked into, not what it is called."""
    with pytest.raises(Refused) as refused:
        take_in([Given(name, content)])
    assert name in refused.value.message and reason in refused.value.message


@pytest.mark.parametrize(
    "files",
    [[], [Given("a.md", b"x" * 5_000_001)], [packed(WHOLE), Given("ask.md", principle("P1"))]],
    ids=["nothing", "too large", "an archive and a file"],
)
def test_an_upload_that_cannot_be_one_corpus_is_refused(files: Sequence[Given]) -> None:
    with pytest.raises(Refused):
        take_in(files)


def test_a_corpus_folder_is_taken_in_from_an_archive() -> None:
    found = take_in([packed(WHOLE)])
    assert found.is_whole
    assert {(part.folder, part.stem) for part in found.parts} == {
        ("", "corpus"),
        ("principles", "P01"),
        ("principles", "P02"),
        ("situations", "P02"),
        ("beyond", "pay"),
    }


def test_files_that_belong_to_no_corpus_are_left_out_by_name() -> None:
    found = take_in([packed({**WHOLE, "mine/README.md": b"hi", "mine/principles/a.png": b"\x89PNG"})])
    assert found.left_out == ("mine/README.md", "mine/principles/a.png")


def test_hidden_files_of_the_machine_that_packed_it_are_passed_over() -> None:
    found = take_in([packed({**WHOLE, "mine/.DS_Store": b"\0\0", "__MACOSX/mine/._P01.md": b"\0\0"})])
    assert len(found.parts) == len(WHOLE) and found.left_out == ()


@pytest.mark.parametrize(
    "name",
    ["../../x.md", "mine/../../x.md", "/etc/passwd", "..\\..\\x.md", "C:\\x.md", "mine/principles/../../../x.md"],
)
def test_an_archive_that_reaches_out_of_its_folder_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="points out of its folder"):
        take_in([packed({**WHOLE, name: b"x"})])


def test_a_link_in_an_archive_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        entry = zipfile.ZipInfo("mine/principles/P01.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
    with pytest.raises(Refused, match="a link"):
        take_in([Given("corpus.zip", content.getvalue())])


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused_without_unpacking_it_whole() -> None:
    bomb = packed({**WHOLE, "mine/principles/P03.md": b"a" * 60_000_000})
    assert len(bomb.content) < 200_000
    with pytest.raises(Refused, match="larger than 20 MB once unpacked"):
        take_in([bomb])


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "LZMA"])
def test_an_archive_whose_files_cannot_be_unpacked_in_pieces_is_refused_before_any_is(compression: int) -> None:
    bomb = packed({**WHOLE, "mine/principles/P03.md": b"a" * 60_000_000}, compression)
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="packed in a way that is not unpacked here"):
            take_in([bomb])
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_that_lies_about_the_size_of_a_file_is_refused() -> None:
    honest = packed({**WHOLE, "mine/principles/P03.md": b"a" * 60_000_000}).content
    lying = honest.replace((60_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(Refused):
        take_in([Given("corpus.zip", lying)])


def test_an_archive_of_too_many_files_is_refused() -> None:
    with pytest.raises(Refused, match="3,001 files, more than 3,000"):
        take_in([packed({f"mine/beyond/{number}.txt": b"x" for number in range(3_001)})])


def test_a_program_in_an_archive_is_refused() -> None:
    with pytest.raises(Refused, match="a Windows program"):
        take_in([packed({**WHOLE, "mine/principles/P03.md": b"MZ\x90\x00"})])


@pytest.mark.parametrize(
    "files",
    [{"notes/one.md": b"text"}, {**WHOLE, "other/corpus.yaml": b"title: Other\n"}],
    ids=["none", "two"],
)
def test_an_archive_that_is_not_one_corpus_folder_is_refused(files: Mapping[str, bytes]) -> None:
    with pytest.raises(Refused, match="corpus folder"):
        take_in([packed(files)])


def test_a_corpus_folder_may_be_packed_without_the_folder_around_it() -> None:
    bare = {name.removeprefix("mine/"): text for name, text in WHOLE.items()}
    assert len(take_in([packed(bare)]).parts) == len(WHOLE)


# --------------------------------------------------------------------------------------------------- names of our own


def laid_out(tmp_path: Path, files: Sequence[Given], base: Path | None = None) -> Path:
    into = tmp_path / f"laid-{len(list(tmp_path.iterdir()))}"
    into.mkdir()
    lay_out(take_in(files), into, base, "Mine")
    return into


@pytest.mark.parametrize(
    "name", ["../../x.md", "..\\..\\x.md", "a\0b.md", "ＡＢ ü.md", ".md.md", "con.md", f"{'n' * 300}.md"]
)
def test_files_are_stored_under_names_of_our_own(tmp_path: Path, name: str) -> None:
    """ui-02: among them a name that points out of its folder."""
    folder = laid_out(tmp_path, [Given(name, principle("P1"))])
    (stored,) = (folder / "principles").iterdir()
    assert stored.name.startswith("0001-") and len(stored.name) < 60 and stored.name.isascii()
    assert read_corpus(folder).principles[0].id == "P1"


def test_a_principle_of_an_archive_keeps_its_situations(tmp_path: Path) -> None:
    corpus = read_corpus(laid_out(tmp_path, [packed(WHOLE)]))
    assert [(situation.principle, situation.text) for situation in corpus.situations] == [
        ("P2", "I forget what was said.")
    ]


def test_principles_of_an_archive_keep_their_order(tmp_path: Path) -> None:
    files = {**WHOLE, **{f"mine/principles/P{n:02d}.md": principle(f"P{n}") for n in range(3, 13)}}
    corpus = read_corpus(laid_out(tmp_path, [packed(files)]))
    assert [one.id for one in corpus.principles] == [f"P{n}" for n in range(1, 13)]


def test_the_name_of_a_file_of_questions_beyond_stays_their_topic(tmp_path: Path) -> None:
    files = {**without("mine/beyond/pay.txt"), "mine/beyond/Equal pay!.txt": b"How much should I earn?\n"}
    assert read_corpus(laid_out(tmp_path, [packed(files)])).beyond[0].topic == "equal pay"


def test_a_principle_with_a_known_id_takes_the_place_of_the_old_one_and_keeps_its_situations(tmp_path: Path) -> None:
    base = laid_out(tmp_path, [packed(WHOLE)])
    corpus = read_corpus(laid_out(tmp_path, [Given("new.md", principle("P2", "Write less."))], base))
    assert [one.text for one in corpus.principles] == ["Ask first, then plan.", "Write less."]
    assert len(corpus.situations) == 1


def test_a_principle_with_a_new_id_is_added_at_the_end(tmp_path: Path) -> None:
    base = laid_out(tmp_path, [packed(WHOLE)])
    corpus = read_corpus(laid_out(tmp_path, [Given("0001-a.md", principle("P9"))], base))
    assert [one.id for one in corpus.principles] == ["P1", "P2", "P9"]


def test_a_first_upload_of_single_files_is_a_corpus_with_the_name_it_was_given(tmp_path: Path) -> None:
    assert read_corpus(laid_out(tmp_path, [Given("a.md", principle("P1"))])).title == "Mine"


# ------------------------------------------------------------------------------------------------------- the dry run


def tried(files: Sequence[Given], base: Path | None = None) -> trial.Trial:
    return dry_run(take_in(files), base, "Mine")


def test_a_dry_run_says_what_is_added_changed_and_removed(tmp_path: Path) -> None:
    base = laid_out(tmp_path, [packed(WHOLE)])
    files = {
        **without("mine/principles/P01.md", "mine/situations/P02.txt"),
        "mine/principles/P02.md": principle("P2", "Write less.", title="Write"),
        "mine/principles/P03.md": principle("P3"),
    }
    found = tried([packed(files)], base).changes
    assert found is not None
    assert [one.id for one in found.added] == ["P3"]
    assert [(one.now.id, one.fields) for one in found.changed] == [("P2", ("text",))]
    assert [one.id for one in found.removed] == ["P1"]
    assert [(one.kind, one.added, one.removed) for one in found.others] == [("situations", 0, 1)]


def test_a_dry_run_of_what_is_there_already_changes_nothing(tmp_path: Path) -> None:
    found = tried([packed(WHOLE)], laid_out(tmp_path, [packed(WHOLE)])).changes
    assert found is not None and found.is_nothing and found.same == 2


def test_a_dry_run_names_every_mistake_by_the_name_the_file_was_given_and_the_line(tmp_path: Path) -> None:
    files = [
        Given("no-id.md", b"Only text.\n"),
        Given("typo.md", principle("P1", audienc="x")),
        Given("control.md", b"---\nid: P3\n---\nText\nwith \x07 a bell.\n"),
        Given("latin.md", "---\nid: P4\n---\n\nFührung\n".encode("latin-1")),
        Given("good.md", principle("P5")),
    ]
    found = tried(files)
    assert found.changes is None
    assert sorted(fault.message for fault in found.faults) == [
        "control.md, line 5: control characters",
        "latin.md, line 5: this is not UTF-8 text",
        "no-id.md has no id",
        "typo.md does not know 'audienc'",
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([packed({**WHOLE, "mine/corpus.yaml": b"titel: x\n"})], "mine/corpus.yaml does not know 'titel'"),
        ([packed({**WHOLE, "mine/situations/P99.txt": b"Hello there.\n"})], "there is no principles/"),
        ([Given("a.md", principle("P1")), Given("b.md", principle("P1"))], "the id P1 is taken by a.md"),
    ],
    ids=["corpus.yaml", "situations of nothing", "one id twice"],
)
def test_a_dry_run_names_what_contradicts_itself(files: Sequence[Given], said: str) -> None:
    assert said in tried(files).faults[0].message


def test_a_message_of_a_dry_run_never_names_a_folder_of_the_machine() -> None:
    found = tried([packed(without("mine/principles/P01.md", "mine/principles/P02.md", "mine/situations/P02.txt"))])
    assert [fault.message for fault in found.faults] == ["The upload holds no principles"]


def test_a_corpus_of_too_many_texts_is_a_mistake() -> None:
    many = "".join(f"Question {number}?\n" for number in range(20_000)).encode()
    found = tried([packed({**WHOLE, "mine/beyond/pay.txt": many})])
    assert "The corpus holds 20,003 texts, more than the 20,000" in found.faults[0].message


# -------------------------------------------------------------------------------------------------------- publishing


class Failing:
    """The real encoder, until it has to embed a text."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity, self.dimension = encoder.identity, encoder.dimension

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Any:
        raise EncoderError("The encoder broke")


@pytest.fixture
def allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_UI_UPLOAD", "1")
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    opened.options.clear()
    yield
    opened.options.clear()


@pytest.fixture
def workshop(tmp_path: Path, encoder: Encoder, allowed: None) -> Workshop:
    return Workshop(encoder, Settings("", DEFAULT_ENCODER, tmp_path / "cache"), lambda done, total: None)


def published(workshop: Workshop, *files: Given, name: str = "mine", visitor: Visitor = EDITOR) -> Path:
    return publish.publish(visitor, name, "Mine", take_in(files), workshop)


def placed(visitor: Visitor = EDITOR, name: str = "mine") -> Path:
    """Put a corpus where a published one lies, without an index."""
    version = home_of(visitor) / name / "v-20250101T000000Z-00000000"
    version.mkdir(parents=True)
    lay_out(take_in([packed(WHOLE)]), version, None, "Mine")
    point_at(version)
    return version


def test_a_published_corpus_is_the_visitors_own_and_coach_answers_from_it_at_once(workshop: Workshop) -> None:
    seen: list[tuple[int, int]] = []
    folder = published(Workshop(workshop.encoder, workshop.settings, lambda *now: seen.append(now)), packed(WHOLE))
    ((name, path),) = private_corpora(EDITOR).items()
    assert name.startswith("private:") and name.endswith("/mine") and path == folder
    assert seen[-1][0] == seen[-1][1] > 0
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3
    told: list[str] = []
    retriever = open_retriever(read_corpus(folder), workshop.encoder, workshop.settings, told.append)
    assert retriever.retrieve(Question("I forget what was said in meetings")).ranking[0].principle == "P2"
    assert told == []  # the index was there: nothing had to be built


def test_nobody_else_can_name_a_private_corpus(allowed: None) -> None:
    folder = placed()
    ((name, path),) = private_corpora(EDITOR).items()
    assert path == folder and corpora_of(EDITOR)[name] == str(folder)
    assert private_corpora(OTHER) == {} and name not in corpora_of(OTHER)


def test_two_visitors_may_use_one_name_and_share_nothing(allowed: None) -> None:
    mine, theirs = placed(EDITOR), placed(OTHER)
    assert mine != theirs
    assert private_corpora(EDITOR).keys() & private_corpora(OTHER).keys() == set()  # uses and gaps are counted by it


def test_the_folder_of_a_visitor_does_not_say_who_it_is(allowed: None) -> None:
    assert "ann" not in str(home_of(Visitor("user:ann@example.org", is_editor=True)))


@pytest.mark.parametrize(
    "visitor", [Visitor("browser:one"), Visitor("user:ann@example.org", "Ann", True)], ids=["signed out", "no editor"]
)
def test_who_is_no_editor_is_refused_where_it_is_written(workshop: Workshop, visitor: Visitor) -> None:
    """ui-03: on the server's side, whatever the page showed."""
    with pytest.raises(NotAllowed):
        published(workshop, packed(WHOLE), visitor=visitor)
    assert not home_of(visitor).exists()


def test_where_uploads_are_not_open_an_editor_is_refused_as_well(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ui-03: uploads are switched off for everybody."""
    monkeypatch.delenv("COACH_UI_UPLOAD")
    opened.options.clear()
    with pytest.raises(NotAllowed):
        published(workshop, packed(WHOLE))


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "Mine", "a b", "x" * 41, "-a", "a\n"])
def test_a_name_that_could_be_a_path_is_refused(workshop: Workshop, name: str) -> None:
    with pytest.raises(Refused, match="cannot be called"):
        published(workshop, packed(WHOLE), name=name)


def test_an_upload_with_a_mistake_leaves_the_version_before(workshop: Workshop) -> None:
    folder = placed()
    with pytest.raises(CoachError):
        published(workshop, Given("bad.md", b"no id"))
    assert versions_in_use(EDITOR) == {"mine": folder}
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith("v-")] == [folder.name]


def test_an_index_that_cannot_be_built_leaves_the_version_before_and_nothing_else(
    workshop: Workshop, encoder: Encoder
) -> None:
    folder = placed()
    failing = Workshop(Failing(encoder), workshop.settings, workshop.on_progress)
    with pytest.raises(EncoderError):
        published(failing, Given("new.md", principle("P3", "Something else entirely.")))
    assert versions_in_use(EDITOR) == {"mine": folder}
    assert list((workshop.settings.cache / "indexes").iterdir()) == []
    assert len(read_corpus(folder).principles) == 2


def test_a_folder_that_cannot_be_written_leaves_nothing(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        published(workshop, packed(WHOLE))


@pytest.mark.slow
def test_the_two_newest_versions_stay_and_older_ones_go_with_their_indexes(workshop: Workshop) -> None:
    first = placed()
    second = published(workshop, Given("a.md", principle("P3", "Third.")))
    third = published(workshop, Given("a.md", principle("P4", "Fourth.")))
    fourth = published(workshop, Given("a.md", principle("P5", "Fifth.")))
    assert [path.exists() for path in (first, second, third, fourth)] == [False, False, True, True]
    assert len(list((workshop.settings.cache / "indexes").iterdir())) == 2
    assert len(read_corpus(versions_in_use(EDITOR)["mine"]).principles) == 5


def test_two_windows_that_add_at_the_same_moment_lose_nothing(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overtaken:
        """The lock as the slower window meets it: the other one publishes whole before it is taken."""

        def __init__(self) -> None:
            self._lock, self._is_first = threading.Lock(), True
            self.release = self._lock.release

        def acquire(self, blocking: bool) -> bool:
            if self._is_first:
                self._is_first = False
                published(workshop, Given("b.md", principle("P4", "Fourth.")))
            return self._lock.acquire(blocking)

    published(workshop, packed(WHOLE))
    monkeypatch.setattr(publish, "_one_at_a_time", Overtaken())
    folder = published(workshop, Given("a.md", principle("P3", "Third.")))
    assert {"P3", "P4"} <= {one.id for one in read_corpus(folder).principles}


def test_a_visitor_has_eight_corpora_and_no_more(workshop: Workshop) -> None:
    for number in range(8):
        placed(name=f"corpus-{number}")
    with pytest.raises(Refused, match="You have 8 corpora"):
        published(workshop, packed(WHOLE), name="another")


def test_a_corpus_is_deleted_with_its_index(workshop: Workshop) -> None:
    published(workshop, packed(WHOLE))
    publish.remove(EDITOR, "mine", workshop)
    assert private_corpora(EDITOR) == {}
    assert list(home_of(EDITOR).iterdir()) == [] and list((workshop.settings.cache / "indexes").iterdir()) == []


@pytest.mark.parametrize("name", ["..", "../..", "", "gone"])
def test_deleting_what_is_not_there_does_nothing(workshop: Workshop, name: str) -> None:
    folder = placed()
    publish.remove(EDITOR, name, workshop)
    assert folder.exists()


def test_somebody_else_cannot_delete_a_corpus(workshop: Workshop) -> None:
    folder = placed()
    publish.remove(OTHER, "mine", workshop)
    assert folder.exists()
    with pytest.raises(NotAllowed):
        publish.remove(Visitor(EDITOR.id), "mine", workshop)


@pytest.mark.parametrize("pointer", [b"", b"../../etc", b"v-gone", b"\xff\xfe"], ids=["empty", "out", "gone", "bytes"])
def test_a_pointer_that_points_nowhere_hides_the_corpus(allowed: None, pointer: bytes) -> None:
    (placed().parent / "current").write_bytes(pointer)
    assert private_corpora(EDITOR) == {}


def test_an_intake_cannot_be_changed_after_it_was_looked_into() -> None:
    found: Intake = take_in([Given("a.md", principle("P1"))])
    with pytest.raises(AttributeError):
        found.parts[0].content = b"MZ"  # type: ignore[misc]
