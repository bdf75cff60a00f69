"""The same question from an individual contributor, a director and a VP, over a corpus whose principles name levels."""

from __future__ import annotations

import re

import pytest
from model_parts import model_on
from model_server import ModelServer, Reply
from personalities import first_sentence, points_json, seen, verdicts

from coach.cli.render import plain
from coach.coach import Coach, open_coach
from coach.generation import PersonalCoach
from coach.records import Answer, Profile, Question
from coach.settings import DEFAULT_ENCODER, Settings

QUESTION = "What should I learn next to grow my influence at work?"
# Three ways to learn to have influence, as near to the question as each other, each for a level; one names nobody.
PRINCIPLES = {
    "L1": ("individual contributor", "Learn the market, to grow your influence at work. Talk to customers each week."),
    "L2": ("director", "Learn to grow people, to grow your influence at work. Let your team decide."),
    "L3": ("vp", "Learn strategy, to grow your influence at work. Say what the company will not do."),
    "L4": ("", "Write down what you decide. A written decision can be read again."),
}
LEADS = [
    pytest.param("IC", "L1", id="IC"),
    pytest.param("individual contributor", "L1", id="individual contributor"),
    pytest.param("Director of product", "L2", id="director"),
    pytest.param("head of product", "L2", id="head"),
    pytest.param("VP", "L3", id="VP"),
    pytest.param("vice president", "L3", id="vice president"),
]


@pytest.fixture(scope="module")
def levels(coach: Coach, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """The real Coach on that corpus."""
    folder = tmp_path_factory.mktemp("levels")
    (folder / "principles").mkdir()
    (folder / "corpus.yaml").write_text("name: levels\ntitle: Influence at work\nabout: influence at work\n")
    for name, (level, text) in PRINCIPLES.items():
        audience = f"audience:\n  level: [{level}]\n" if level else ""
        file = folder / "principles" / f"{name}.md"
        file.write_text(f'---\nid: {name}\ntitle: "{first_sentence(text)}"\n{audience}---\n\n{text}\n')
    return open_coach(Settings(str(folder), DEFAULT_ENCODER, settings.cache))


def offered(prompt: str) -> dict[str, str]:
    """Return the principles that a model was given, best first, with whom each is said to speak of."""
    blocks = re.findall(r"^id: (\w+)\n(.*?)^text: ", prompt, re.DOTALL | re.MULTILINE)
    said = {name: re.search(r"^speaks of: (.*)$", facts, re.MULTILINE) for name, facts in blocks}
    return {name: found[1] if found else "" for name, found in said.items()}


def takes_what_it_is_given(request: dict[str, object]) -> Reply:
    """A model that chooses the first principle it is given, and has no idea of levels."""
    found = seen(request)
    if found.is_verifying:
        return Reply(verdicts(found.claims, lambda _: True))
    name, text = next(iter(found.principles.items()))
    return Reply(points_json([(name, first_sentence(text), first_sentence(text))]))


def asked_of_a_model(levels: Coach, level: str) -> tuple[Answer, str]:
    """Return the answer of a model that knows nothing of levels, and what it was sent."""
    with ModelServer(takes_what_it_is_given) as server:
        model = model_on(server)
        personal = Coach(levels.corpus, levels.retriever, PersonalCoach(model, model))
        return personal.ask(Question(QUESTION, profile=Profile(level=level))), server.prompts[0]


@pytest.mark.parametrize(("level", "leads"), LEADS)
def test_without_a_model_the_same_question_leads_with_the_principle_of_ones_own_level(
    levels: Coach, level: str, leads: str
) -> None:
    answer = levels.ask(Question(QUESTION, profile=Profile(level=level)))
    assert answer.points[0].principle == leads
    assert first_sentence(PRINCIPLES[leads][1]) in " ".join(plain(answer).split())


@pytest.mark.parametrize(("level", "leads"), LEADS)
def test_a_model_is_given_what_fits_the_level_first_and_told_whom_each_principle_speaks_of(
    levels: Coach, level: str, leads: str
) -> None:
    answer, prompt = asked_of_a_model(levels, level)
    given = offered(prompt)
    assert next(iter(given)) == leads
    assert given == {name: PRINCIPLES[name][0] for name in given}
    assert given.keys() >= {"L1", "L2", "L3"}
    assert re.search(rf"BEGIN WHO ASKS\nlevel: {level}$", prompt, re.MULTILINE)
    assert answer.points[0].principle == leads


def test_who_is_spoken_of_changes_nothing_for_somebody_who_told_no_level(levels: Coach) -> None:
    answer, prompt = asked_of_a_model(levels, "")
    composed = levels.ask(Question(QUESTION))
    assert "WHO ASKS" not in prompt
    assert next(iter(offered(prompt))) == answer.points[0].principle == composed.points[0].principle
