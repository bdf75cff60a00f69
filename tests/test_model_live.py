"""Real providers, one question each: only where COACH_LIVE is set and there is a key, for they cost money.

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

import pytest

from coach.model.keys import KEYS
from coach.model.usable import usable

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


@pytest.mark.live
@pytest.mark.parametrize("provider", ["openai", "anthropic", "google_genai", "ollama"])
def test_a_provider_answers_in_pieces_and_keeps_to_a_schema(provider: str, tmp_path: Path) -> None:
    if not os.environ.get("COACH_LIVE"):
        pytest.skip("COACH_LIVE is not set")
    if not is_ready(provider):
        pytest.skip(f"{provider} is not ready: coach models")
    example = next(one.example for one in usable() if one.provider == provider)
    name = os.environ.get(f"COACH_LIVE_{provider.upper()}", example)
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
