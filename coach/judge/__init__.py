"""How well a claim is supported by the text it cites, and how often that judgement is right."""

from coach.judge.judge import Judge, evidence_of, open_judge
from coach.judge.measured import about

__all__ = ["Judge", "about", "evidence_of", "open_judge"]
