"""A model that cannot be created: said when it is asked, and the answer is there all the same."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from generation_parts import CORPUS, asking
from model_parts import KEY, SCHEMA, model_on
from model_server import ModelServer
from personalities import Personality

from coach.coach import Coach
from coach.composer import compose
from coach.generation import PersonalCoach
from coach.generation.events import Answered
from coach.generation.json_form import SCHEMA as POINTS
from coach.model import ModelFault, Usage
from coach.model.chat import LangChainModel
from coach.model.create import creation_fault, schema_options, takes_schema
from coach.model.limits import ModelLimits
from coach.model.providers import Wanted, wanted_model
from coach.records import Answer, Question
from coach.verification import Claim, Verifier
from coach.verification.verifier import SCHEMA as VERDICTS

QUESTION = "My founder nods at my strategy ideas and ignores them"
PROXIES = pytest.mark.parametrize(
    ("proxy", "says"),
    [
        pytest.param("socks5://127.0.0.1:1", ["socksio", "Run: pip install httpx[socks]"], id="no package for it"),
        pytest.param("htp://me:hunter2@proxy:1", ["Unknown scheme for proxy URL", "Check its"], id="that is none"),
    ],
)
numbers = count()
WAYS = pytest.mark.parametrize("is_streamed", [False, True], ids=["whole", "streamed"])


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[LangChainModel]:
    """A model that writes, created before anything is wrong."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ModelServer(Personality()) as server:
        model = model_on(server)
        model.prepare()
        yield model


@pytest.fixture
def proxied(proxy: str, monkeypatch: pytest.MonkeyPatch) -> LangChainModel:
    """A model behind a proxy that cannot be used."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ALL_PROXY", proxy)
    # LangChain's package shares clients between models of one address: a new one for each test.
    return LangChainModel(wanted_model("openai:any", f"http://127.0.0.1:1/{next(numbers)}"), ModelLimits())


def answer_of(coach: Coach, personal: PersonalCoach, is_streamed: bool) -> Answer:
    whole = Coach(coach.corpus, coach.retriever, personal)
    if not is_streamed:
        return whole.ask(Question(QUESTION))
    *_, last = whole.stream(Question(QUESTION))
    assert isinstance(last, Answered)
    return last.answer


@WAYS
@PROXIES
def test_a_proxy_that_cannot_be_used_leaves_the_composers_answer(
    coach: Coach, proxied: LangChainModel, is_streamed: bool, says: list[str]
) -> None:
    answer = answer_of(coach, PersonalCoach(proxied, proxied), is_streamed)
    assert answer.answered_by == "composer" and answer.fault
    assert [words for words in says if words not in answer.remarks[-1]] == []
    assert "hunter2" not in answer.remarks[-1]


@PROXIES
def test_a_verifying_model_that_cannot_be_created_leaves_quotations(
    coach: Coach, writing: LangChainModel, proxied: LangChainModel, says: list[str]
) -> None:
    answer = answer_of(coach, PersonalCoach(writing, proxied), is_streamed=False)
    assert answer.answered_by == "openai:any"
    assert [bool(point.quote) for point in answer.points] == [True, True] and not any(p.reading for p in answer.points)
    assert "could not be checked" in answer.remarks[-1] and says[0] in answer.remarks[-1]


@PROXIES
def test_a_verifier_whose_model_cannot_be_created_gives_no_verdict(proxied: LangChainModel, says: list[str]) -> None:
    (verdict,) = Verifier(proxied).verdicts([Claim("P1", "Rest.", "Rest.", "You rest.")], "What now?", 5)
    assert verdict.supported is None and says[0] in verdict.reason


class Unimportable(ImportError):
    """What `init_chat_model` raises where an import failed: it always names the provider's package."""

    def __init__(self, missed: str) -> None:
        super().__init__(
            "Initializing ChatOpenAI requires the langchain-openai package: `pip install langchain-openai`"
        )
        self.__cause__ = ModuleNotFoundError(f"No module named {missed!r}", name=missed)


