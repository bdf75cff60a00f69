"""A personal answer by a chat model: points that quote, each checked before it is shown.

personal = open_personal(ModelSettings("openai:gpt-4o-mini"), settings.cache)
answer = personal.answer(Asking(question, retrieval, corpus), composed)
"""

from coach.generation.answer import PersonalCoach
from coach.generation.ask import Asking
from coach.generation.events import Answered, Event, Explained, Opened, Quoted
from coach.generation.open import open_personal
from coach.generation.prompts import version

__all__ = [
    "Answered",
    "Asking",
    "Event",
    "Explained",
    "Opened",
    "PersonalCoach",
    "Quoted",
    "open_personal",
    "version",
]
