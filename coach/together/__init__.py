"""Several corpora asked together: each answers by itself, and what covers the question best comes first.

    together = open_together(["product-leadership", "acme"], from_environment())
    joint = together.ask(Question("Should I give this feedback in the meeting or afterwards?"))

Nothing is mixed: every corpus keeps its own index, its own coverage and its own tensions, and with a chat model each
answer is made and verified as if that corpus had been asked alone.
"""

from coach.together.joining import join
from coach.together.records import Joint, Part
from coach.together.together import Together, open_together

__all__ = ["Joint", "Part", "Together", "join", "open_together"]
