"""The deterministic checks: each looks at one sample, needs no key, no model and no ragas."""

from evals.checks.check import Check
from evals.checks.every import every_check

__all__ = ["Check", "every_check"]
