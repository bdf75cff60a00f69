"""`coach ui`: the page, in the browser."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

EXAMPLES = """
Examples:

- coach ui

- coach ui --port 8080 --open

- coach ui --corpus product-leadership --corpus ./my-corpus

- coach ui --model ollama:llama3.1

- coach ui --host 0.0.0.0 --allow-upload (for a team that signs in; ui/README.md, "For a team", says how)

Ctrl-C stops it. Exit codes: 0 or 130 stopped, 2 a setting that cannot be used, 3 the machine (the port is taken, or
the page's packages are not installed), 4 the index is damaged.
"""


def ui(  # noqa: PLR0913  # a command has an argument for each of its options
    host: Annotated[str, typer.Option("--host", help="The address to listen at.", show_default="127.0.0.1")] = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")] = 8501,
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            help="A corpus name or folder to choose from; the first one is the default.",
            show_default="every known one",
        ),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            help="A chat model to choose from, as provider:model; the first one is the default.",
            show_default="COACH_MODEL, else none",
        ),
    ] = None,
    allow_upload: Annotated[
        bool, typer.Option("--allow-upload", help="Let editors upload corpora of their own.")
    ] = False,
    without_sign_in: Annotated[
        bool,
        typer.Option(
            "--without-sign-in",
            help="Let in everybody who reaches the page; nobody may upload or edit then.",
        ),
    ] = False,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the page.", show_default="on a desktop")
    ] = None,
) -> None:
    """Open Coach as a page in the browser.

    It listens on this machine only, unless --host says otherwise. Without --model nothing leaves it; with one, what is
    asked goes to the provider of that model, with the principles that speak to it.
    """
    if find_spec("streamlit") is None:
        from coach.errors import EnvironmentFault

        raise EnvironmentFault(
            "The page needs streamlit, which is not installed", 'Run: pip install "grounded-coach[ui]"'
        )
    from dataclasses import replace

    from ui.options import from_environment
    from ui.server import serve

    given = from_environment()
    options = replace(
        given,
        corpora=tuple(corpus or given.corpora),
        models=tuple(model or given.models),
        host=host or given.host,
        allows_upload=allow_upload or given.allows_upload,
        is_without_sign_in=without_sign_in or given.is_without_sign_in,
    )
    serve(options, port, open_browser)
