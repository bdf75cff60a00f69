"""Coach answers situations at work with the principles of a corpus, quoted exactly and cited.

Importing this package imports nothing heavy; see ``coach.coach.Coach`` for the whole chain.
"""

__version__ = "0.1.0"
