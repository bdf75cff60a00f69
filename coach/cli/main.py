"""`coach`: the commands, and the one place where an error becomes words and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from coach import __version__
from coach.cli import ask, chat, check, corpus, doctor, enrich, ingest, judge, models
from coach.cli.render import safe
from coach.errors import CoachError
from coach.settings import keep_quiet

app = typer.Typer(
    name="coach",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Describe a situation at work; Coach answers with the principles of its corpus, quoted exactly and cited.",
    epilog='Example: coach ask "My founder nods at my strategy ideas and ignores them"',
)


def _version(asked: bool) -> None:
    if asked:
        print(f"coach {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Describe a situation at work; Coach answers with the principles of its corpus, quoted exactly and cited."""


app.command(name="ask", epilog=ask.EXAMPLES)(ask.ask)
app.command(name="chat", epilog=chat.EXAMPLES)(chat.chat)
app.command(name="ingest", epilog=ingest.EXAMPLES)(ingest.ingest)
app.command(name="enrich", epilog=enrich.EXAMPLES)(enrich.enrich)
app.command(name="check", epilog=check.EXAMPLES)(check.check)
app.command(name="judge", epilog=judge.EXAMPLES)(judge.judge)
app.command(name="models", epilog=models.EXAMPLES)(models.models)
app.command(name="doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
app.add_typer(corpus.app, name="corpus")


def main() -> None:
    """Run the command line and exit: 0 ok, 2 input or configuration, 3 environment, 4 index damaged, 130 stopped."""
    keep_quiet()
    try:
        code = app(standalone_mode=False)  # a command's own exit code is returned, not raised
        sys.exit(code if isinstance(code, int) else 0)
    except CoachError as error:
        _fail(error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        print(file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader of the pipe has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # click's own usage errors; everything else is a bug and keeps its traceback
        if not hasattr(error, "format_message"):
            raise
        _fail(error.format_message(), _usage_hint(error), 2)


def _usage_hint(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "coach"
    if "extra argument" in str(error):
        if command.endswith((" list", " lint")):
            return f"A corpus is named with an option: {command} --corpus NAME"
        if command.endswith(" ask"):
            return 'Put the question in quotes: coach ask "..."'
    return f"Try: {command} --help"


def _fail(message: str, hint: str, exit_code: int) -> None:
    print(f"Error: {safe(message)}", file=sys.stderr)
    if hint:
        print(f"  {safe(hint)}", file=sys.stderr)
    sys.exit(exit_code)
