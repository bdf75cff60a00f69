"""The entry point: catches Ctrl-C from the first moment, before anything is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable

_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def main() -> None:
    """Run the command line."""
    try:
        import gc

        # While importing nothing is garbage; collecting took 45 of 910 ms. Opening Coach enables it again.
        gc.disable()
        from coach.cli.main import app
        from coach.cli.main import main as run

        try:  # the edges do not know each other: they meet here
            from evals.command import app as evals

            app.add_typer(evals, name="eval")
        except ModuleNotFoundError as error:
            app.command(name="eval", hidden=True, context_settings=_ANYTHING)(_hidden("evals", error))
        try:
            from ui import command

            app.command(name="ui", epilog=command.EXAMPLES)(command.ui)
        except (ImportError, AttributeError) as error:  # "ui" is a likely name for a folder of somebody's own
            app.command(name="ui", hidden=True, context_settings=_ANYTHING)(_hidden("ui", error))
        run()
    except KeyboardInterrupt:
        sys.exit(130)


def _hidden(package: str, error: Exception) -> Callable[[], None]:
    """Return what stands in for a command whose package is hidden by another one of that name; the rest works."""

    def stand_in() -> None:
        from coach.errors import EnvironmentFault

        raise EnvironmentFault(
            f"Coach's own package {package} is not to be found ({error})",
            f"Another package named {package} stands in front of it: start `coach` outside that folder, without "
            "PYTHONPATH.",
        )

    return stand_in


if __name__ == "__main__":
    main()
