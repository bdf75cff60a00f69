"""The entry point: catches Ctrl-C from the first moment, before anything is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        import gc

        # While importing nothing is garbage; collecting took 45 of 910 ms. Opening Coach enables it again.
        gc.disable()
        from coach.cli.main import app
        from coach.cli.main import main as run
        from evals.command import app as evals

        app.add_typer(evals, name="eval")  # the edges do not know each other: they meet here
        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
