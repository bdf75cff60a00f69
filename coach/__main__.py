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
            app.command(name="eval", hidden=True, context_settings=_ANYTHING)(_hidden(error))
        run()
    except KeyboardInterrupt:
        sys.exit(130)


def _hidden(error: ModuleNotFoundError) -> Callable[[], None]:
    """Return what stands in for `coach eval` where another package named evals hides Coach's; the rest works."""

    def evaluate() -> None:
        from coach.errors import EnvironmentFault

        raise EnvironmentFault(
            f"Coach's own package evals is not to be found ({error})",
            "Another package named evals stands in front of it: start `coach` outside that folder, without PYTHONPATH.",
        )

    return evaluate


if __name__ == "__main__":
    main()
