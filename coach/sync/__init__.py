"""A folder of documents as a corpus: added once, kept in step, published whole or not at all."""

from coach.sync.difference import Difference
from coach.sync.folder import Collection
from coach.sync.forget import forget
from coach.sync.look import Look, look
from coach.sync.prepare import Prepared, prepare
from coach.sync.publish import publish, record, roll_back, settle, what_comes_back
from coach.sync.settings import collection_of, collections, create

__all__ = [
    "Collection",
    "Difference",
    "Look",
    "Prepared",
    "collection_of",
    "collections",
    "create",
    "forget",
    "look",
    "prepare",
    "publish",
    "record",
    "roll_back",
    "settle",
    "what_comes_back",
]
