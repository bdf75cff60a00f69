"""Indexes on a Chroma server: one collection per generation and kind, published by one record, written under a lease.

``coach.index.ensure_index`` and its neighbours take a ``ServerHome`` as they take a folder. See SERVER.md beside the
package for how to run a server.
"""

from coach.index.server.home import ServerHome, mark, server_home_of

__all__ = ["ServerHome", "mark", "server_home_of"]
