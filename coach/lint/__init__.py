"""What a person should look at in a corpus before others are coached with it: small rules, each with its reason."""

from coach.lint.lint import lint_corpus
from coach.lint.records import SEVERITIES, Files, Finding, Rule, Severity
from coach.lint.rules import RULES

__all__ = ["RULES", "SEVERITIES", "Files", "Finding", "Rule", "Severity", "lint_corpus"]
