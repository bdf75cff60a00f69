"""What the page keeps: conversations, planned steps, feedback, profiles, gaps and uses, in one SQLite file."""

from ui.store.errors import NotFound, Outdated, StoreDamaged, StoreFault, TextRefused
from ui.store.records import Conversation, Feedback, Gap, Message, Outcome, PlannedStep, State, Thumb
from ui.store.store import Store, open_store

__all__ = [
    "Conversation",
    "Feedback",
    "Gap",
    "Message",
    "NotFound",
    "Outcome",
    "Outdated",
    "PlannedStep",
    "State",
    "Store",
    "StoreDamaged",
    "StoreFault",
    "TextRefused",
    "Thumb",
    "open_store",
]
