"""Runs of the evals, built by hand: four cases, three metrics, one baseline, every figure a person can check.

And a reader of HTML, for what is drawn from them.
"""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from coach.records import Status, Turn
from evals.records import (
    Case,
    CaseChange,
    CaseResult,
    Comparison,
    Gate,
    GateVerdict,
    JudgeAccuracy,
    Metric,
    MetricChange,
    Response,
    Run,
    Score,
    Summary,
    Timing,
)

HIT = Metric("hit_at_1", "deterministic", 1.0, True, "the first principle is an expected one")
REFUSED = Metric("refused", "deterministic", 1.0, True, "uncovered cases that get no advice")
MRR = Metric("mrr", "deterministic", 0.5, False, "the place of the first expected principle")
TIMING = Timing("2025-01-01T00:00:00+00:00", 2.5, "2 cores", 12.0, 40.0)

# Everything that a question or a reply could try against a reader: markup, cells, code fences, escape codes, XML's and
# HTML's own marks, mentions, links, images, invisible and turned-round text, and great length.
HOSTILE = (
    "<script>alert(1)</script> <img src=http://evil.example/x.png onerror=alert(2)> | a | b |\n"
    "```\n`code` ``` ~~~ ]]> &amp; </q></div></details><h1 id=injected>HEADLINE</h1>\n"
    "\x1b[31mred\x1b[2J\x1b]0;title\x07 \x00 \x9b1m \u202eturned \u2066isolated\u2069 \ufeff \ud800 \uffff\r"
    "@octocat #1 GH-2 ![image](http://evil.example/y.png) [link](javascript:alert(3)) www.evil.example "
    "[bold]markup[/bold] :smile: {{ 7 * 7 }} <!-- comment --> 'quote' \"double\""
)
LONG = "word " * 20_000


def scored(case: str, **values: float | None) -> tuple[Score, ...]:
    """Return a score a metric: 1 passes, None is unscored, everything else fails."""
    outcomes = {1.0: "pass", None: "unscored"}
    return tuple(
        Score(case, metric, value, outcomes.get(value, "fail"), "" if value == 1.0 else f"reason of {case}")  # type: ignore[arg-type]
        for metric, value in values.items()
    )


def reply(text: str, status: Status, covered_score: float, ranking: tuple[str, ...] = ("P3", "P1")) -> Response:
    """Return a reply that took 5 ms."""
    return Response(text, status, ranking, covered_score, elapsed_ms=5.0)


def four_results() -> tuple[CaseResult, ...]:
    """Return one case that passes, one that fails, one rightly refused, and one without a reply."""
    right = Case("right", "answerable", "How do I grow?", expected=("P3",), line="cases.jsonl:1")
    wrong = Case(
        "wrong",
        "follow_up",
        "And then?",
        history=(Turn("user", "My founder ignores me."), Turn("assistant", "Earn trust first.")),
        expected=("P1",),
        line="cases.jsonl:2",
    )
    refused = Case("refused", "unanswerable", "What is the tax rate?", line="cases.jsonl:3")
    silent = Case("silent", "unanswerable", "Which laptop?", line="cases.jsonl:4")
    quoting = reply("The heart of it:\n\n“Grow where you are.” [P3]\n\nTry it this week. [P3]", "covered", 0.9)
    no_reply = Response("", "not_covered", (), 0.0, error="the model did not answer", elapsed_ms=30.0)
    return (
        CaseResult(right, quoting, scored("right", hit_at_1=1.0, mrr=1.0)),
        CaseResult(wrong, reply("Yes. [P3]", "partly", 0.6), scored("wrong", hit_at_1=0.0, mrr=0.5)),
        CaseResult(refused, reply("Not here.", "not_covered", 0.2), scored("refused", refused=1.0)),
        CaseResult(silent, no_reply, scored("silent", refused=None)),
    )


