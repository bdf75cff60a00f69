"""`coach models`: which chat models can be used here, and what is missing for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from coach.cli import faces, render

if TYPE_CHECKING:
    from coach.model.usable import Usable

EXAMPLES = """
Examples:

- coach models

- coach models --json

- coach models --base-url http://localhost:8000/v1
"""
_NAME, _STATE = 15, 11  # widths of the first two columns
_SHOWN = 8  # models of a server that lists them


def models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    base_url: Annotated[
        str,
        typer.Option("--base-url", help="A server that speaks OpenAI's protocol.", show_default="COACH_BASE_URL"),
    ] = "",
) -> None:
    """List the chat models that can be used here, and what is missing for the others.

    Without any, Coach answers with the principles themselves.
    """
    from coach.model.usable import usable

    found = usable(base_url)
    if as_json:
        print(faces.line({"providers": [_plain(one) for one in found]}))
        return
    out = render.console()
    for one in found:
        state, style = ("ready", "green") if one.is_usable else ("not yet", "yellow")
        heading = Text.assemble((f"{one.provider:<{_NAME}}", "bold"), (f"{state:<{_STATE}}", style))
        for number, line in enumerate(_lines(one)):
            start = heading if number == 0 else Text(" " * (_NAME + _STATE))
            out.print(start + Text(render.safe(line)), soft_wrap=True)  # commands are copied: they are never broken
    out.print()
    for text in _advice(found):
        render.paragraph(Text(text), out)


def _lines(one: Usable) -> list[str]:
    lines = [f"asked at {one.where}"] if one.where and one.is_usable else []
    if one.models and one.is_usable:
        others = len(one.models) - _SHOWN
        lines.append(", ".join(one.models[:_SHOWN]) + (f" and {others} more" if others > 0 else ""))
    if one.is_usable:
        lines.append(f"--model {one.example}")
    for part in one.missing:
        lines += [part.what, f"  {part.remedy}"]
    return lines


def _advice(found: list[Usable]) -> list[str]:
    ready = next((one.example for one in found if one.is_usable), "")
    own = (
        "A server of your own that speaks OpenAI's protocol (vLLM, llama.cpp, LM Studio) needs no key: set "
        "COACH_BASE_URL, for instance http://localhost:8000/v1, and name its model openai:NAME."
    )
    if ready:
        return [f'Ask with one: coach ask --model {ready} "..." (COACH_MODEL={ready} makes it the usual one).', own]
    return ["Without a chat model Coach answers with the principles themselves, quoted exactly.", own]


def _plain(one: Usable) -> dict[str, Any]:
    return {
        "provider": one.provider,
        "usable": one.is_usable,
        "package_installed": one.package_installed,
        "key_present": one.key_present,
        "why_not": one.why_not,
        "missing": [{"what": part.what, "remedy": part.remedy} for part in one.missing],
        "example": one.example,
        "where": one.where,
        "models": list(one.models),
    }
