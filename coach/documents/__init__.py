"""Any folder of documents: read in limited processes, split into passages that can be quoted and cited."""

from coach.documents.compare import Changes, compare
from coach.documents.fold import Folds, Near, Sketched, fold, preference
from coach.documents.limits import Limits, Options
from coach.documents.read_folder import read_folder
from coach.documents.records import READER, Document, FileRead, Member, Passage, Place, Stamp

__all__ = [
    "READER",
    "Changes",
    "Document",
    "FileRead",
    "Folds",
    "Limits",
    "Member",
    "Near",
    "Options",
    "Passage",
    "Place",
    "Sketched",
    "Stamp",
    "compare",
    "fold",
    "preference",
    "read_folder",
]
