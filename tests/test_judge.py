"""The judge: its rules and counts, the seam, what was measured of it, and `coach judge` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.errors import CoachError, CorpusError
from coach.judge import about, evidence_of, open_judge
from coach.judge.baseline import WEIGHTS, Baseline
from coach.judge.features import features
from coach.judge.measured import MEASURED
from coach.judge.numbers import invented, numbers
from coach.judge.quotation import quoted
from coach.records import Corpus
from coach.words import sentences
from evals import judge as evals_judge
from evals.judge import Claim, accuracy, balanced, measure, read_claims
from evals.judge_fit import Pair, best_threshold, count, fit

REPOSITORY = Path(__file__).parent.parent
WAIT = (
    "Don't wait for a promotion. Instead of asking, show what you can do. You may need help, and 25% of teams get it."
)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(find_corpus("product-leadership"))


def score(claim: str, evidence: str = WAIT) -> float:
    return open_judge().score([(claim, evidence)])[0]


# ------------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ten thousand, 10,000 and 10k", {"10000"}, id="one number, three ways"),
        pytest.param("25 %, 25 per cent, twenty-five percent", {"25%"}, id="percent"),
        pytest.param("three times, threefold, 3x, triples", {"3x"}, id="times"),
        pytest.param("1.5 million", {"1500000"}, id="a scale in words"),
        pytest.param("two hundred and five thousand", {"205000"}, id="written out"),
        pytest.param("two or three", {"2", "3"}, id="two numbers"),
        pytest.param("Since 2024.", {"2024"}, id="a year at the end of a sentence"),
        pytest.param("half of them, half-hearted", {"50%"}, id="half"),
        pytest.param("P3 and B2B", set(), id="digits in names"),
        pytest.param("someone often listens", set(), id="words with a number inside"),
    ],
)
def test_a_number_is_the_same_number_however_it_is_written(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_the_word_one_is_no_invented_number_but_the_digit_is() -> None:
    assert invented("One shows it.", WAIT) == set()
    assert invented("1 team gets it.", WAIT) == {"1"}


@pytest.mark.parametrize(
    "claim",
    [
        "30% of teams get help.",
        "Three teams get help.",
        "25 teams get help.",
        "25% of teams get it since 2024.",
        "40 %.",
    ],
)
def test_a_claim_with_a_number_that_the_evidence_does_not_hold_is_never_supported(claim: str) -> None:
    assert score(claim) == 0.0


def test_a_part_of_a_number_is_another_number() -> None:
    assert score("5 million people", "It reached 1.5 million people.") == 0.0


@pytest.mark.parametrize(
    ("claim", "evidence"), [("", WAIT), (" ?!", WAIT), ("Show it.", ""), ("Show it.", "\n"), ("", "")]
)
def test_nothing_is_supported_by_nothing(claim: str, evidence: str) -> None:
    assert score(claim, evidence) == 0.0


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("Don't wait for a promotion.", "whole", id="a sentence"),
        pytest.param("“don’t  wait for a promotion”", "whole", id="other marks, case and spaces"),
        pytest.param("25% of teams get it", "no", id="what stands beside it softens it"),
        pytest.param("wait for a promotion", "torn", id="its negation left behind"),
        pytest.param("show what you can do", "no", id="a negation in another clause"),
        pytest.param("a promotion", "no", id="a topic"),
        pytest.param("wait for a promo", "no", id="a cut word"),
        pytest.param("Wait for nobody", "no", id="other words"),
    ],
)
def test_words_are_a_quotation_where_nothing_left_out_turns_them(claim: str, expected: str) -> None:
    assert quoted(claim, WAIT) == expected


def test_words_that_stand_twice_are_torn_only_where_no_place_says_them_plainly() -> None:
    assert quoted("ask for more time", "Never ask for more time. On Fridays, ask for more time.") == "whole"


def test_an_exact_quotation_is_supported_and_one_torn_from_its_negation_is_not() -> None:
    assert score("Don't wait for a promotion.") == 1.0
    assert score("Wait for a promotion.") == 0.0


def test_every_sentence_of_every_principle_is_supported_by_it(corpus: Corpus) -> None:
    judge = open_judge()
    for principle in corpus.principles:
        assert set(judge.score([(part, principle.text) for part in sentences(principle.text)])) == {1.0}
        assert judge.score([(principle.text, principle.text)]) == [1.0]


def test_a_claim_is_as_well_supported_as_its_worst_sentence() -> None:
    assert score("Don't wait for a promotion. Hire a lawyer.") == score("Hire a lawyer.") < 1.0


def test_invisible_characters_hide_nothing() -> None:
    assert score("W\u200bait for a promotion.") == 0.0
    assert score("３０% of teams get help.") == 0.0


# ------------------------------------------------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("name", "claim", "evidence", "expected"),
    [
        ("missing words", "Bring lawyers and accountants.", "Bring friends.", 2),
        ("missing words", "Think about people.", "Trust grows.", 0),  # everyday words are nobody's invention
        ("nothing shared", "Cats sleep.", "Dogs bark.", 1),
        ("nothing shared", "Teams decided.", "The team decides.", 0),
        ("longer than the evidence", "Ask the team on Friday.", "Ask them today.", 5 / 3 - 1),
        ("negation added", "Do not ask.", "Ask the team.", 1),
        ("negation added", "Do not ask.", "Never ask.", 0),
        ("negation dropped", "Ask the team.", "Don't ask the team.", 1),
        ("negation moved", "Ask, but don't decide.", "Decide, but don't ask.", 2),
        ("negation moved", "Don't ask.", "Never ask.", 0),
        ("restriction", "Only leaders ask.", "Leaders ask.", 1),
        ("restriction", "Only leaders ask.", "Leaders only ask.", 0),
        ("absolute", "Everyone always asks.", "People ask.", 1),
        ("promise", "Asking guarantees trust.", "Asking builds trust.", 1),
        ("duty", "You must ask.", "You can ask.", 1),
        ("comparison", "Asking is better than telling.", "Asking is good.", 1),
        ("cause", "Trust leads to speed.", "Trust and speed matter.", 1),
        ("opposite", "Ask before the meeting.", "Ask after the meeting.", 1),
        ("opposite", "Ask before the meeting.", "Ask before and after the meeting.", 0),
        ("softened", "You can ask.", "Ask.", 1),
    ],
)
def test_a_count_is_what_a_person_would_count(name: str, claim: str, evidence: str, expected: float) -> None:
    assert features(claim, evidence)[name] == pytest.approx(expected)


def test_every_count_has_a_weight_that_speaks_the_way_it_reads() -> None:
    assert set(features("Ask.", "Ask.")) == set(WEIGHTS)
    assert all(weight > 0 if name == "softened" else weight < 0 for name, weight in WEIGHTS.items())


def test_the_score_is_the_logistic_of_the_weighted_counts() -> None:
    judge = Baseline({"duty": -2.0}, intercept=2.0)
    assert judge.score([("You must ask me.", "Ask us."), ("Ask me.", "Ask us.")]) == pytest.approx(
        [0.5, 0.8808], abs=1e-4
    )


def test_the_same_pairs_get_the_same_scores_alone_and_together(corpus: Corpus) -> None:
    pairs = [("Show what leaders need.", principle.text) for principle in corpus.principles]
    assert open_judge().score(pairs) == [open_judge().score([pair])[0] for pair in pairs]


# ------------------------------------------------------------------------------------------------------- the seam


class Exclaiming:
    """Believes claims with an exclamation mark; remembers what it was shown."""

    identity = "exclaiming"
    threshold = 0.5

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.seen += pairs
        return [float("!" in claim) for claim, _ in pairs]


CLAIMS = [
    Claim(id="a", claim="True!", cites=["P1"], supported=True),
    Claim(id="b", claim="True.", cites=["P1", "P2"], supported=True),
    Claim(id="c", claim="False.", cites=["P1"], supported=False, fault="negated"),
    Claim(id="d", claim="False!", cites=["P1"], supported=False, fault="number"),
    Claim(id="e", claim="False, too.", cites=["P1"], supported=False, fault="number"),
    Claim(id="f", claim="Wrong.", cites=["P1"], supported=False, fault="number"),
]


def test_any_judge_can_be_measured(corpus: Corpus) -> None:
    # Supported 1, 0; unsupported 0, 1, 0, 0. Of 8 comparisons 3 are won (by the 1) and 4 tied.
    found = accuracy(Exclaiming(), CLAIMS, corpus)
    assert (found.judge, found.n) == ("exclaiming", 6)
    assert found.auroc == pytest.approx((3 + 4 / 2) / 8)
    assert found.balanced == pytest.approx((1 / 2 + 3 / 4) / 2)


def test_what_was_caught_is_told_by_fault(corpus: Corpus) -> None:
    found = measure(Exclaiming(), CLAIMS, corpus)
    assert found.kept == (1, 2)
    assert found.caught == {"negated": (1, 1), "number": (2, 3)}


def test_several_principles_are_one_evidence(corpus: Corpus) -> None:
    judge = Exclaiming()
    accuracy(judge, CLAIMS[:2], corpus)
    assert judge.seen[1][1] == f"{corpus.principle('P1').text}\n\n{corpus.principle('P2').text}"


def test_an_unknown_principle_is_no_evidence(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="P99"):
        evidence_of(["P1", "P99"], corpus)


# ---------------------------------------------------------------------------------------------- claims on file

GOOD = {"id": "a", "claim": "Ask.", "cites": ["P3"], "supported": True, "fault": ""}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "line 1: Invalid JSON", id="broken line"),
        pytest.param("[1]", "line 1: ", id="not an object"),
        pytest.param(
            json.dumps(GOOD | {"cites": ["P99"]}), "line 1: claim 'a': .* no principle 'P99'", id="unknown id"
        ),
        pytest.param(
            json.dumps({"id": "a", "claim": "Ask.", "cites": ["P3"]}), "line 1: supported: ", id="missing field"
        ),
        pytest.param(json.dumps(GOOD | {"supported": 1}), "line 1: supported: ", id="wrong type"),
        pytest.param(json.dumps(GOOD | {"cites": "P3"}), "line 1: cites: ", id="cites as text"),
        pytest.param(json.dumps(GOOD | {"cites": []}), "line 1: cites: ", id="no cites"),
        pytest.param(json.dumps(GOOD | {"more": 1}), "line 1: more: ", id="extra field"),
        pytest.param(json.dumps(GOOD) + "\n\n" + json.dumps(GOOD), "line 3: .* already in line 1", id="duplicate id"),
        pytest.param(
            json.dumps(GOOD | {"fault": "number"}), "line 1: .* supported and has a fault", id="contradiction"
        ),
        pytest.param("\n \n", "is empty", id="empty"),
    ],
)
def test_a_bad_claims_file_is_refused_with_its_line(corpus: Corpus, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(text)
    with pytest.raises(CoachError, match=f"claims.jsonl.*{message}") as raised:
        read_claims(path, corpus)
    assert raised.value.hint and raised.value.exit_code == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe{"], ids=["missing file", "wrong encoding"])
def test_a_claims_file_that_cannot_be_read_is_refused(corpus: Corpus, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "claims.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CoachError, match=r"claims\.jsonl cannot be read"):
        read_claims(path, corpus)


# ----------------------------------------------------------------------------------------- measured and fitted


def test_claims_of_one_side_have_no_balanced_accuracy() -> None:
    assert np.isnan(balanced(np.array([0.9]), np.array([True]), 0.5))


def test_of_equally_good_thresholds_the_strictest_is_taken() -> None:
    assert best_threshold(np.array([0.7, 0.3]), np.array([True, False])) == 0.7


def test_a_fit_learns_what_turns_claims_and_never_a_sign_that_reads_backwards() -> None:
    true = [
        Pair(claim=claim, evidence="Ask people.", supported=True)
        for claim in ("Ask us.", "Ask me now.", "Never ask us.")
    ]
    false = [
        Pair(claim=claim, evidence="Ask people.", supported=False)
        for claim in ("Only ask us.", "Only ask me.", "You ask us.")
    ]
    weights = fit(count([true + false]), set(WEIGHTS)).weights
    assert weights["restriction"] < -1  # stands in false claims only
    assert weights["negation added"] == 0.0  # stands in a true claim only: that is chance, not a lesson


def test_a_fit_without_both_sides_is_refused() -> None:
    with pytest.raises(CoachError, match="no supported or no unsupported"):
        count([[Pair(claim="Ask us.", evidence="Ask people.", supported=True)]])


def test_the_kept_result_is_what_is_measured_now(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    kept = json.loads(evals_judge.RESULTS.read_text())
    measured = measure(open_judge(), read_claims(evals_judge.CLAIMS, corpus), corpus)
    assert json.loads(json.dumps(evals_judge.as_json(measured, corpus.name))) == kept
    evals_judge.main([str(evals_judge.CLAIMS)])
    assert (
        f"AUROC {kept['AUROC']:.3f} (95 % interval {kept['low']:.3f} to {kept['high']:.3f})" in capsys.readouterr().out
    )


def test_what_coach_says_of_its_judge_is_what_was_measured() -> None:
    kept = json.loads(evals_judge.RESULTS.read_text())
    caught = [sum(of[place] for of in kept["caught"].values()) for place in (0, 1)]
    assert (MEASURED.judge, MEASURED.auroc, MEASURED.low, MEASURED.high) == tuple(
        kept[name] for name in ("judge", "AUROC", "low", "high")
    )
    assert [list(MEASURED.accepted), list(MEASURED.stopped)] == [kept["supported kept"], caught]
    assert open_judge().identity == MEASURED.judge


def test_a_judge_that_was_not_measured_says_so() -> None:
    assert "has not been measured" in about("another")


# ------------------------------------------------------------------------------------------------- as a process


@pytest.fixture(scope="module")
def run() -> Run:
    def run(*arguments: str, stdin: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "coach"), "judge", *arguments]
        fed = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(command, input=fed, capture_output=True, timeout=60, env={**os.environ, **environment})
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_batch_is_answered_line_by_line_in_order(run: Run, tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "claims.jsonl"
    quote = corpus.principle("P8").text
    items = [
        {"id": "b", "claim": quote, "cites": ["P3", "P8"]},
        {"id": "a", "claim": "Thirty percent wait.", "evidence": "Many wait."},
        {"id": 7, "claim": "", "evidence": "Many wait.", "note": "other fields are ignored"},
        {"claim": "Ask.", "evidence": ""},
    ]
    path.write_text("\ufeff" + "\n".join(map(json.dumps, items)) + "\n\n")
    done = run("--batch", str(path))
    assert done.returncode == 0 and done.stderr == ""
    assert rows(done) == [
        {"id": "b", "score": 1.0, "supported": True},
        {"id": "a", "score": 0.0, "supported": False},
        {"id": 7, "score": 0.0, "supported": False},
        {"id": 4, "score": 0.0, "supported": False},
    ]


def test_a_batch_on_standard_input_rounds_scores_to_four_digits(run: Run) -> None:
    found = rows(run("--batch", "-", stdin='{"id": 1, "claim": "You must ask us.", "evidence": "Ask people."}'))
    assert found == [{"id": 1, "score": round(score("You must ask us.", "Ask people."), 4), "supported": False}]


UNREAD = {"not JSON", "not UTF-8", "not an object", "too long a line"}  # answered with their line's number
BAD_LINES: list[tuple[str, bytes, str]] = [
    ("not JSON", b'{"id": 1', "not JSON"),
    ("not UTF-8", b'{"id": 1, "claim": "\xff"}', "not JSON"),
    ("not an object", b"[1]", "not a JSON object"),
    ("unknown id", b'{"id": 1, "claim": "Ask.", "cites": ["P3", "P99"]}', "no principle 'P99'"),
    ("both", b'{"id": 1, "claim": "Ask.", "cites": ["P3"], "evidence": "Ask."}', "not both"),
    ("neither", b'{"id": 1, "claim": "Ask."}', "either evidence or cites"),
    ("no claim", b'{"id": 1, "cites": ["P3"]}', "no claim"),
    ("claim is a number", b'{"id": 1, "claim": 3, "cites": ["P3"]}', "no claim"),
    ("evidence is a list", b'{"id": 1, "claim": "Ask.", "evidence": ["Ask."]}', "not text"),
    ("cites is text", b'{"id": 1, "claim": "Ask.", "cites": "P3"}', "not a list"),
    ("no cites", b'{"id": 1, "claim": "Ask.", "cites": []}', "not a list"),
    ("too long a claim", b'{"id": 1, "claim": "' + b"a " * 5000 + b'", "cites": ["P3"]}', "8,000 is the limit"),
    ("too long a line", b'{"id": 1, "claim": "' + b"a" * 1_000_001 + b'"}', "longer than 1,000,000 bytes"),
]


def test_lines_that_cannot_be_judged_are_answered_with_their_error_and_the_others_judged(run: Run) -> None:
    good = b'{"id": "good", "claim": "Ask people.", "evidence": "Ask people."}'
    done = run("--batch", "-", stdin=b"\n".join([*(line for _, line, _ in BAD_LINES), good]))
    found = rows(done)
    assert done.returncode == 2 and f"{len(BAD_LINES)} line(s)" in done.stderr
    assert found[-1] == {"id": "good", "score": 1.0, "supported": True}
    for place, ((name, _, message), row) in enumerate(zip(BAD_LINES, found, strict=False), start=1):
        assert row["id"] == (place if name in UNREAD else 1), name
        assert (row["score"], row["supported"]) == (0.0, False), name
        assert message in row["error"]["message"] and row["error"]["hint"], name


def test_two_runs_write_the_same_bytes(run: Run) -> None:
    lines = "\n".join(json.dumps({"id": n, "claim": f"Show leaders idea {'x' * n}", "cites": ["P3"]}) for n in range(9))
    assert (
        run("--batch", "-", stdin=lines, PYTHONHASHSEED="1").stdout
        == run("--batch", "-", stdin=lines, PYTHONHASHSEED="2").stdout
    )


def test_one_claim_is_judged_in_words_or_as_json(run: Run) -> None:
    done = run("Ask people.", "--evidence", "Ask people.")
    assert done.stdout == "Supported: score 1.00, supported from 0.56\n" and "--about" in done.stderr
    assert rows(run("Wait for a promotion.", "--cites", "P1,P6", "--json")) == [{"score": 0.0, "supported": False}]
    assert run("-", "--cites", "P1", "--cites", "P6", stdin="Ask 7 people.").stdout.startswith(
        "Not supported: score 0.00"
    )


def test_how_reliable_the_judge_is_can_be_asked(run: Run) -> None:
    done = run("--about")
    assert done.returncode == 0 and f"AUROC of {MEASURED.auroc:.2f}" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "There is no claim", id="nothing"),
        pytest.param(["Ask."], "--evidence or against --cites", id="no evidence"),
        pytest.param(["Ask.", "--evidence", "Ask.", "--cites", "P3"], "--evidence or against --cites", id="both"),
        pytest.param(["Ask.", "--cites", "P99"], "no principle 'P99'", id="unknown id"),
        pytest.param(["Ask.", "--batch", "x.jsonl"], "both given", id="claim and batch"),
        pytest.param(["--batch", "missing.jsonl"], "missing.jsonl cannot be read", id="no such file"),
        pytest.param(
            ["Ask.", "--cites", "P3", "--corpus", "nowhere"], "no corpus named 'nowhere'", id="no such corpus"
        ),
    ],
)
def test_a_wrong_call_says_what_to_do(run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_a_claim_with_its_evidence_needs_no_corpus(run: Run) -> None:
    assert run("Ask people.", "--evidence", "Ask people.", "--corpus", "nowhere").returncode == 0


def test_judging_imports_nothing_slow() -> None:
    code = (
        "import sys\nsys.argv = ['coach', 'judge', 'Ask people.', '--cites', 'P3']\n"
        "from coach.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'torch', 'chromadb', 'ragas', 'onnxruntime', 'langchain_core', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=REPOSITORY)
    assert done.stdout.splitlines()[-1] == "[]"
