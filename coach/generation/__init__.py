"""A personal answer by a chat model: points that quote, each checked before it is shown.

personal = open_personal(ModelSettings("openai:gpt-4o-mini"), settings.cache)
answer = personal.answer(Asking(question, retrieval, corpus), composed)

Another thread gives it up, however long a model hangs, where it is made within `cancelling`:

with cancelling() as cancellation:  # cancellation.cancel() ends the request within a third of a second
    for event in personal.stream(asking, composed):
        ...
"""

from coach.generation.answer import PersonalCoach
from coach.generation.ask import Asking
from coach.generation.events import Answered, Event, Explained, Opened, Quoted
from coach.generation.open import open_personal
from coach.model import Cancellation, cancelling

__all__ = [
    "Answered",
    "Asking",
    "Cancellation",
    "Event",
    "Explained",
    "Opened",
    "PersonalCoach",
    "Quoted",
    "cancelling",
    "open_personal",
]
