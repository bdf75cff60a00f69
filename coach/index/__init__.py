"""The index in Chroma: a disposable build product, built aside, verified, then published by switching a pointer.

``open_version`` is what programs call that ask, ``ensure_index`` those that publish; ``build`` rebuilds, ``open_index``
only opens. Each takes a ``Home``, which is a
folder of this machine, or a ``ServerHome`` on a Chroma server.
"""

from coach.index.build import Extras, Plan
from coach.index.ensure import build, ensure_index, open_index, open_version, published_name, remove
from coach.index.generations import Home, home_of, published
from coach.index.manifest import Facts, Manifest
from coach.index.opened import Hit, Index
from coach.index.rows import KINDS, Kind, Row, VectorSource
from coach.index.server import ServerHome, server_home_of

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
    "ServerHome",
    "VectorSource",
    "build",
    "ensure_index",
    "home_of",
    "open_index",
    "open_version",
    "published",
    "published_name",
    "remove",
    "server_home_of",
]
