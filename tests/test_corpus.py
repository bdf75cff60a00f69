"""The bundled corpus is complete and true to its source; every kind of broken corpus is refused with file and line."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from coach.corpus import find_corpus, known_corpora, read_corpus
from coach.errors import CorpusError
from coach.records import Corpus
from coach.retriever.passages import corpus_rows
from coach.words import sentences

# sha256 of the eleven texts as their authors gave them, joined by single line breaks.
SEED_SHA256 = "dfd04e79609dd9470159c59140dced4adc0a2aa78ca672e4d6bd9bcf847af44d"
YAML = "name: small\nhandoffs:\n  legal: Ask a lawyer.\n"
ONE = "---\nid: P1\ntitle: Ask first\n---\n\nAsk first. Then build.\n"
TWO = "---\nid: P2\ntitle: Listen\n---\n\nListen more than you talk.\n"


@pytest.fixture(scope="session")
def bundled() -> Corpus:
    return read_corpus(find_corpus("product-leadership"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A corpus that holds everything a corpus can hold, by hand."""
    return write(
        tmp_path / "small",
        {
            "corpus.yaml": YAML + "tensions:\n  - between: [P1, P2]\n    about: Talk?\n    decides: It depends.\n",
            "principles/ask.md": ONE,
            "principles/listen.md": TWO,
            "situations/ask.txt": "# for people\nWhom do I ask?\n\nWhen do I ask?\n",
            "beyond/pay-and-law.txt": "[near miss] May I ask for pay?\n[hand-off: legal] Is it legal?\n",
        },
    )


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a corpus folder, exactly as given."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8"))
    return folder


def refusal(folder: Path) -> str:
    """Return the message with which a corpus is refused; every refusal also says what to do."""
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    assert caught.value.hint
    return caught.value.message


# ------------------------------------------------------------------------------------------------ the bundled corpus


def test_the_bundled_principles_are_the_seed_texts_word_for_word_and_in_order(bundled: Corpus) -> None:
    joined = "\n".join(principle.text for principle in bundled.principles)
    assert hashlib.sha256(joined.encode()).hexdigest() == SEED_SHA256


def test_the_bundled_principles_are_called_p1_to_p11_in_order(bundled: Corpus) -> None:
    assert [principle.id for principle in bundled.principles] == [f"P{number}" for number in range(1, 12)]


def test_each_bundled_principle_has_a_title_a_question_and_a_next_step(bundled: Corpus) -> None:
    assert [p.id for p in bundled.principles if not (p.title and p.question.endswith("?") and p.next_step)] == []


def test_each_bundled_principle_has_at_least_forty_situations(bundled: Corpus) -> None:
    counted = Counter(situation.principle for situation in bundled.situations)
    assert {p.id: counted[p.id] for p in bundled.principles if counted[p.id] < 40} == {}


def test_there_are_at_least_350_beyond_questions(bundled: Corpus) -> None:
    assert len(bundled.beyond) >= 350


def test_at_least_a_third_of_the_beyond_questions_are_tagged_near_misses(bundled: Corpus) -> None:
    lines = [line for path in (bundled.folder / "beyond").glob("*.txt") for line in path.read_text().splitlines()]
    assert 3 * sum("[near miss]" in line for line in lines) >= len(bundled.beyond)


def test_the_bundled_corpus_knows_every_kind_of_hand_off_that_it_uses(bundled: Corpus) -> None:
    used = {beyond.handoff for beyond in bundled.beyond if beyond.handoff}
    assert used == {"legal", "harassment", "health", "crisis", "safety"}
    assert set(bundled.handoffs) == used | {"person"}  # for whoever needs a person, no kind being clear


def test_no_tag_is_left_in_a_bundled_beyond_question(bundled: Corpus) -> None:
    assert [item.text for item in bundled.beyond if re.match(r"\[\s*(near|hand)", item.text, re.IGNORECASE)] == []


def test_the_bundled_tensions_name_existing_principles_and_say_what_decides(bundled: Corpus) -> None:
    ids = {principle.id for principle in bundled.principles}
    assert all(set(tension.between) <= ids and tension.about and tension.decides for tension in bundled.tensions)


@pytest.mark.parametrize("pair", [{"P1", "P11"}, {"P8", "P11"}], ids=["P1-P11", "P8-P11"])
def test_the_known_tensions_are_named(bundled: Corpus, pair: set[str]) -> None:
    assert pair in [set(tension.between) for tension in bundled.tensions]


