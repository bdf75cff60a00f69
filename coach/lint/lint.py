"""Runs the rules over a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from coach.lint.material import Material
from coach.lint.records import NO_FILES, SEVERITIES, Files, Finding, Rule
from coach.lint.rules import RULES
from coach.lint.secrets import masked
from coach.records import Corpus


def lint_corpus(
    corpus: Corpus,
    files: Files = NO_FILES,
    rules: Iterable[Rule] = RULES,
    ranked: Callable[[str], Sequence[str]] | None = None,
) -> tuple[Finding, ...]:
    """Return what a person should look at in a corpus: the gravest first, then by rule, file and line.

    Args:
        corpus: Of principles or of documents.
        files: What is known of the files, where it is a folder of documents.
        rules: Those to follow.
        ranked: Returns the ids of the principles for a question, best first; without it, rules that ask the index are
            passed over.
    """
    material = Material(corpus, files, ranked)
    found = {
        replace(finding, message=masked(finding.message))
        for rule in rules
        if ranked is not None or not rule.asks_index
        for finding in rule.check(material)
    }
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, str, str, int, str, str]:
    line = finding.line or 0
    return SEVERITIES.index(finding.severity), finding.rule, finding.file, line, finding.place, finding.message
