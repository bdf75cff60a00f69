"""Several corpora asked together: real corpora side by side, the real encoder, real Chroma."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from generation_parts import ScriptedModel, coach_of, written
from typer.testing import CliRunner

from coach.cli.faces import joint_object
from coach.cli.main import app
from coach.cli.several import Several, plain
from coach.coach import Coach, open_coach
from coach.errors import CorpusError, QuestionError, SettingsError
from coach.index import remove
from coach.records import WHERE_HELP_IS, Nearby, Question, Turn
from coach.retriever.retriever import index_home
from coach.settings import Settings
from coach.together import Joint, Part, Together, join, open_together

FACTS = "name: acme\ntitle: Acme handbook\nabout: how Acme works\n"
OWN = {  # ids as in the bundled corpus: P3 is another principle there
    "P3": ("Book trains early", "Book trains through the travel desk a week ahead, and hand in receipts for trains."),
    "P4": ("Feedback in private", "Give a colleague feedback in private and within two days, never before the team."),
    "P5": ("Earn trust first", "Founders listen to strategy ideas from people who know the product and its customers."),
}
TRAINS = "How early do I book trains, and do I hand in receipts for trains at the travel desk?"
FOUNDER = "My founder nods at my strategy ideas and ignores them"
NEITHER = "Which fertiliser is best for tomatoes on a balcony?"


def write(folder: Path, facts: str = FACTS) -> Path:
    (folder / "principles").mkdir(parents=True)
    (folder / "corpus.yaml").write_text(facts)
    for id_, (title, text) in OWN.items():
        (folder / "principles" / f"{id_}.md").write_text(f"---\nid: {id_}\ntitle: {title}\n---\n{text}\n")
    return folder


@pytest.fixture(scope="module")
def acme_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("acme") / "acme")


@pytest.fixture(scope="module")
def acme(acme_folder: Path, settings: Settings, coach: Coach) -> Iterator[Coach]:
    encoder = coach.retriever.encoder
    opened = open_coach(replace(settings, corpus=str(acme_folder)), encoder=encoder)
    yield opened
    opened.retriever.index.close()
    remove(index_home(opened.corpus, encoder, settings))  # the cache of the tests stays, this corpus does not


@pytest.fixture(scope="module")
def together(coach: Coach, acme: Coach) -> Together:
    return Together([coach, acme])


def ask(together: Together, text: str, *history: Turn) -> Joint:
    return together.ask(Question(text, history))


# ------------------------------------------------------------------------------------------------------ what is said


def test_what_covers_the_question_comes_first_whatever_the_order_of_naming(coach: Coach, acme: Coach) -> None:
    for both in ([coach, acme], [acme, coach]):
        assert ask(Together(both), TRAINS).parts[0].corpus == "acme"
        assert ask(Together(both), FOUNDER).parts[0].corpus == "product-leadership"


def test_every_answer_is_that_of_its_corpus_asked_alone(together: Together, acme: Coach) -> None:
    part = ask(together, TRAINS).parts[0]
    assert part.answer.points == acme.ask(Question(TRAINS)).points
    assert {ranked.principle for ranked in part.answer.retrieval.ranking} == set(OWN)


def test_two_corpora_with_the_same_ids_are_told_apart(together: Together) -> None:
    assert "[acme:P3]" in plain(ask(together, TRAINS))
    assert "[product-leadership:P11]" in plain(ask(together, FOUNDER))
    assert "[P" not in plain(ask(together, TRAINS)) + plain(ask(together, FOUNDER))


def test_each_answer_stands_under_the_title_of_its_corpus_and_the_silent_ones_are_named(together: Together) -> None:
    said = plain(ask(together, TRAINS))
    assert said.startswith("From Acme handbook:")
    assert "Asked too, with nothing to say on this: Product leadership." in said


def test_one_next_step_stays_where_several_corpora_have_one(together: Together) -> None:
    alone = [coach.ask(Question(FOUNDER)).next_step for coach in together.coaches.values()]
    joint = ask(together, FOUNDER)
    assert alone[0] is not None
    assert [part.answer.next_step for part in joint.parts if part.answer.next_step] == [alone[0]]
    assert plain(joint).count("One next step:") == 1


def test_a_corpus_that_is_unsure_shows_one_point_beside_one_that_is_sure(coach: Coach) -> None:
    sure = coach.ask(Question(FOUNDER))
    three = (sure.points[0],) * 3
    unsure = replace(sure, status="partly", points=three, nearby=(Nearby("Is it this?", "P3"),))
    joint = join([Part("b", "B", unsure), Part("a", "A", sure)])
    assert [part.corpus for part in joint.parts] == ["a", "b"]
    assert len(joint.parts[1].answer.points) == 1 and not joint.parts[1].answer.nearby
    assert len(join([Part("b", "B", unsure)]).parts[0].answer.points) == 3


def test_where_none_answers_that_is_said_once(together: Together) -> None:
    joint = ask(together, NEITHER)
    assert (joint.status, joint.speaking) == ("not_covered", ())
    assert joint.opening.startswith("Neither ") and "Acme handbook" in joint.opening
    assert not any(part.answer.points for part in joint.parts)


def test_what_cannot_be_answered_by_any_is_refused_once(together: Together) -> None:
    assert plain(ask(together, "hello there")).count("I cannot tell yet") == 1
    with pytest.raises(QuestionError):
        ask(together, "   ")


# ---------------------------------------------------------------------------------------------- hand-offs, danger


def test_a_hand_off_of_one_corpus_wins_and_no_other_advises(together: Together) -> None:
    joint = ask(together, f"{TRAINS} I want to kill myself.")
    assert (joint.status, joint.parts[0].answer.retrieval.coverage.handoff) == ("handoff", "crisis")
    assert "112" in joint.closing
    assert not any(part.answer.points or part.answer.next_step or part.answer.nearby for part in joint.parts)
    assert plain(joint).count("This deserves a person") == 1


def test_danger_goes_before_every_other_hand_off(coach: Coach, tmp_path: Path, settings: Settings) -> None:
    signs = FACTS + 'handoffs:\n  legal: "Ask a lawyer."\nhandoff_signs:\n  legal: ["kill myself"]\n'
    folder = write(tmp_path / "law", signs.replace("acme", "law"))
    law = open_coach(replace(settings, corpus=str(folder), cache=tmp_path), encoder=coach.retriever.encoder)
    told = ask(Together([law, coach]), "I signed a contract and now I want to kill myself")
    assert told.parts[0].answer.retrieval.coverage.handoff == "crisis"


@pytest.mark.parametrize(("kind", "status"), [("legal", "covered"), ("safety", "handoff")])
def test_what_one_corpus_covers_is_answered_though_another_would_hand_it_off_unless_it_is_danger(
    acme: Coach, tmp_path: Path, settings: Settings, kind: str, status: str
) -> None:
    signs = FACTS + f'handoffs:\n  {kind}: "Ask somebody."\nhandoff_signs:\n  {kind}: ["receipts for trains"]\n'
    folder = write(tmp_path / "law", signs.replace("acme", "law"))
    law = open_coach(replace(settings, corpus=str(folder), cache=tmp_path), encoder=acme.retriever.encoder)
    joint = ask(Together([law, acme]), TRAINS)
    assert (joint.status, joint.closing.split("\n")[-1].endswith("Ask somebody.")) == (status, True)
    assert bool(joint.parts[0].answer.points) == (kind == "legal")


def test_help_is_named_once_where_somebody_may_be_in_danger(together: Together) -> None:
    joint = ask(together, "Should I give this feedback in the meeting or afterwards? I cannot go on like this.")
    assert joint.status == "handoff" or plain(joint).count(" ".join(WHERE_HELP_IS.split()[:4])) == 1


# ---------------------------------------------------------------------------------------------------- conversations


def conversation(together: Together, question: str) -> tuple[Turn, Turn]:
    return Turn("user", question), Turn("assistant", plain(ask(together, question)))


def test_thanks_are_returned_once(together: Together) -> None:
    assert plain(ask(together, "Thanks!", *conversation(together, TRAINS))).count("You are welcome") == 1


@pytest.mark.parametrize("named", ["the first one", "P3", "acme:P3"])
def test_who_asks_what_a_point_means_gets_that_one_of_that_corpus(together: Together, named: str) -> None:
    joint = ask(together, f"What do you mean by {named}?", *conversation(together, TRAINS))
    assert [(part.corpus, point.principle) for part in joint.parts for point in part.answer.points] == [("acme", "P3")]


# -------------------------------------------------------------------------------------------------- a chat model


def test_a_chat_model_is_asked_by_the_corpora_that_are_shown_and_by_none_in_danger(coach: Coach, acme: Coach) -> None:
    quote = "Book trains through the travel desk a week ahead, and hand in receipts for trains."
    model = ScriptedModel(written(("P3", quote, "Book your trains at the travel desk a week ahead.")))
    personal = coach_of(model)
    both = Together([Coach(one.corpus, one.retriever, personal) for one in (coach, acme)])
    joint = ask(both, TRAINS)
    shown = [part.corpus for part in joint.parts if part.answer.points]
    assert len(model.asked) == len(shown) == 1
    assert joint.parts[0].answer.points[0].reading == "Book your trains at the travel desk a week ahead."
    ask(both, "I want to kill myself")
    assert len(model.asked) == 1


# ---------------------------------------------------------------------------------------------------------- faces


def test_the_face_of_several_holds_one_answer_a_corpus_best_first(together: Together) -> None:
    face = json.loads(json.dumps(joint_object(ask(together, TRAINS))))
    assert list(face) == [
        "status", "covered_score", "handoff", "opening", "corpora", "closing", "silent", "elapsed_ms",
    ]  # fmt: skip
    assert [one["corpus"] for one in face["corpora"]] == ["acme", "product-leadership"]
    assert face["corpora"][0]["title"] == "Acme handbook"
    assert face["corpora"][0]["points"][0]["principle"] == "P3"
    assert face["covered_score"] == face["corpora"][0]["covered_score"]


def test_two_corpora_of_one_name_are_refused(acme: Coach) -> None:
    with pytest.raises(SettingsError, match="named acme"):
        Together([acme, acme])


def test_corpora_are_opened_with_one_encoder(acme_folder: Path, settings: Settings, coach: Coach) -> None:
    opened = open_together(["product-leadership", str(acme_folder)], settings)
    assert len({id(one.retriever.encoder) for one in opened.coaches.values()}) == 1


def test_the_command_asks_several_and_one_as_before(acme_folder: Path, coach: Coach, acme: Coach) -> None:
    def run(*arguments: str) -> dict[str, Any]:
        done = CliRunner().invoke(app, ["ask", *arguments, TRAINS, "--json"], catch_exceptions=False)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    one, twice = ("--corpus", str(acme_folder)), ("--corpus", str(acme_folder)) * 2
    assert run("--corpus", "product-leadership", *one)["corpora"][0]["corpus"] == "acme"
    alone = run(*one)
    assert "corpora" not in alone and list(alone) == list(run(*twice))


def test_a_folder_with_a_space_in_coach_corpus_is_one_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "our own").mkdir()
    monkeypatch.setenv("COACH_CORPUS", str(tmp_path / "our own"))
    with pytest.raises(CorpusError, match="our own is not a corpus"):
        CliRunner().invoke(app, ["ask", TRAINS], catch_exceptions=False)


def test_the_sources_of_several_are_shown_with_their_corpus(together: Together) -> None:
    from io import StringIO

    from rich.console import Console

    page = StringIO()
    several, out = Several(together), Console(file=page, width=88)
    several.reply(Question(TRAINS), out)
    several.show_sources(out)
    several.show_why(out)
    assert "acme:P3  Book trains early" in page.getvalue()
    assert "Covered:" in page.getvalue() and several.heading.endswith("Acme handbook")