def test_a_bundled_situation_is_no_beyond_question_at_the_same_time(bundled: Corpus) -> None:
    situations = {situation.text.casefold() for situation in bundled.situations}
    assert [beyond.text for beyond in bundled.beyond if beyond.text.casefold() in situations] == []


def test_no_bundled_beyond_question_stands_twice(bundled: Corpus) -> None:
    counted = Counter(beyond.text.casefold() for beyond in bundled.beyond)
    assert [text for text, times in counted.items() if times > 1] == []


def test_every_passage_quotes_its_principle_exactly(bundled: Corpus) -> None:
    passages = [row for row in corpus_rows(bundled) if row.kind == "passage"]
    assert all(row.label in bundled.principle(row.owner).text for row in passages)


def test_every_sentence_of_a_principle_is_a_passage(bundled: Corpus) -> None:
    labels = {row.label for row in corpus_rows(bundled) if row.kind == "passage"}
    assert [s for principle in bundled.principles for s in sentences(principle.text) if s not in labels] == []


def test_the_bundled_corpus_is_found_by_name() -> None:
    assert find_corpus("product-leadership") == known_corpora()["product-leadership"]


# ------------------------------------------------------------------------------------------------ reading


def test_a_small_corpus_is_read_whole(small: Path) -> None:
    corpus = read_corpus(small)
    assert [principle.id for principle in corpus.principles] == ["P1", "P2"]
    assert [(situation.text, situation.principle) for situation in corpus.situations] == [
        ("Whom do I ask?", "P1"),
        ("When do I ask?", "P1"),
    ]
    assert [(beyond.text, beyond.topic, beyond.handoff) for beyond in corpus.beyond] == [
        ("May I ask for pay?", "pay and law", None),
        ("Is it legal?", "pay and law", "legal"),
    ]
    assert corpus.tensions[0].between == ("P1", "P2")


def test_principles_alone_make_a_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path, {"corpus.yaml": "name: bare\n", "principles/a.md": ONE}))
    assert (len(corpus.principles), corpus.situations, corpus.beyond, corpus.tensions) == (1, (), (), ())


def test_a_principle_without_a_title_is_called_by_its_first_sentence(tmp_path: Path) -> None:
    files = {"corpus.yaml": "", "principles/a.md": "---\nid: P1\n---\nAsk first. Then build.\n"}
    assert read_corpus(write(tmp_path, files)).principles[0].title == "Ask first."


PLAIN_SCALARS = {
    "NO": "NO",
    "010": "010",
    "yes": "yes",
    "1e3": "1e3",
    "2024-01-01": "2024-01-01",
    "~": "~",
    "0x1F": "0x1F",
}


@pytest.mark.parametrize(("written", "expected"), PLAIN_SCALARS.items(), ids=PLAIN_SCALARS.keys())
def test_yaml_scalars_stay_the_text_that_was_written(tmp_path: Path, written: str, expected: str) -> None:
    files = {"corpus.yaml": "", "principles/a.md": f"---\nid: P1\ntitle: {written}\n---\nAsk first.\n"}
    assert read_corpus(write(tmp_path, files)).principles[0].title == expected


def test_an_id_that_yaml_would_read_as_false_stays_an_id(tmp_path: Path) -> None:
    files = {"corpus.yaml": "", "principles/a.md": "---\nid: NO\n---\nAsk first.\n"}
    assert read_corpus(write(tmp_path, files)).principles[0].id == "NO"


