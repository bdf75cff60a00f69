"""Findings as JUnit XML, which every CI system shows: a test case for each rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from coach.lint.records import SEVERITIES, Finding, Rule, Severity

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # Source: XML 1.0, section 2.2


def reaches(finding: Finding, fail_on: Severity | None) -> bool:
    """Tell whether a finding is at least so grave; none is where nothing fails."""
    return fail_on is not None and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)


def as_junit(findings: Sequence[Finding], rules: Sequence[Rule], corpus: str, fail_on: Severity | None) -> str:
    """Return findings as JUnit XML: a rule fails where one of its findings is grave enough; the others are output.

    Args:
        findings: In order.
        rules: Those that were followed.
        corpus: The name of the corpus.
        fail_on: From which severity on a finding fails; None for never.
    """
    suite = ElementTree.Element("testsuite", name=_legal(f"coach corpus lint: {corpus}"), tests=str(len(rules)))
    failed = 0
    for rule in rules:
        case = ElementTree.SubElement(suite, "testcase", classname="coach.lint", name=f"{rule.id}: {rule.about}")
        found = [finding for finding in findings if finding.rule == rule.id]
        grave = [finding for finding in found if reaches(finding, fail_on)]
        if grave:
            failed += 1
            told = ElementTree.SubElement(case, "failure", message=f"{len(grave)} found", type=grave[0].severity)
            told.text = _lines(grave)
        if rest := [finding for finding in found if finding not in grave]:
            ElementTree.SubElement(case, "system-out").text = _lines(rest)
    suite.set("failures", str(failed))
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def _lines(findings: Sequence[Finding]) -> str:
    return _legal("\n".join(f"{one.where}: {one.severity}: {one.message}. {one.hint}" for one in findings))


def _legal(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
