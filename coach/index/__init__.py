"""The index in Chroma: a disposable build product, built aside, verified, then published by switching a pointer.

``ensure_index`` is what programs call; ``build`` rebuilds, ``open_index`` only opens.
"""

from coach.index.build import Extras, Plan, build
from coach.index.ensure import ensure_index
from coach.index.generations import Home, home_of, published
from coach.index.manifest import Facts, Manifest
from coach.index.opened import Hit, Index
from coach.index.rows import KINDS, Kind, Row, VectorSource
from coach.index.store import open_index

__all__ = [
    "KINDS",
    "Extras",
    "Facts",
    "Hit",
    "Home",
    "Index",
    "Kind",
    "Manifest",
    "Plan",
    "Row",
    "VectorSource",
    "build",
    "ensure_index",
    "home_of",
    "open_index",
    "published",
]
