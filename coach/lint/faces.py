"""What programs read: findings as JSON, and as SARIF for the code-scanning pages of GitHub, GitLab and others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from coach.lint.records import SEVERITIES, Finding, Rule

_ARCHIVE = re.compile(r"(.*?\.zip)/", re.IGNORECASE)  # an archive inside another is not read
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(findings: Sequence[Finding], rules: Sequence[Rule], corpus: str, version: str) -> dict[str, Any]:
    """Return findings as plain data, with counts by severity and by rule.

    Args:
        findings: In order.
        rules: Those that were followed: one without findings counts 0.
        corpus: The name of the corpus.
        version: Its version.
    """
    by_severity = Counter(finding.severity for finding in findings)
    by_rule = Counter(finding.rule for finding in findings)
    return {
        "corpus": corpus,
        "version": version,
        "counts": {severity: by_severity[severity] for severity in SEVERITIES},
        "rules": {rule.id: by_rule[rule.id] for rule in rules},
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "file": finding.file,
                "line": finding.line,
                "place": finding.place or None,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in findings
        ],
    }


def as_sarif(findings: Sequence[Finding], rules: Sequence[Rule]) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log; files are named from the corpus's folder.

    Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0,
    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    place = {rule.id: number for number, rule in enumerate(rules)}
    driver = {
        "name": "coach corpus lint",
        "rules": [{"id": rule.id, "shortDescription": {"text": f"Looks for {rule.about}"}} for rule in rules],
    }
    results = [_result(finding, place[finding.rule]) for finding in findings]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    archive = _ARCHIVE.match(finding.file)  # an entry is no file: the place is its archive, the entry is told
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(archive[1] if archive else finding.file)}}
    if finding.line is not None and not archive:
        location["region"] = {"startLine": finding.line}
    place = finding.where if archive else finding.place
    told = f"{finding.message} ({place})" if place else finding.message
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{told if told.endswith('.') else f'{told}.'} {finding.hint}".strip()},
        "locations": [{"physicalLocation": location}],
    }
