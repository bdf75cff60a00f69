"""`coach eval init`: cases drafted from a corpus, by rule and by a chat model over real HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import CountingEncoder
from model_server import ModelServer, Reply, failure
from ragas_judge import RagasJudge, schema_of

from coach.corpus import find_corpus, read_corpus
from coach.errors import EnvironmentFault, SettingsError
from coach.records import Corpus, Passage, Principle
from coach.settings import BUNDLED_CORPUS
from evals.cases import read_cases
from evals.draft import draft, near_misses, numbered, spread, without_repeats
from evals.draft_file import place_for, write
from evals.gate import read_gates
from evals.judged.model import open_judge
from evals.places import ANY_GATES
from evals.records import Case

COACH = Path(sys.executable).parent / "coach"
Run = Callable[..., "subprocess.CompletedProcess[str]"]

FILES = {
    "corpus.yaml": """
name: kitchen
title: Running a kitchen
about: running a restaurant kitchen
handoffs:
  legal: Please ask a lawyer.
tensions:
  - between: [K1, K2]
    about: Keep the team calm, or tell the chef what goes wrong?
    decides: Whether somebody may get hurt (K2), or not (K1).
""",
    "principles/calm.md": "---\nid: K1\ntitle: Calm first\nquestion: How do I keep my team calm?\n---\n"
    "A calm team meeting builds trust before the rush begins.",
    "principles/open.md": "---\nid: K2\ntitle: Say it\nquestion: How do I give feedback to the chef?\n---\n"
    "Give feedback on the day, with focus on one goal.",
    "situations/calm.txt": "Everybody shouts at seven in the evening\nEverybody shouts at eight in the evening\n"
    "My apprentice drops plates when it gets loud\nHow do I keep my TEAM calm?\n",
    "situations/open.txt": "The chef salts twice and nobody dares to mention it\n",
    "beyond/food.txt": "How long does an egg take?\n[near miss] Which team won the cooking show?\n"
    "Can I freeze basil?\n",
    "beyond/law.txt": "[hand-off: legal] [near miss] The chef keeps our tips. May he?\n"
    "[hand-off: legal] Is it legal?\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "kitchen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "kitchen"


@pytest.fixture
def kitchen(folder: Path) -> Corpus:
    return read_corpus(folder)


@pytest.fixture(scope="session")
def bundled() -> Corpus:
    return read_corpus(find_corpus(BUNDLED_CORPUS))


@pytest.fixture
def run(tmp_path: Path, cache: Path) -> Run:
    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COACH), "eval", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **environment},
        )

    return run


# ------------------------------------------------------------------------------------------------------- drafting


def test_every_part_of_a_corpus_is_drafted_from(kitchen: Corpus) -> None:
    found = {case.id: (case.kind, case.question, case.expected) for case in draft(kitchen, per_principle=2)}
    assert found == {
        "K1-heading-1": ("answerable", "How do I keep my team calm?", ("K1",)),
        "K1-situation-1": ("answerable", "Everybody shouts at seven in the evening", ("K1",)),
        "K1-situation-2": ("answerable", "My apprentice drops plates when it gets loud", ("K1",)),
        "K2-heading-1": ("answerable", "How do I give feedback to the chef?", ("K2",)),
        "K2-situation-1": ("answerable", "The chef salts twice and nobody dares to mention it", ("K2",)),
        "tension-K1-K2-1": ("tension", "Keep the team calm, or tell the chef what goes wrong?", ("K1", "K2")),
        "unanswerable-food-1": ("unanswerable", "How long does an egg take?", ()),
        "unanswerable-food-2": ("unanswerable", "Can I freeze basil?", ()),
        "near-miss-food-1": ("near_miss", "Which team won the cooking show?", ()),
        "handoff-legal-1": ("handoff", "The chef keeps our tips. May he?", ()),
        "handoff-legal-2": ("handoff", "Is it legal?", ()),
    }


def test_every_draft_says_that_it_is_one_and_where_it_comes_from(kitchen: Corpus) -> None:
    cases = draft(kitchen)
    assert all(case.draft and case.note for case in cases)
    notes = {case.id: case.note for case in cases}
    assert notes["K1-heading-1"].startswith("The question of principles/calm.md. It stands in the index word for word")
    assert notes["handoff-legal-1"].startswith("A question for a person instead (legal, from law).")


def test_a_hand_off_and_a_tension_carry_their_labels(kitchen: Corpus) -> None:
    cases = {case.id: case for case in draft(kitchen)}
    assert cases["handoff-legal-1"].handoff == "legal"
    assert cases["tension-K1-K2-1"].tension == ("K1", "K2")


def test_the_same_corpus_is_drafted_the_same_way_twice(bundled: Corpus) -> None:
    assert draft(bundled) == draft(bundled)


def test_no_question_is_drafted_twice_whatever_its_case(kitchen: Corpus) -> None:
    asked = [case.question for case in draft(kitchen, per_principle=9)]
    assert "How do I keep my team calm?" in asked
    assert "How do I keep my TEAM calm?" not in asked


@pytest.mark.parametrize(("per_principle", "n"), [(0, 1), (1, 2), (2, 3)])
def test_as_many_situations_are_taken_as_asked_for(bundled: Corpus, per_principle: int, n: int) -> None:
    cases = draft(bundled, per_principle)
    of_p3 = [case for case in cases if case.expected == ("P3",)]
    assert len(of_p3) == n


def test_texts_are_chosen_that_share_no_words() -> None:
    texts = ["cats chase mice", "cats chase birds", "dogs bark loudly", "cats chase mice loudly"]
    assert spread(texts, 2) == ["cats chase mice", "dogs bark loudly"]


def test_the_first_text_shares_least_with_what_it_should_be_away_from() -> None:
    assert spread(["cats chase mice", "dogs bark"], 1, away_from="a cat and a mouse chased") == ["dogs bark"]


def test_near_misses_are_read_from_the_marks_in_the_files(folder: Path) -> None:
    assert near_misses(folder) == {"Which team won the cooking show?", "The chef keeps our tips. May he?"}


def test_ids_stay_short_and_apart_whatever_the_principles_are_called() -> None:
    cases = numbered(
        [Case("x" * 200, "answerable", "a"), Case("x" * 200, "answerable", "b"), Case("a b", "handoff", "c")]
    )
    assert [case.id for case in cases] == ["x" * 100 + "-1", "x" * 100 + "-2", "a-b-1"]


def test_a_principle_without_a_question_is_drafted_from_its_title(folder: Path) -> None:
    (folder / "principles/new.md").write_text("---\nid: K3\ntitle: Wash up\n---\nWash up at once.\n", encoding="utf-8")
    cases = {case.id: case for case in draft(read_corpus(folder))}
    assert cases["K3-heading-1"].question == "Wash up"
    assert cases["K3-heading-1"].note.startswith("The title of principles/new.md.")


def test_of_documents_telling_headings_are_drafted_and_others_are_not() -> None:
    guide = Principle("guide.md", "Appendix A", "Ask first. Then wait.", source="guide.md")
    passages = (
        Passage("1", "guide.md", "Ask first.", headings=("Appendix A", "Asking somebody for feedback")),
        Passage("2", "guide.md", "Then wait.", headings=("Appendix A", "More")),
    )
    twin = Principle("guide (copy).md", "Asking for feedback", "Ask first.", source="guide (copy).md")  # folded into it
    corpus = Corpus("a", "a", "en", "", Path("a"), (guide, twin), (), (), (), {}, {}, "1", passages)
    assert [case.question for case in draft(corpus)] == ["Asking somebody for feedback"]


# ------------------------------------------------------------------------------------------------------- writing


@pytest.mark.parametrize("name", ["kitchen", "bundled"])
def test_what_is_drafted_can_be_read_as_cases(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    corpus = request.getfixturevalue(name)
    cases = draft(corpus, per_principle=5)
    written = write(cases, tmp_path / "new" / "cases.jsonl")
    read = read_cases(written.cases, corpus)
    assert [(case.id, case.question, case.expected, case.draft) for case in read] == [
        (case.id, case.question, case.expected, True) for case in cases
    ]


def test_gates_for_any_corpus_are_put_beside_the_cases(kitchen: Corpus, folder: Path) -> None:
    written = write(draft(kitchen), place_for(kitchen))
    assert written.cases == folder / "evals/cases.jsonl"
    assert written.gates == folder / "evals/gates.toml"
    assert read_gates(folder / "evals/gates.toml") == read_gates(ANY_GATES)


def test_gates_that_are_there_stay(kitchen: Corpus, folder: Path) -> None:
    (folder / "evals").mkdir()
    (folder / "evals/gates.toml").write_text("mine", encoding="utf-8")
    assert write(draft(kitchen), place_for(kitchen)).gates is None
    assert (folder / "evals/gates.toml").read_text(encoding="utf-8") == "mine"


def test_cases_that_are_there_are_never_overwritten(kitchen: Corpus, folder: Path) -> None:
    (folder / "evals").mkdir()
    (folder / "evals/reviewed.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"holds cases already \(reviewed.jsonl\)") as caught:
        place_for(kitchen)
    assert "--out" in caught.value.hint


def test_a_file_that_is_there_is_never_overwritten(kitchen: Corpus, tmp_path: Path) -> None:
    taken = tmp_path / "taken.jsonl"
    taken.write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"taken\.jsonl exists already"):
        place_for(kitchen, taken)
    with pytest.raises(SettingsError, match=r"taken\.jsonl exists already"):  # made meanwhile
        write(draft(kitchen), taken)
    assert taken.read_text(encoding="utf-8") == "mine"


def test_the_bundled_corpus_keeps_its_own_cases(bundled: Corpus, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="comes with Coach") as caught:
        place_for(bundled)
    assert "--out" in caught.value.hint
    assert place_for(bundled, tmp_path / "mine.jsonl") == tmp_path / "mine.jsonl"


# ------------------------------------------------------------------------------------------------------- command


@pytest.mark.slow
def test_a_corpus_is_drafted_for_and_evaluated_from_the_command_line(run: Run, folder: Path) -> None:
    done = run("init", "--corpus", "kitchen")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("11 draft cases written to kitchen/evals/cases.jsonl (5 answerable, 1 tension,")
    assert lines[0].endswith("thresholds to kitchen/evals/gates.toml")
    assert lines[2] == "Then run them: coach eval --corpus kitchen"
    evaluated = run("--corpus", "kitchen")
    assert evaluated.returncode in (0, 5)
    assert "11 cases" in evaluated.stdout
    assert "11 of 11 cases are drafts" in evaluated.stdout


def test_the_corpus_may_be_named_before_the_command(run: Run, folder: Path) -> None:
    assert run("--corpus", "kitchen", "init", "--out", "own.jsonl").returncode == 0
    assert '"K1-heading-1"' in (folder.parent / "own.jsonl").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--corpus", "nowhere"], "There is no corpus named 'nowhere'"),
        (["--corpus", "kitchen", "--count", "3"], "none was named"),
        (["--corpus", "kitchen", "--generate", "openai"], "names no judging model"),
        (["--corpus", "kitchen", "--generate", "openai:any"], "There is no key for openai"),
        ([], "comes with Coach"),
    ],
)
def test_what_cannot_be_done_is_said_in_two_lines_and_nothing_is_written(
    run: Run, folder: Path, arguments: list[str], said: str
) -> None:
    done = run("init", *arguments, OPENAI_API_KEY="", OPENAI_ADMIN_KEY="")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "evals").exists()


# ------------------------------------------------------------------------------------------------------- chat model

Answer = Callable[[dict[str, Any]], Reply]


def writing_model() -> RagasJudge:
    """A model that finds two themes in each text, and asks about the one it is given."""
    return RagasJudge(
        ThemesAndConcepts=lambda asked: {"output": [asked["text"].split()[0], "kitchen"]},
        PersonaThemesMapping=lambda asked: {
            "mapping": {persona["name"]: asked["themes"] for persona in asked["personas"]}
        },
        ConceptCombinations=lambda asked: {"combinations": [[themes[0] for themes in asked["lists_of_concepts"]]]},
        GeneratedQueryAnswer=lambda asked: {
            "query": f"I wonder, {asked.get('term') or ' and '.join(asked['themes'])}, {asked['query_style']}",
            "answer": "so it is",
        },
    )


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(writing_model()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


class OneTopic(CountingEncoder):
    """Finds every text alike."""

    def encode(self, texts: Any, on_progress: Any = None) -> Any:
        return super().encode(["team"] * len(texts), on_progress)


def generate(corpus: Corpus, count: int, encoder: CountingEncoder | None = None) -> tuple[list[Case], int]:
    from evals.testset import generate

    # The two principles of the kitchen share none of the words that are counted.
    return generate(corpus, open_judge("openai:writer"), encoder or CountingEncoder(), count)


def test_a_model_writes_questions_whose_expected_principle_is_the_one_it_was_shown(
    server: ModelServer, kitchen: Corpus
) -> None:
    cases, missing = generate(kitchen, 2)
    assert missing == 0
    assert [case.expected for case in cases] == [("K1",), ("K2",)]
    for case, theme in zip(cases, ("A", "Give"), strict=True):
        assert case.question.split(", ")[1] in (theme, "kitchen")
        assert case.draft and case.kind == "answerable"
        assert case.note.startswith(f"Generated by ragas 0.4.3 with openai:writer from {case.expected[0]}.")


def test_no_principle_is_left_out_where_there_is_a_question_for_each(server: ModelServer, kitchen: Corpus) -> None:
    cases, _ = generate(kitchen, 3)
    assert {name for case in cases for name in case.expected} == {"K1", "K2"}
    assert len(cases) == 3


def test_a_question_from_several_principles_expects_all_of_them(server: ModelServer, kitchen: Corpus) -> None:
    cases, _ = generate(kitchen, 4, OneTopic())
    shared = [case for case in cases if len(case.expected) > 1]
    assert [sorted(case.expected) for case in shared] == [["K1", "K2"]]
    assert "A and Give" in shared[0].question or "Give and A" in shared[0].question


def test_the_model_is_told_to_write_as_a_stranger_in_the_field_of_the_corpus(
    server: ModelServer, kitchen: Corpus
) -> None:
    generate(kitchen, 2)
    asked = [prompt for prompt in server.prompts if schema_of(prompt)["title"] == "GeneratedQueryAnswer"]
    assert len(asked) == 2
    assert all("The adviser's field: running a restaurant kitchen. " in prompt for prompt in asked)


def test_a_persona_that_the_model_makes_up_does_no_harm(server: ModelServer, kitchen: Corpus) -> None:
    server.reply.judgements["PersonaThemesMapping"] = lambda asked: {"mapping": {"Nobody": asked["themes"]}}  # type: ignore[attr-defined]
    cases, missing = generate(kitchen, 2)
    assert (len(cases), missing) == (2, 0)


def test_one_question_that_fails_leaves_the_others(server: ModelServer, kitchen: Corpus) -> None:
    good = server.reply

    def fail_for_one(request: dict[str, Any]) -> Reply:
        last = request["messages"][-1]["content"].rpartition("\ninput: ")[2]
        is_one = '"term"' in last and "Give feedback" in last
        return failure(400, "no") if is_one else good(request)

    server.reply = fail_for_one
    cases, missing = generate(kitchen, 2)
    assert [case.expected for case in cases] == [("K1",)]
    assert missing == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _: failure(401, "Incorrect API key provided: sk-test-0123456789"), "the model refused our key"),
        (lambda _: failure(404, "no such model"), "knows no such model"),
        (lambda _: Reply("I would rather not."), "the reply was not the JSON asked for"),
        (lambda _: Reply(""), "empty reply"),
    ],
    ids=["key", "model", "no JSON", "empty"],
)
def test_a_model_that_cannot_write_is_an_error_in_words_without_the_key(
    server: ModelServer, kitchen: Corpus, answer: Answer, said: str
) -> None:
    server.reply = answer
    with pytest.raises(EnvironmentFault, match=said) as caught:
        generate(kitchen, 2)
    assert "sk-test" not in str(caught.value)


@pytest.mark.slow
def test_questions_of_a_model_come_behind_those_of_the_corpus(run: Run, server: ModelServer, folder: Path) -> None:
    done = run("init", "--corpus", "kitchen", "--generate", "openai:writer", "--count", "2")
    assert done.returncode == 0, done.stderr
    assert "openai:writer drafts 2 questions" in done.stderr
    assert "calls, " in done.stderr
    assert "Applying" not in done.stderr  # ragas' bars
    lines = (folder / "evals/cases.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines[-2:]] == ["K1-generated-1", "K2-generated-1"]
    assert len(read_cases(folder / "evals/cases.jsonl", read_corpus(folder))) == 13


def test_nothing_is_paid_for_where_nothing_could_be_written(run: Run, server: ModelServer, folder: Path) -> None:
    (folder / "evals").mkdir()
    (folder / "evals/cases.jsonl").touch()
    assert run("init", "--corpus", "kitchen", "--generate", "openai:writer").returncode == 2
    assert server.requests == []


def test_repeats_among_generated_questions_are_dropped() -> None:
    cases = [Case("a", "answerable", "Why?"), Case("b", "answerable", "why? "), Case("c", "answerable", " ")]
    assert [case.id for case in without_repeats(cases)] == ["a"]
