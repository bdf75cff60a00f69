"""The run as JUnit XML, which common CI systems show as test results.

One suite for the gates, a test a gate; one suite a kind of case, a test a case. What the gate decides, the file says: a
case that fails a deciding metric is a failure where the gate fails; where it holds, the case is shown as skipped, with
what is wrong, so that a build is not red for what its thresholds allow. One that could not be scored is an error; a
gate that was not run is skipped, and where no gate was decided at all an error says so, so that no reader takes the
file for a pass.
"""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

from evals.records import CaseResult, GateVerdict, Run
from evals.report import findings
from evals.report.plain import NO_FIGURE, figure, one_line, safe

_SHORT = 300  # characters of a message; the text of the element holds everything
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: Run) -> str:
    """Return the run as JUnit XML, without any character that XML 1.0 forbids."""
    suites = [_gates(run)]
    kinds = dict.fromkeys(result.case.kind for result in run.results)
    suites += [_kind(kind, [item for item in run.results if item.case.kind == kind], run) for kind in kinds]
    root = ET.Element("testsuites", {"name": "coach eval"})
    root.extend(suites)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.set("time", _seconds(sum(result.response.elapsed_ms for result in run.results)))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _gates(run: Run) -> ET.Element:
    suite = _element("testsuite", name="coach eval: gates", timestamp=run.timing.started)
    properties = ET.SubElement(suite, "properties")
    about = {**run.versions, "machine": run.timing.machine, "partial": run.partial}
    about |= {f"remark {place}": remark for place, remark in enumerate(run.remarks, start=1)}
    about |= {f"judge {place}": words for place, words in enumerate(findings.judge_words(run), start=1)}
    for name, value in about.items():
        if value:
            properties.append(_element("property", name=name, value=value))
    suite.extend(map(_gate, run.gates))
    if not run.is_armed:
        undecided = _element("testcase", name="a gate was decided", classname="coach eval.gates", time="0")
        undecided.append(_element("error", message=findings.headline(run)))
        suite.append(undecided)
    return _counted(suite)


def _gate(verdict: GateVerdict) -> ET.Element:
    gate = verdict.gate
    test = _element("testcase", name=gate.metric, classname="coach eval.gates", time="0")
    if verdict.state == "passed":
        return test
    text = f"value {figure(verdict.value)}, at least {figure(gate.minimum)}: {verdict.why}\n"
    text += f"The threshold is there because: {gate.reason}\n" if gate.reason else ""
    finding = "failure" if verdict.state == "failed" else "skipped"
    test.append(_element(finding, text, message=one_line(verdict.why, _SHORT)))
    return test


def _kind(kind: str, results: list[CaseResult], run: Run) -> ET.Element:
    suite = _element("testsuite", name=f"coach eval: {kind}")
    suite.extend(_case(result, run.deciding, run.has_passed) for result in results)
    suite.set("time", _seconds(sum(result.response.elapsed_ms for result in results)))
    return _counted(suite)


def _case(result: CaseResult, deciding: frozenset[str], is_allowed: bool) -> ET.Element:
    case = result.case
    seconds = _seconds(result.response.elapsed_ms)
    test = _element("testcase", name=case.id, classname=f"coach eval.{case.kind}", time=seconds)
    outcome = findings.case_outcome(result, deciding)
    if outcome == "pass":
        return test
    if outcome == "only measured":
        test.append(_element("skipped", message="no metric that decides applies to this case"))
        return test
    lines = [f"{', '.join(found.metrics)} {found.words}" for found in findings.against(result, deciding)]
    finding = "error" if outcome == "unscored" else "skipped" if is_allowed else "failure"
    lines = ["fails, within what the gate allows", *lines] if finding == "skipped" else lines
    test.append(_element(finding, _report(result, lines), message=one_line("; ".join(lines), _SHORT)))
    return test


def _report(result: CaseResult, lines: list[str]) -> str:
    case = result.case
    said = [f"{turn.role}: {turn.content}" for turn in case.history]
    known = [f"Known to fail: {case.xfail}"] if case.xfail else []
    text = [*lines, *known, f"Where: {case.line or NO_FIGURE}", *said, f"Question: {case.question}"]
    text += [f"Expected: {findings.expected(case)}", f"Replied ({findings.replied(result)}): {result.response.text}"]
    return "\n".join([*text, f"Ranking: {', '.join(result.response.ranking[:10]) or NO_FIGURE}", ""])


def _element(tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.Element(tag, {name: _allowed(value) for name, value in attributes.items()})
    if text:
        element.text = _allowed(text)
    return element


def _allowed(text: str) -> str:
    return _NOT_IN_XML.sub("", safe(text))


def _counted(suite: ET.Element) -> ET.Element:
    tests = suite.findall("testcase")
    suite.set("tests", str(len(tests)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(test.find(tag) is not None for test in tests)))
    return suite


def _seconds(elapsed_ms: float) -> str:
    return f"{elapsed_ms / 1000:.3f}" if math.isfinite(elapsed_ms) else "0"
