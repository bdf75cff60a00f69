"""Real providers, two short questions each and one to the whole of Coach: only where COACH_LIVE is set and there is a
key, for they cost money.

    COACH_LIVE=1 ANTHROPIC_API_KEY=... pytest -m live

Each runs in a process of its own: the tests' own process reaches no other machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from model_parts import model_on
from model_server import ModelServer
from personalities import Forger, Personality

from coach.cli.faces import answer_object
from coach.coach import Coach
from coach.generation import PersonalCoach
from coach.model.keys import KEYS
from coach.model.usable import usable
from coach.records import Question
from coach.words import quotes_exactly

COACH = Path(sys.executable).parent / "coach"
QUESTION = "My founder nods at my strategy ideas and ignores them"

_ASK = """
    import json, sys
    from pathlib import Path
    from coach.model import Message, ModelLimits, open_model
    schema = {
        "title": "answer", "type": "object", "additionalProperties": False,
        "properties": {"capital": {"type": "string"}}, "required": ["capital"],
    }
    model = open_model(sys.argv[1], Path(sys.argv[2]))
    asked = [Message("system", "Answer in one word."), Message("user", "What is the capital of France?")]
    pieces = list(model.stream(asked, 60))
    asked = [Message("system", 'Answer as JSON: {"capital": "..."}'), asked[1]]
    held = model.complete(asked, 60, schema).text if model.supports_schema else '{"capital": "Paris"}'
    print(json.dumps([pieces, held, model.usage.calls, model.usage.tokens_in, model.usage.tokens_out]))
"""


def is_ready(provider: str) -> bool:
    """Tell whether a provider can be asked; Ollama needs no key, but has to run."""
    if provider == "ollama":
        return next(one.is_usable for one in usable() if one.provider == provider)
    return any(os.environ.get(variable, "").strip() for variable in KEYS[provider])


def ready_model(provider: str) -> str:
    """Return the model to ask of a provider; skips where nobody wants that, or it cannot be asked."""
    if not os.environ.get("COACH_LIVE"):
        pytest.skip("COACH_LIVE is not set")
    if not is_ready(provider):
        pytest.skip(f"{provider} is not ready: coach models")
    example = next(one.example for one in usable() if one.provider == provider)
    return os.environ.get(f"COACH_LIVE_{provider.upper()}", example)


PROVIDERS = pytest.mark.parametrize("provider", ["openai", "anthropic", "google_genai", "ollama"])


@pytest.mark.live
@PROVIDERS
def test_a_provider_answers_in_pieces_and_keeps_to_a_schema(provider: str, tmp_path: Path) -> None:
    name = ready_model(provider)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_ASK), name, str(tmp_path)], capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    pieces, held, calls, tokens_in, tokens_out = json.loads(done.stdout)
    assert "Paris" in "".join(pieces)
    assert "Paris" in json.loads(held)["capital"]
    assert calls >= 1
    assert tokens_in > 10
    assert tokens_out > 0


@pytest.mark.live
@PROVIDERS
def test_the_whole_chain_gives_a_verified_answer_to_a_real_question(provider: str, coach: Coach) -> None:
    """Retrieval, points, rules, the verifying call: what is shown quotes word for word and passed `coach check`."""
    command = [str(COACH), "ask", "--model", ready_model(provider), "--json", QUESTION]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=with_time())
    assert done.returncode == 0, done.stderr[-2_000:]
    assert_verified(json.loads(done.stdout), coach)


def with_time() -> dict[str, str]:
    """Return the environment of somebody who allows a slow local model its time; the tests' own names no model."""
    return {**os.environ, "COACH_DEADLINE": "240"}


def assert_verified(answer: dict[str, Any], coach: Coach) -> None:
    """Fail unless a chat model chose points, each quotes its principle, and at least one keeps a reading."""
    assert answer["fault"] == ""
    assert answer["answered_by"] != "composer"
    assert answer["usage"]["calls"] >= 2  # one writes, one verifies
    text = {principle.id: principle.text for principle in coach.corpus.principles}
    assert answer["points"] and all(
        quotes_exactly(point["quote"], text[point["principle"]]) for point in answer["points"]
    )
    assert any(point.get("reading") for point in answer["points"]), answer["dropped"]


@pytest.mark.parametrize(
    ("handler", "is_verified"),
    [pytest.param(Personality(), True, id="honest"), pytest.param(Forger(), False, id="forger")],
)
def test_what_the_live_test_asks_for_is_what_a_sound_model_gives_and_an_unsound_one_does_not(
    coach: Coach, handler: Any, is_verified: bool
) -> None:
    """So that the test above, which seldom runs, is known to tell one from the other."""
    with ModelServer(handler) as server:
        model = model_on(server)
        found = Coach(coach.corpus, coach.retriever, PersonalCoach(model, model)).ask(Question(QUESTION))
    answer = json.loads(json.dumps(answer_object(found)))
    if is_verified:
        assert_verified(answer, coach)
    else:
        with pytest.raises(AssertionError):
            assert_verified(answer, coach)
