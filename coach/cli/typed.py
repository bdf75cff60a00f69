"""What is typed or pasted into a terminal, as messages."""

from __future__ import annotations

import select
import sys
from contextlib import suppress

from rich.console import Console

PASTED_WITHIN_S = 0.05  # nobody types two lines as fast as that


def read_message(out: Console) -> str | None:
    """Return the next message, or None at its end (Ctrl-D, or Ctrl-C twice); the first Ctrl-C drops what was typed."""
    out.print()
    for left in (1, 0):
        try:
            return _whole_message(input("You: " if sys.stdin.isatty() else ""))
        except EOFError:
            break
        except KeyboardInterrupt:
            if left:
                out.print("\n(Ctrl-C again, Ctrl-D or /quit leaves)")
    out.print()
    return None


def _whole_message(line: str) -> str:
    """Return a line with those that were pasted with it: an e-mail is one message, and not a question a line."""
    found = [line]
    if not line.startswith("/"):
        with suppress(EOFError):
            while sys.stdin.isatty() and _is_more_there():
                found.append(input())
    return "\n".join(found).strip()


def _is_more_there() -> bool:
    """Tell whether more comes faster than anybody types; what has no line break yet counts, so read it unbuffered."""
    try:
        import termios
        import tty
    except ImportError:  # not on Windows
        return False
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSANOW)
    try:
        return bool(select.select([terminal], [], [], PASTED_WITHIN_S)[0])
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
