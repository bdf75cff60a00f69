"""The event loop that the judged tier shares with the chat models, see `coach.model.loop`."""

from coach.model.loop import OwnLoop, own_loop

__all__ = ["OwnLoop", "own_loop"]