def test_a_python_tag_in_yaml_runs_nothing(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    line = f"title: !!python/object/apply:os.mkdir [{trap}]"
    write(tmp_path / "c", {"corpus.yaml": "", "principles/a.md": f"---\nid: P1\n{line}\n---\nAsk first.\n"})
    with contextlib.suppress(CorpusError):
        read_corpus(tmp_path / "c")
    assert not trap.exists()


def test_other_files_in_the_folders_are_left_alone(small: Path) -> None:
    before = read_corpus(small).version
    write(
        small, {"principles/.hidden.md": "no", "principles/notes.txt": "no", "README.md": "no", "situations/x.md": "no"}
    )
    assert read_corpus(small).version == before


# ------------------------------------------------------------------------------------------------ refusals

REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "an id that starts with a digit": ({"principles/ask.md": ONE.replace("P1", "1P")}, "principles/ask.md.*'1P'"),
    "an id with a space": ({"principles/ask.md": ONE.replace("P1", "P 1")}, "principles/ask.md.*'P 1'"),
    "an id of other letters": ({"principles/ask.md": ONE.replace("P1", "Ä1")}, "principles/ask.md.*'Ä1'"),
    "an id that is too long": ({"principles/ask.md": ONE.replace("P1", "P" * 65)}, "principles/ask.md"),
    "no id": ({"principles/ask.md": "Ask first.\n"}, "principles/ask.md has no id"),
    "an id twice": ({"principles/listen.md": TWO.replace("P2", "P1")}, "principles/listen.md.*P1.*principles/ask.md"),
    "no text": ({"principles/ask.md": "---\nid: P1\n---\n"}, "principles/ask.md.*no text"),
    "signs but no words for text": (
        {"principles/ask.md": "---\nid: P1\n---\n\n… 123 !\n"},
        "principles/ask.md.*no text",
    ),
    "an empty file": ({"principles/ask.md": ""}, "principles/ask.md"),
    "a tab in YAML": (
        {"principles/ask.md": "---\nid: P1\naudience:\n\tlevel: x\n---\nAsk.\n"},
        "principles/ask.md, line 4",
    ),
    "a key twice": (
        {"principles/ask.md": "---\nid: P1\nid: P3\n---\nAsk.\n"},
        "principles/ask.md, line 3.*'id'.*line 2",
    ),
    "an alias": ({"principles/ask.md": "---\nid: &a P1\ntitle: *a\n---\nAsk.\n"}, "principles/ask.md, line 3.*alias"),
    "front matter that is a list": ({"principles/ask.md": "---\n- id: P1\n---\nAsk.\n"}, "principles/ask.md.*mapping"),
    "front matter that is a word": ({"principles/ask.md": "---\nP1\n---\nAsk.\n"}, "principles/ask.md.*mapping"),
    "front matter that is not closed": ({"principles/ask.md": "---\nid: P1\nAsk.\n"}, "principles/ask.md.*not closed"),
    "two documents in one corpus.yaml": ({"corpus.yaml": "a: b\n---\nc: d\n"}, r"corpus\.yaml, line 2"),
    "a title that is a list": (
        {"principles/ask.md": "---\nid: P1\ntitle: [a, b]\n---\nAsk.\n"},
        "principles/ask.md.*title",
    ),
    "an unknown kind of audience": (
        {"principles/ask.md": "---\nid: P1\naudience:\n  shoe: [x]\n---\nAsk.\n"},
        "principles/ask.md.*'shoe'",
    ),
    "an audience that is a word": (
        {"principles/ask.md": "---\nid: P1\naudience: [x]\n---\nAsk.\n"},
        "principles/ask.md: audience must be a mapping",
    ),
    "an audience level that is no list": (
        {"principles/ask.md": "---\nid: P1\naudience:\n  level: x\n---\nAsk.\n"},
        "principles/ask.md: level must be a list",
    ),
    "situations of an unknown principle": (
        {"situations/other.txt": "Why?\n"},
        r"situations/other\.txt.*principles/other\.md",
    ),
    "a situation twice in one file": (
        {"situations/ask.txt": "Whom do I ask?\n# x\nWhom do I ask?\n"},
        r"situations/ask\.txt, line 3.*situations/ask\.txt, line 1",
    ),
    "a situation twice in two files": (
        {"situations/listen.txt": "Why?\nWhen do I ask?\n"},
        r"situations/listen\.txt, line 2.*situations/ask\.txt, line 4",
    ),
    "an unknown hand-off": (
        {"beyond/x.txt": "What?\n[hand-off: wizard] How?\n"},
        r"beyond/x\.txt, line 2.*'wizard'",
    ),
    "a mistyped tag": (
        {"beyond/x.txt": "What?\n[Hand-off: legal] How?\n"},
        r"beyond/x\.txt, line 2.*\[Hand-off: legal\]",
    ),
    "a tension with a name that nothing reads": (
        {"corpus.yaml": YAML + "tensions:\n  - between: [P1, P2]\n    question: Talk?\n    what_decides: Size.\n"},
        "tension 1 does not know 'question'",
    ),
    "a tension with an unknown principle": (
        {"corpus.yaml": YAML + "tensions:\n  - between: [P1, P9]\n"},
        "tension 1.*P9.*no principle",
    ),
    "a tension with one principle": (
        {"corpus.yaml": YAML + "tensions:\n  - between: [P1]\n"},
        "corpus.yaml: tension 1",
    ),
    "a tension of a principle with itself": (
        {"corpus.yaml": YAML + "tensions:\n  - between: [P1, P1]\n"},
        "corpus.yaml: tension 1",
    ),
    "signs of an unknown hand-off": (
        {"corpus.yaml": YAML + "handoff_signs:\n  wizard: [abracadabra]\n"},
        r"corpus\.yaml: handoff_signs.*'wizard'",
    ),
    "signs that are no list": (
        {"corpus.yaml": YAML + "handoff_signs:\n  legal: sue them\n"},
        r"corpus\.yaml: signs of legal must be a list",
    ),
    "tensions that are no list": ({"corpus.yaml": YAML + "tensions: none\n"}, "corpus.yaml: tensions must be a list"),
    "hand-offs that are no mapping": ({"corpus.yaml": "handoffs: [a]\n"}, "corpus.yaml: handoffs must be a mapping"),
    "corpus.yaml that is a list": ({"corpus.yaml": "- a\n"}, r"corpus\.yaml.*mapping"),
    "corpus.yaml that is not YAML": ({"corpus.yaml": "name: x\nabout: 'open\n"}, r"corpus\.yaml, line"),
    "a control character": ({"principles/ask.md": ONE + "\x07"}, r"ask\.md.*control characters"),
    "a NUL": ({"situations/ask.txt": "Whom\0?\n"}, r"ask\.txt.*control characters"),
}