def a_run() -> Run:
    """Return a run whose gate fails: hit_at_1 is 0.5 where 0.9 is asked for, and ``faithfulness`` was not run."""
    summaries = (
        Summary(HIT, 0.5, 0.1, 0.9, n=2, scored=2, passed=1, failed=1),
        Summary(REFUSED, 0.5, 0.1, 0.9, n=2, scored=1, passed=1, failed=0),
        Summary(MRR, 0.75, 0.5, 1.0, n=2, scored=2, passed=1, failed=1),
    )
    gates = (
        GateVerdict(Gate("hit_at_1", 0.9, "people act on the first one"), "failed", 0.5, "0.500 is below 0.9"),
        GateVerdict(Gate("refused", 0.4, "advice made up is worse than none", scored=0.5), "passed", 0.5, "holds"),
        GateVerdict(Gate("faithfulness", 0.8, "a reading must follow"), "not run", None, "no judge was asked for"),
    )
    return Run(
        versions={"corpus": "c0ffee", "coach": "0.1.0"},
        results=four_results(),
        summaries=summaries,
        gates=gates,
        comparison=None,
        judges=(JudgeAccuracy("rules", 0.7, 0.66, 176),),
        remarks=("one remark",),
        partial="--limit 4",
        timing=TIMING,
    )


def compared(run: Run) -> Run:
    """Return the run against a baseline where hit_at_1 was 1.0 and mrr 0.25."""
    metrics = (
        MetricChange("hit_at_1", 2, 1.0, 0.5, -0.8, -0.2, "regressed"),
        MetricChange("mrr", 2, 0.25, 0.75, 0.3, 0.7, "improved"),
        MetricChange("refused", 2, 0.5, 0.5, -0.1, 0.1, "unchanged"),
    )
    cases = (
        CaseChange("wrong", "hit_at_1", "pass", "fail", "P3 came first"),
        CaseChange("right", "mrr", "fail", "pass", ""),
        CaseChange("silent", "refused", "fail", "unscored", "no reply"),
    )
    return replace(run, comparison=Comparison("main.json", 3, ("silent",), ("gone",), (), metrics, cases))


def passing(run: Run) -> Run:
    """Return the run with its one good case and its one good gate."""
    return replace(run, results=run.results[:1], gates=run.gates[1:2], partial="", remarks=())


def undecided(run: Run) -> Run:
    """Return the run with nothing but a gate that was not run."""
    return replace(run, gates=run.gates[2:])


def hostile(text: str = HOSTILE) -> Run:
    """Return a run in which every text that comes from outside is the same hostile one."""
    run = compared(a_run())
    case = replace(run.results[1].case, id=text, question=text, expected=(text,), must_not_say=(text,), line=text)
    case = replace(case, history=(Turn("user", text),), xfail=text, attack=text, variant=text)
    response = replace(run.results[1].response, text=f"“{text}” [P3] {text}", ranking=(text,))
    result = CaseResult(case, response, (Score(text, "hit_at_1", 0.0, "fail", text),))
    lost = CaseResult(replace(case, id=f"2{text}"), replace(response, error=text), ())
    gates = (GateVerdict(Gate("hit_at_1", 0.9, text), "failed", 0.5, text), run.gates[1])
    change = CaseChange(text, "hit_at_1", "pass", "fail", text)
    assert run.comparison is not None
    comparison = replace(run.comparison, baseline=text, added=(text,), removed=(text,), cases=(change,))
    return replace(
        run,
        versions={text: text},
        results=(result, lost, *run.results[2:]),
        gates=gates,
        comparison=comparison,
        judges=(JudgeAccuracy(text, 0.7, 0.66, 176),),
        remarks=(text,),
        partial=text,
        timing=replace(TIMING, machine=text),
    )


def many_failing(n: int) -> Run:
    """Return a run in which n cases fail."""
    run = a_run()
    failing = run.results[1]
    results = tuple(
        replace(failing, case=replace(failing.case, id=f"case-{place}", question=f"Question {place}? {LONG[:500]}"))
        for place in range(1, n + 1)
    )
    return replace(run, results=results)


class Page(HTMLParser):
    """Collects what an HTML parser sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data
