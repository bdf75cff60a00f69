"""A judge for `model_server`: reads the schema and the input in a prompt of ragas, and gives the judgement wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from model_server import Reply, prompt_of

from evals.records import Sample

Judgement = Callable[[dict[str, Any]], object]


def schema_of(prompt: str) -> dict[str, Any]:
    """Return the JSON schema that a prompt of ragas asks for."""
    schema: dict[str, Any] = json.JSONDecoder().raw_decode(prompt.partition("in JSON Schema:\n")[2])[0]
    return schema


def input_of(prompt: str) -> dict[str, Any]:
    """Return what a prompt of ragas asks about."""
    found: dict[str, Any] = json.JSONDecoder().raw_decode(prompt.rpartition("\ninput: ")[2])[0]
    return found


def smallest(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> object:
    """Return the smallest value that fits a JSON schema; lists hold one item, numbers are 1."""
    if "$ref" in schema:
        return smallest(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if schema["type"] == "object":
        return {name: smallest(part, definitions) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [smallest(schema["items"], definitions)]
    return {"integer": 1, "number": 1.0, "boolean": True, "string": "text"}[schema["type"]]


class RagasJudge:
    """Replies with JSON that fits; by kind of prompt (the title of its schema) with what a test wants.

    Args:
        judgements: By title, a function of the input in the prompt.
    """

    def __init__(self, **judgements: Judgement) -> None:
        self.judgements = judgements

    def __call__(self, request: dict[str, Any]) -> Reply:
        """Reply to a chat request."""
        prompt = prompt_of(request)
        schema = schema_of(prompt)
        judgement = self.judgements.get(schema["title"])
        found = judgement(input_of(prompt)) if judgement else smallest(schema, schema.get("$defs", {}))
        return Reply(json.dumps(found))


def verdicts(true: set[str]) -> Judgement:
    """Judge statements: those in ``true`` follow from the context, the others do not."""
    return lambda asked: {
        "statements": [
            {"statement": text, "reason": "so it is", "verdict": int(text in true)} for text in asked["statements"]
        ]
    }


SAMPLE = Sample(
    user_input="How do I win trust for a strategy",
    response="“Show the founder numbers.” [P1] Wait for the next meeting. [P1]",
    retrieved_context_ids=("P1", "P2", "P3"),
    retrieved_contexts=("Show the founder numbers.", "Ask for feedback.", "Hire slowly."),
    reference_context_ids=("P1", "P3"),
    reference="Show the founder numbers.\nHire slowly.",
    rubrics={"outcome": "answered"},
)
SPLIT = {
    SAMPLE.response: ["Show the founder numbers.", "Wait for the next meeting."],
    SAMPLE.reference: ["Show the founder numbers.", "Hire slowly."],
}


def judge_by_hand() -> RagasJudge:
    """One of two statements holds; contexts 1 and 3 of three are useful; one of two reference sentences is found."""
    return RagasJudge(
        StatementGeneratorOutput=lambda asked: {"statements": SPLIT[asked["answer"]]},
        ClaimDecompositionOutput=lambda asked: {"claims": SPLIT[asked["response"]]},
        NLIStatementOutput=verdicts({"Show the founder numbers."}),
        ResponseRelevanceOutput=lambda _: {"question": "How do I win trust", "noncommittal": 0},
        Verification=lambda asked: {"reason": "", "verdict": int(asked["context"] != "Ask for feedback.")},
        ContextRecallClassifications=lambda asked: {
            "classifications": [
                {"statement": text, "reason": "", "attributed": number}
                for number, text in enumerate(asked["answer"].splitlines())
            ]
        },
    )
