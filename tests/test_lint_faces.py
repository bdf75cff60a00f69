"""What programs read of the findings: JSON, SARIF 2.1.0 and JUnit."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from coach.lint import RULES, Finding
from coach.lint.faces import as_json, as_sarif
from coach.lint.junit import as_junit

FINDINGS = (
    Finding("secret", "error", "a b/ü.md", 3, "This looks like a key: AKIA…", "Take it out."),
    Finding("unreadable", "warning", "scan.pdf", None, "It was not read: no text", "Run it through OCR."),
    Finding("personal-data", "note", "form.pdf", None, "A telephone number: +49 …\x1b", "Take it out.", "page 2"),
)
FOLLOWED = [rule for rule in RULES if rule.id in ("secret", "unreadable", "personal-data", "encoding")]


def test_json_has_counts_of_every_rule_and_the_findings_in_order() -> None:
    plain = as_json(FINDINGS, FOLLOWED, "acme", "v1")
    assert plain["counts"] == {"error": 1, "warning": 1, "note": 1}
    assert plain["rules"] == {"secret": 1, "personal-data": 1, "encoding": 0, "unreadable": 1}
    assert [one["rule"] for one in plain["findings"]] == ["secret", "unreadable", "personal-data"]
    assert plain["findings"][2] | {"message": "", "hint": ""} == {
        "rule": "personal-data", "severity": "note", "file": "form.pdf", "line": None, "place": "page 2", "message": "",
        "hint": "",
    }  # fmt: skip


def test_sarif_names_rule_level_and_place_of_each_finding() -> None:
    log = as_sarif(FINDINGS, FOLLOWED)
    (run,) = log["runs"]
    assert (log["version"], log["$schema"].endswith("sarif-2.1.0.json")) == ("2.1.0", True)
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("secret", "error"), ("unreadable", "warning"), ("personal-data", "note"),
    ]  # fmt: skip
    assert all(ids[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
    assert run["results"][0]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "a%20b/%C3%BC.md"}, "region": {"startLine": 3}}}
    ]
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]
    json.dumps(log)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("See ../policies/x.md", "See ../policies/x.md. Take it out."),
        ("It ends.", "It ends. Take it out."),
        ("And so on ...", "And so on ... Take it out."),
    ],
)
def test_sarif_tells_what_was_found_as_it_is_and_then_the_hint(message: str, told: str) -> None:
    (result,) = as_sarif([replace(FINDINGS[0], message=message)], FOLLOWED)["runs"][0]["results"]
    assert result["message"]["text"] == told


def test_junit_fails_a_rule_whose_findings_are_grave_enough() -> None:
    written = as_junit(FINDINGS, FOLLOWED, "acme", "warning")
    suite = ElementTree.fromstring(written)
    failed = {case.attrib["name"].split(":")[0] for case in suite if case.find("failure") is not None}
    assert (suite.attrib["tests"], suite.attrib["failures"], failed) == ("4", "2", {"secret", "unreadable"})
    told = next(case.findtext("system-out") for case in suite if case.attrib["name"].startswith("personal-data"))
    assert told == "form.pdf, page 2: note: A telephone number: +49 …\ufffd. Take it out."


def test_junit_fails_nothing_where_nothing_is_to_fail() -> None:
    assert ElementTree.fromstring(as_junit(FINDINGS, FOLLOWED, "acme", None)).attrib["failures"] == "0"


@pytest.mark.parametrize("entry", ["../evil.md", "a/b.md"])
def test_sarif_places_what_an_archive_holds_in_the_archive_and_tells_the_entry(entry: str) -> None:
    found = replace(FINDINGS[0], file=f"notes.zip/{entry}", line=3)
    (result,) = as_sarif([found], FOLLOWED)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "notes.zip"}}
    assert f"(notes.zip/{entry}:3)" in result["message"]["text"]