@pytest.mark.parametrize(
    ("missed", "hint"),
    [
        ("langchain_openai", 'Run: pip install "grounded-coach[openai]"'),
        ("langchain", 'Run: pip install "grounded-coach[openai]"'),
        ("socksio", "Install what is missing: socksio"),
        ("tiktoken.core", "Install what is missing: tiktoken"),
    ],
)
def test_the_providers_own_command_is_named_only_where_its_package_is_missing(missed: str, hint: str) -> None:
    fault = creation_fault(Wanted("openai", "any"), Unimportable(missed))
    assert isinstance(fault, ModelFault) and (fault.kind, fault.hint) == ("missing_package", hint)


class SlowToOpen:
    """A model whose package takes a third of a second to import; remembers how long it was given then."""

    name = "slow:model"
    usage = Usage()
    given_s = 0.0
    is_ready = False

    def prepare(self) -> None:
        if not self.is_ready:
            time.sleep(0.3)
        self.is_ready = True

    @property
    def supports_schema(self) -> bool:
        self.prepare()
        return True

    def complete(self, messages: Any, deadline_s: float, schema: Any = None) -> Any:
        self.given_s = deadline_s
        raise ModelFault("empty", "It says nothing.")

    stream = complete


def test_the_time_counts_from_the_question_so_what_python_imports_for_a_model_is_on_it() -> None:
    model, asked = SlowToOpen(), asking()
    PersonalCoach(model, None, 1.3).answer(asked, compose(asked.retrieval, CORPUS))
    assert model.given_s == pytest.approx(0.75, abs=0.08)  # of the second that is left, three quarters are for writing


@pytest.mark.parametrize("schema", [SCHEMA, POINTS, VERDICTS], ids=["a test's", "points", "verdicts"])
@pytest.mark.parametrize("provider", ["openai", "anthropic", "google_genai", "ollama"])
def test_every_provider_is_sent_the_schema_whole_and_strict(provider: str, schema: dict[str, Any]) -> None:
    """LangChain's packages turn ``response_format`` into what each provider calls it; OpenAI's is sent as it stands."""
    options = schema_options(Wanted(provider, "any"), schema)
    asked = options["extra_body"]["response_format"] if provider == "openai" else options["response_format"]
    assert options.keys() == ({"extra_body"} if provider == "openai" else {"response_format"})
    assert asked == {
        "type": "json_schema",
        "json_schema": {"name": schema["title"], "schema": schema, "strict": True},
    }
    assert json.loads(json.dumps(asked)) == asked


@pytest.mark.parametrize("schema", [POINTS, VERDICTS], ids=["points", "verdicts"])
def test_our_schemas_keep_to_what_every_provider_takes(schema: dict[str, Any]) -> None:
    """No optional field, no type of two kinds, nothing else allowed: what OpenAI's strict mode and Anthropic's ask for.

    Source: OpenAI, "Structured outputs: supported schemas"; Anthropic, "Structured outputs: JSON schema limitations".
    """
    for found in objects_in(schema):
        assert found["additionalProperties"] is False
        assert sorted(found["required"]) == sorted(found["properties"])
        assert all(isinstance(value["type"], str) for value in found["properties"].values())
    keys = {key for found in (schema, *objects_in(schema)) for key in found}
    assert keys == {"title", "type", "properties", "required", "additionalProperties"}


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every object that a schema describes, at any depth."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects_in(value)


@pytest.mark.parametrize(
    ("provider", "profile", "takes"),
    [
        ("openai", None, True),
        ("anthropic", {"structured_output": True}, True),
        ("anthropic", {"structured_output": False}, False),
        ("google_genai", {}, True),
        ("ollama", None, True),
        ("mistralai", {"structured_output": True}, False),
    ],
)
def test_a_schema_is_sent_where_the_provider_and_the_model_know_them(
    provider: str, profile: dict[str, bool] | None, takes: bool
) -> None:
    class Created:
        """A model as LangChain describes it."""

    Created.profile = profile  # type: ignore[attr-defined]
    assert takes_schema(Wanted(provider, "any"), Created()) == takes  # type: ignore[arg-type]
