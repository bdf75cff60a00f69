"""A folder of documents as a corpus: added once, kept in step, published whole or not at all."""

from coach.sync.difference import Difference
from coach.sync.folder import Collection, collection_of, collections, create
from coach.sync.prepare import Prepared, prepare
from coach.sync.publish import publish, roll_back

__all__ = [
    "Collection",
    "Difference",
    "Prepared",
    "collection_of",
    "collections",
    "create",
    "prepare",
    "publish",
    "roll_back",
]
