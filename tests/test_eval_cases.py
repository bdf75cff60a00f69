"""Case files: what is wrong is listed with its file and line, all of it at once, and nothing is scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eval_parts import corpus, run_coach, write_lines

from coach.records import Turn
from evals.cases import CaseError, read_cases
from evals.records import Case

GOOD: dict[str, Any] = {"id": "a", "question": "How do I grow?", "expected": ["P1"]}
UNCOVERED: dict[str, Any] = {"id": "u", "question": "Which visa do I need?", "expected": []}


def member(name: str, variant: str, **more: Any) -> dict[str, Any]:
    """Return a case of the group g."""
    question = f"How do I grow as {name}?"
    return {
        "id": name,
        "question": question,
        "expected": ["P1"],
        "kind": "persons",
        "pair": "g",
        "variant": variant,
    } | more


def read(path: Path) -> tuple[Case, ...]:
    return read_cases(path, corpus())


def refusal(path: Path) -> CaseError:
    with pytest.raises(CaseError) as raised:
        read(path)
    return raised.value


def refusal_of(tmp_path: Path, *lines: object) -> str:
    return refusal(write_lines(tmp_path / "cases.jsonl", lines)).message


# ------------------------------------------------------------------------------------------ right files


def test_a_case_is_read_with_all_its_fields(tmp_path: Path) -> None:
    line = GOOD | {
        "kind": "tension",
        "history": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}],
        "expected": ["P2", "P1"],
        "tension": ["P1", "P2"],
        "attack": "flattery",
        "must_not_say": ["yes, boss"],
        "note": "both",
        "draft": True,
        "xfail": "known",
    }
    assert read(write_lines(tmp_path / "t.jsonl", [line])) == (
        Case(
            id="a",
            kind="tension",
            question="How do I grow?",
            history=(Turn("user", "Hello"), Turn("assistant", "Hi")),
            expected=("P2", "P1"),
            tension=("P1", "P2"),
            attack="flattery",
            must_not_say=("yes, boss",),
            note="both",
            draft=True,
            xfail="known",
            line="t.jsonl:1",
        ),
    )


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "answerable"),
        ({"expected": []}, "unanswerable"),
        ({"expected": [], "handoff": "legal"}, "handoff"),
    ],
)
def test_a_kind_that_is_not_given_is_told_from_the_label(tmp_path: Path, more: dict[str, Any], kind: str) -> None:
    assert read(write_lines(tmp_path / "c.jsonl", [GOOD | more]))[0].kind == kind


def test_a_folder_is_read_file_by_file_in_order_of_name_and_other_files_are_left(tmp_path: Path) -> None:
    write_lines(tmp_path / "b.jsonl", [GOOD])
    write_lines(tmp_path / "a.jsonl", ["", UNCOVERED, ""])
    (tmp_path / "notes.md").write_text("not a case")
    assert [(case.id, case.line) for case in read(tmp_path)] == [("u", "a.jsonl:2"), ("a", "b.jsonl:1")]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), id="a byte order mark"),
        pytest.param(json.dumps(GOOD).encode() + b"\r\n\r\n", id="Windows line ends"),
        pytest.param(json.dumps(GOOD | {"question": "Wie wächst man? 🙂"}, ensure_ascii=False).encode(), id="UTF-8"),
        pytest.param(json.dumps(GOOD | {"question": "a\u2028b"}, ensure_ascii=False).encode(), id="a Unicode line end"),
    ],
)
def test_a_file_as_editors_write_it_is_read(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(written)
    assert [case.id for case in read(path)] == ["a"]


def test_a_question_may_stand_twice_with_one_label(tmp_path: Path) -> None:
    assert len(read(write_lines(tmp_path / "c.jsonl", [GOOD, GOOD | {"id": "b"}]))) == 2


# ------------------------------------------------------------------------------------------ files that are none


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(b"", "holds no cases", id="empty"),
        pytest.param(b"\n \n", "holds no cases", id="blank lines"),
        pytest.param(b'{"id": "caf\xe9"}', "not UTF-8", id="Latin-1"),
        pytest.param(json.dumps(GOOD).encode("utf-16"), "not UTF-8", id="UTF-16"),
        pytest.param(json.dumps(GOOD).encode("utf-16-le"), "cases.jsonl:1:2: not JSON", id="UTF-16 without its mark"),
        pytest.param(b"\x00" * 100, "cases.jsonl:1:1: not JSON", id="zero bytes"),
    ],
)
def test_a_file_that_is_no_case_file_is_named(tmp_path: Path, written: bytes, said: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(written)
    error = refusal(path)
    assert said in error.message and "cases.jsonl" in error.message
    assert error.hint and error.exit_code == 2


def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"id": "caf\xe9"}\n')
    assert "cases.jsonl:2" in refusal(path).message


def test_a_wrong_encoding_in_one_file_does_not_hide_the_mistakes_of_another(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", ["{"])
    (tmp_path / "b.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    said = refusal(tmp_path).message
    assert "a.jsonl:1:2" in said and "b.jsonl:1" in said


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "gone.jsonl") in refusal(tmp_path / "gone.jsonl").message


def test_a_folder_without_case_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text("[]")
    assert "no *.jsonl file" in refusal(tmp_path).message


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").mkdir()
    assert "cases.jsonl cannot be read" in refusal(tmp_path).message


# ------------------------------------------------------------------------------------------ lines that are none


def test_eval_01_a_line_that_is_not_json_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    good = [GOOD | {"id": f"g{number}", "question": f"Question {number}?"} for number in range(6)]
    assert "\n  cases.jsonl:7:7: not JSON" in refusal_of(tmp_path, *good, '{"id" "a"}', UNCOVERED)


def test_eval_02_an_unknown_principle_is_named(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, UNCOVERED, GOOD | {"expected": ["P1", "P99"]})
    assert "cases.jsonl:2: case 'a': the corpus tiny has no principle 'P99'" in said


def test_eval_03_an_id_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, GOOD, GOOD | {"question": "Another?"})
    assert "cases.jsonl:2: the id 'a' stands already at cases.jsonl:1" in said


def test_eval_03_an_id_that_stands_in_two_files_is_named(tmp_path: Path) -> None:
    write_lines(tmp_path / "one.jsonl", [GOOD])
    write_lines(tmp_path / "two.jsonl", [GOOD | {"question": "Another?"}])
    assert "two.jsonl:1: the id 'a' stands already at one.jsonl:1" in refusal(tmp_path).message


@pytest.mark.parametrize(
    ("label", "question"),
    [
        pytest.param({"expected": ["P2"]}, "How do I grow?", id="another principle"),
        pytest.param({"expected": []}, "how  do I GROW?", id="not covered, other case and white space"),
        pytest.param({"expected": [], "handoff": "legal"}, "How do I grow?", id="a hand-off"),
    ],
)
def test_eval_03_a_question_with_two_labels_is_named(tmp_path: Path, label: dict[str, Any], question: str) -> None:
    said = refusal_of(tmp_path, GOOD, {"id": "b", "question": question, **label})
    assert "cases.jsonl:2: case 'b' asks what 'a' asks, with another label" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param({"id": "a", "question": "How?"}, "case 'a': expected: Field required", id="no label"),
        pytest.param({"id": "a", "expected": []}, "case 'a': question: Field required", id="no question"),
        pytest.param({"question": "How?", "expected": []}, "case None: id: Field required", id="no id"),
        pytest.param(GOOD | {"expected": "P1"}, "expected: Input should be a valid list", id="a text for a list"),
        pytest.param(GOOD | {"expected": [1]}, "case 'a': expected.0: Input should be a valid string", id="a number"),
        pytest.param(GOOD | {"question": 7}, "question: Input should be a valid string", id="question a number"),
        pytest.param(GOOD | {"id": 7}, "case 7: id: Input should be a valid string", id="id a number"),
        pytest.param(GOOD | {"id": ""}, "case '': id: String should have at least 1", id="id empty"),
        pytest.param(GOOD | {"question": ""}, "case 'a': question: String should have at least 1", id="question empty"),
        pytest.param(GOOD | {"draft": "yes"}, "draft: Input should be a valid boolean", id="a text for a truth"),
        pytest.param(GOOD | {"kind": "poem"}, "case 'a': kind: Input should be 'answerable'", id="an unknown kind"),
        pytest.param(GOOD | {"expcted": []}, "case 'a': expcted: Extra inputs are not permitted", id="an extra field"),
        pytest.param(GOOD | {"tension": ["P1"]}, "case 'a': tension: List should have at least 2", id="half a tension"),
        pytest.param(
            GOOD | {"history": [{"role": "system", "content": "x"}]}, "case 'a': history.0.role: ", id="a third role"
        ),
        pytest.param(GOOD | {"history": [{"role": "user"}]}, "history.0.content: Field required", id="an empty turn"),
    ],
)  # fmt: skip
def test_eval_05_a_missing_wrong_or_extra_field_is_named_by_its_case(tmp_path: Path, line: Any, said: str) -> None:
    found = refusal_of(tmp_path, UNCOVERED, line)
    assert said in found and "cases.jsonl:2: " in found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("[1]", "not a JSON object", id="a list"),
        pytest.param('"text"', "not a JSON object", id="a text"),
        pytest.param("null", "not a JSON object", id="nothing"),
        pytest.param('{"id": NaN}', "NaN is not JSON", id="NaN"),
        pytest.param('{"id": -Infinity}', "-Infinity is not JSON", id="infinity"),
        pytest.param("[" * 100_000, "not JSON", id="nested too deep"),
        pytest.param(
            '{"id": "a", "question": "How?", "expected": [], "note": ' + "[" * 400 + "]" * 400 + "}",
            "case 'a': note: Input should be a valid string",
            id="nested deep",
        ),
        pytest.param('{"id": ' + "1" * 5_000 + "}", "not JSON", id="a number of 5,000 digits"),
        pytest.param(json.dumps(GOOD) * 2, "not JSON (Extra data)", id="two objects in a line"),
        pytest.param('{"id": "a", "question": "\\ud800", "expected": []}', "case 'a': question", id="half a character"),
        pytest.param(
            '{"id": "a", "question": "How?", "expected": ["P1"], "expected": []}',
            "expected stands twice in one object",
            id="a field that stands twice",
        ),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str, said: str) -> None:
    found = refusal_of(tmp_path, UNCOVERED, line)
    assert said in found and "cases.jsonl:2" in found and "1 mistake(s)" in found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(GOOD | {"handoff": "legal"}, "either handed off or answered", id="answered and handed off"),
        pytest.param(UNCOVERED | {"handoff": ""}, "handoff: cases of kind handoff name one", id="an empty hand-off"),
        pytest.param(UNCOVERED | {"handoff": "police"}, "no hand-off 'police' (it has: legal, health)", id="unknown"),
        pytest.param(UNCOVERED | {"kind": "handoff"}, "cases of kind handoff name one", id="a hand-off to nobody"),
        pytest.param(
            UNCOVERED | {"kind": "unanswerable", "handoff": "legal"}, "others do not", id="uncovered and handed off"
        ),
        pytest.param(UNCOVERED | {"kind": "answerable"}, "names the principles that answer", id="answerable by none"),
        pytest.param(GOOD | {"kind": "near_miss"}, "a case of kind near_miss names none", id="a near miss answered"),
        pytest.param(GOOD | {"kind": "unanswerable"}, "kind unanswerable names none", id="unanswerable and answered"),
        pytest.param(GOOD | {"expected": ["P1", "P1"]}, "a principle stands twice", id="a principle twice"),
        pytest.param(GOOD | {"kind": "tension"}, "name the two principles", id="a tension of nothing"),
        pytest.param(GOOD | {"tension": ["P1", "P2"]}, "others do not", id="a tension by the way"),
        pytest.param(
            GOOD | {"kind": "tension", "tension": ["P1", "P9"]}, "no principle 'P9'", id="a tension with a stranger"
        ),
        pytest.param(GOOD | {"kind": "framing"}, "a case of kind framing names both", id="no group"),
        pytest.param(GOOD | {"kind": "persons", "pair": "g"}, "a case of kind persons names both", id="no variant"),
        pytest.param(GOOD | {"must_not_say": ["x", " "]}, "stands in every answer", id="forbids nothing"),
        pytest.param(GOOD | {"must_not_say": ["\u200b"]}, "stands in every answer", id="forbids what nobody sees"),
        pytest.param(GOOD | {"question": "How\x00?"}, "it holds control characters", id="control characters"),
        pytest.param(
            GOOD | {"kind": "tension", "tension": ["P1", "P1"]},
            "tension: it takes two different principles",
            id="a tension with itself",
        ),
        pytest.param(
            GOOD | {"kind": "follow_up"}, "history: a follow-up has turns before it", id="a follow-up to nothing"
        ),
        pytest.param(GOOD | {"id": " "}, "id, question: one is blank", id="a blank id"),
        pytest.param(GOOD | {"question": " "}, "id, question: one is blank", id="a blank question"),
    ],
)  # fmt: skip
def test_a_label_that_contradicts_itself_is_named(tmp_path: Path, line: Any, said: str) -> None:
    found = refusal_of(tmp_path, line)
    assert said in found and "cases.jsonl:1: case " in found


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param([member("a", "she")], "cases.jsonl:1: the group 'g' has only one case", id="a group of one"),
        pytest.param(
            [member("a", "she"), member("b", "she")],
            "cases.jsonl:2: the group 'g' has the variant 'she' already",
            id="a variant twice",
        ),
        pytest.param(
            [member("a", "she"), member("b", "he", expected=["P2"])],
            "cases.jsonl:1: the cases of the group 'g' have different labels",
            id="another principle",
        ),
        pytest.param(
            [member("a", "she"), member("b", "he", expected=[])], "have different labels", id="covered and not covered"
        ),
        pytest.param(
            [member("a", "she"), member("b", "he", kind="answerable")],
            "cases.jsonl:2: case 'b': pair: only cases of kind framing or persons are compared",
            id="a member of a kind that is not compared",
        ),
        pytest.param(
            [{key: value for key, value in member(name, name).items() if key != "kind"} for name in ("a", "b")],
            "cases.jsonl:1: case 'a': pair: only cases of kind framing or persons are compared",
            id="a group whose kind was left out",
        ),
    ],
)
def test_a_group_that_compares_nothing_is_named(tmp_path: Path, lines: list[Any], said: str) -> None:
    assert said in refusal_of(tmp_path, *lines)


# ------------------------------------------------------------------------------------------ all at once


def test_every_mistake_of_every_file_is_listed(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", ["{", GOOD | {"expected": ["P9"]}, GOOD | {"id": "b", "colour": 1, "draft": 1}])
    write_lines(tmp_path / "b.jsonl", [UNCOVERED, GOOD | {"question": "Why?"}])
    message = refusal(tmp_path).message
    assert message.startswith(f"{tmp_path} holds 5 mistake(s); nothing was scored:")
    assert [line.split(": ")[0].strip() for line in message.splitlines()[1:]] == [
        "a.jsonl:1:2",
        "a.jsonl:3",
        "a.jsonl:3",
        "a.jsonl:2",
        "b.jsonl:2",
    ]


def test_many_mistakes_are_counted_and_the_first_twenty_shown(tmp_path: Path) -> None:
    message = refusal_of(tmp_path, *["{"] * 25)
    assert "holds 25 mistake(s)" in message and message.endswith("and 5 more")
    assert message.count("not JSON") == 20


def test_the_command_lists_the_mistakes_scores_nothing_and_exits_with_2(tmp_path: Path) -> None:
    bad = write_lines(tmp_path / "bad.jsonl", [GOOD | {"expected": ["P99"]}, "{"])
    report = tmp_path / "run.json"
    done = run_coach("eval", "--cases", bad, "--json", report)
    assert done.returncode == 2
    assert "bad.jsonl:1: case 'a': the corpus product-leadership has no principle 'P99'" in done.stderr
    assert "bad.jsonl:2:2: not JSON" in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert not report.exists()