@pytest.mark.parametrize(("files", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_broken_corpus_is_refused_by_file_and_line(small: Path, files: dict[str, str], message: str) -> None:
    assert re.search(message, refusal(write(small, files)))


BINARY = {
    "UTF-16": ONE.encode("utf-16"),
    "Latin-1": ONE.replace("Ask", "Fragen für").encode("latin-1"),
    "an image": b"\x89PNG\r\n\x1a\n\xff\xfe",
}


@pytest.mark.parametrize("content", BINARY.values(), ids=BINARY.keys())
def test_a_file_that_is_not_utf8_is_refused_by_name(small: Path, content: bytes) -> None:
    (small / "principles" / "ask.md").write_bytes(content)
    assert re.search(r"principles/ask\.md, line \d.*not UTF-8", refusal(small))


def test_the_line_of_a_byte_that_is_not_utf8_is_named(small: Path) -> None:
    (small / "situations" / "ask.txt").write_bytes(b"Why?\nWho\xff?\n")
    assert "situations/ask.txt, line 2" in refusal(small)


def test_the_line_of_a_control_character_is_named(small: Path) -> None:
    write(small, {"situations/ask.txt": "Why?\nWho\x07?\n"})
    assert "situations/ask.txt, line 2" in refusal(small)


def test_a_file_of_several_megabytes_is_refused(small: Path) -> None:
    (small / "situations" / "ask.txt").write_text("Whom do I ask?\n" * 300_000)
    assert re.search(r"ask\.txt is larger", refusal(small))


def test_yaml_nested_thousands_deep_is_refused(small: Path) -> None:
    assert "corpus.yaml" in refusal(write(small, {"corpus.yaml": "a: " + "[" * 20_000}))


def test_a_corpus_without_principles_is_refused(tmp_path: Path) -> None:
    assert "no principles" in refusal(write(tmp_path, {"corpus.yaml": "name: x\n"}))


def test_a_folder_without_corpus_yaml_is_refused_when_read(small: Path) -> None:
    (small / "corpus.yaml").unlink()
    assert "corpus.yaml cannot be read" in refusal(small)


def test_a_folder_without_corpus_yaml_is_no_corpus(small: Path) -> None:
    (small / "corpus.yaml").unlink()
    with pytest.raises(CorpusError, match=r"corpus\.yaml is missing"):
        find_corpus(str(small))


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"corpus\.yaml is missing"):
        find_corpus(str(tmp_path))


def test_a_name_that_nobody_knows_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(CorpusError, match="no corpus named 'nobody-knows'") as caught:
        find_corpus("nobody-knows")
    assert "product-leadership" in caught.value.hint


def test_a_file_is_no_corpus(small: Path) -> None:
    with pytest.raises(CorpusError, match="is a file, not a folder"):
        find_corpus(str(small / "corpus.yaml"))


# ------------------------------------------------------------------------------------------------ versions

COPIES = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "white space at the ends of lines": lambda text: text.replace("\n", "  \n"),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES.keys())
def test_a_copy_saved_by_another_editor_is_the_same_corpus(small: Path, tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "copy"
    for path in small.rglob("*.*"):
        write(copy, {str(path.relative_to(small)): change(path.read_text())})
    ours, theirs = read_corpus(small), read_corpus(copy)
    assert (theirs.version, [row.id for row in corpus_rows(theirs)]) == (
        ours.version,
        [row.id for row in corpus_rows(ours)],
    )


def test_a_copy_in_another_folder_has_the_same_version(small: Path, tmp_path: Path) -> None:
    assert read_corpus(shutil.copytree(small, tmp_path / "elsewhere")).version == read_corpus(small).version


INVISIBLE = {"zero-width space": "\u200b", "word joiner": "\u2060", "tag letter": "\U000e0061", "override": "\u202e"}


@pytest.mark.parametrize("sign", INVISIBLE.values(), ids=INVISIBLE.keys())
@pytest.mark.parametrize("name", ["principles/ask.md", "situations/ask.txt", "beyond/pay-and-law.txt"])
def test_invisible_characters_change_nothing(small: Path, name: str, sign: str) -> None:
    before = read_corpus(small).version
    write(small, {name: (small / name).read_text().replace("sk", f"s{sign}k")})
    assert read_corpus(small).version == before


def test_invisible_characters_in_corpus_yaml_are_stripped(small: Path) -> None:
    write(small, {"corpus.yaml": YAML.replace("Ask a", "Ask\u200b a\u202e")})
    assert read_corpus(small).handoffs["legal"] == "Ask a lawyer."


CHANGES = {
    "a principle": ("principles/ask.md", "Then build", "Then ship"),
    "a title": ("principles/ask.md", "Ask first\n---", "Ask once\n---"),
    "an id": ("principles/listen.md", "P2", "P3"),
    "a situation": ("situations/ask.txt", "Whom", "Who"),
    "a beyond question": ("beyond/pay-and-law.txt", "May I", "Can I"),
    "a hand-off": ("beyond/pay-and-law.txt", "[hand-off: legal] ", ""),
    "a tension": ("corpus.yaml", "It depends.", "You decide."),
    "the words of a hand-off": ("corpus.yaml", "Ask a lawyer", "Ask two lawyers"),
}


@pytest.mark.parametrize(("name", "old", "new"), CHANGES.values(), ids=CHANGES.keys())
def test_the_version_changes_with_what_can_reach_an_answer(small: Path, name: str, old: str, new: str) -> None:
    before = read_corpus(small).version
    for path in (small / name, small / "corpus.yaml"):
        path.write_text(path.read_text().replace(old, new))
    assert read_corpus(small).version != before


def test_the_version_changes_with_the_signs_of_a_hand_off(small: Path) -> None:
    before = read_corpus(small).version
    write(small, {"corpus.yaml": (small / "corpus.yaml").read_text() + "handoff_signs:\n  legal: [sue them]\n"})
    assert read_corpus(small).version != before


def test_a_remark_for_people_does_not_change_the_version(small: Path) -> None:
    before = read_corpus(small).version
    write(small, {"situations/ask.txt": "# another remark\nWhom do I ask?\nWhen do I ask?\n"})
    assert read_corpus(small).version == before


def test_a_corpus_without_a_crisis_hand_off_gets_the_bundled_one(tmp_path: Path, bundled: Corpus) -> None:
    write(tmp_path / "c", {"corpus.yaml": YAML, "principles/a.md": "---\nid: A1\n---\nAsk first.\n"})
    corpus = read_corpus(tmp_path / "c")
    assert corpus.handoffs["crisis"] == bundled.handoffs["crisis"]
    assert corpus.handoff_signs["crisis"] == bundled.handoff_signs["crisis"]


WAYS_OUT = {
    "a colon in a title": ("title: Ask: then build", "it holds a colon"),
    "a tab in front of a name": ("audience:\n\tlevel: [senior]", "spaces instead of a tab"),
    "a sign of YAML's own": ("title: @home", "a sign that YAML keeps for itself"),
    "an open quotation mark": ('title: "Ask first', "quotation mark"),
    "words behind a quotation": ('title: "Ask" first', "in quotes as a whole"),
}


@pytest.mark.parametrize(("line", "way_out"), WAYS_OUT.values(), ids=WAYS_OUT.keys())
def test_who_writes_what_is_no_yaml_is_told_the_way_out(tmp_path: Path, line: str, way_out: str) -> None:
    (tmp_path / "principles").mkdir()
    (tmp_path / "corpus.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "principles" / "one.md").write_text(f"---\nid: P1\n{line}\n---\n\nAsk first.\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path)
    assert way_out in caught.value.hint
