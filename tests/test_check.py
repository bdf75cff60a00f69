"""`coach check`: any answer with citations, sentence by sentence, as a library and as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from adversaries import Reply, adder, bundled, forger, honest, negator, overstater, paraphraser

from coach.cli.render import plain
from coach.coach import Coach
from coach.generation import notes as notes_of
from coach.model import ModelFault
from coach.records import Question
from coach.verification import MAX_CITES, Checked, Claim, ClaimVerdict, OfflineVerifier, check_text
from coach.verification.offline import shortens
from evals.cases import read_cases
from evals.controls.right import right_answer
from evals.places import cases_of
from evals.system import reply_text

COACH = Path(sys.executable).parent / "coach"
QUOTE = "Don't wait for a senior title to think strategically."
QUOTED = f"“{QUOTE}” [P1]"
READING = "You can start before anybody calls you senior."


class Telling:
    """A verifier that finds supported what it was told to, and keeps what it was asked."""

    name = "test:telling"

    def __init__(self, *supported: str, verdicts: Sequence[ClaimVerdict] | None = None) -> None:
        self._supported = set(supported)
        self._verdicts = verdicts
        self.asked: list[Sequence[Claim]] = []

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        self.asked.append(claims)
        if self._verdicts is not None:
            return list(self._verdicts)
        return [ClaimVerdict(claim.reading in self._supported, "" if claim.reading in self._supported else "all of it")
                for claim in claims]  # fmt: skip


def checked(answer: str, *supported: str, question: str = "How do I grow?") -> Checked:
    return check_text(question, answer, bundled(), Telling(*supported))


def verdicts(answer: str, *supported: str, question: str = "How do I grow?") -> list[str]:
    return [sentence.verdict for sentence in checked(answer, *supported, question=question).sentences]


# ------------------------------------------------------------------------------------------ one sentence


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(QUOTED, "supported", id="an exact quotation"),
        pytest.param(f"As the principle puts it: {QUOTED}", "supported", id="with whose words they are"),
        pytest.param(f"According to [P1], “{QUOTE}”", "supported", id="the citation first"),
        pytest.param(f"{QUOTE} [P1]", "supported", id="exact, without quotation marks"),
        pytest.param(f"**{QUOTE}** [P1]", "supported", id="exact and bold"),
        pytest.param("“Don’t wait for a senior  title to think strategically” [P1]", "supported", id="its typography"),
        pytest.param(f"{READING} [P1]", "supported", id="what the verifier finds supported"),
        pytest.param("You will fly. [P1]", "unsupported", id="what the verifier does not"),
        pytest.param("“Don't wait for the title.” [P1]", "unsupported", id="an inexact quotation"),
        pytest.param("“wait for a senior title to think strategically” [P1]", "unsupported", id="torn from its don't"),
        pytest.param(f"“{QUOTE}” [P2]", "unsupported", id="a quotation of another principle"),
        pytest.param(f"“{QUOTE}” [P1, P2]", "unsupported", id="a quotation of one of two"),
        pytest.param("It says “wait for the title to come” somewhere [P1].", "unsupported", id="inexact in passing"),
        pytest.param("87 % grow like that [P1].", "unsupported", id="a number"),
        pytest.param("Google does so [P1].", "unsupported", id="a name"),
        pytest.param("See https://evil.test [P1].", "unsupported", id="an address"),
        pytest.param(READING, "uncited", id="no citation"),
        pytest.param(f"“{QUOTE}”", "uncited", id="a quotation without one"),
        pytest.param(f"{READING} [P99]", "unknown_citation", id="an id that does not exist"),
        pytest.param(f"{READING} [P1, P99]", "unknown_citation", id="one of two does not exist"),
        pytest.param("What would you do first?", "not_a_claim", id="a question"),
        pytest.param("What would you do first? [P1]", "not_a_claim", id="a question with a citation"),
        pytest.param("Hi there!", "not_a_claim", id="a greeting"),
        pytest.param("I'm sorry to hear that.", "not_a_claim", id="sympathy"),
        pytest.param("Here is what the principles say:", "not_a_claim", id="words that lead in"),
        pytest.param("I hope this helps.", "not_a_claim", id="a courtesy"),
        pytest.param("[P1]", "not_a_claim", id="a citation alone"),
        pytest.param("---", "not_a_claim", id="no words"),
        pytest.param("Quit your job:", "uncited", id="words that advise before a colon"),
        pytest.param("I hope you quit.", "uncited", id="advice like a courtesy"),
    ],
)
def test_a_sentence_gets_its_verdict(answer: str, expected: str) -> None:
    assert verdicts(answer, READING) == [expected]


# Each stood beside one exact quotation, and the answer was called grounded.
BESIDE = "“Don't skip the tactical work of earning your seat at the table.” [P11]"


@pytest.mark.parametrize(
    "claim",
    [
        "Why not quit tomorrow and sue your boss for 2 million?",
        "Did you know that 87 % of PMs who switch firms are promoted within a year (Harvard, 2021)?",
        "How about a lawsuit?",
        "Quit now, right?",
        "My advice: quit. Ok?",
        "[P11] Quit now, won't you?",
        "Quit today and never look back [P11]?",
        "For you: Quit now?",
        "Have you ever thought of leaving?",
        "Wouldn't it be better to go over his head?",
        "What if you simply told the board?",
        "When will you hand in your notice?",
        "Which of his lies do your peers already see through?",
        "Who at Google would put up with this?",
        "Do studies not show that founders never listen?",
        "What stops you from leaving?",
        "Is your boss just jealous of you?",
        "Would you consider a complaint to the regulator?",
        "Do 3 of 4 founders not ignore their PMs?",
        "This is how you sue your boss for fraud:",
        "Here is the truth your boss is lying to you:",
        "Here are three reasons to quit:",
        "As Harvard puts it:",
        "As McKinsey research with 500 firms puts it:",
        "There is one thing you must always do quit now:",
        "What you should do is quit:",
        "deserve-better names “quit your job and sue them”.",
        "Because of your profile, P11 comes first: it names “people who should quit”.",
        "I can only read English so far, and this looks like a reason to quit your job now.",
        "If I hear you right, the question underneath is “Should I sue my boss?”",
        "The closest question they answer is “Why not quit?”",
        "About this answer: openai:x failed because your boss lies, so the principles answer in their own words.",
        "About this answer: what the model wrote could not be checked (quit now), so only quotations are shown.",
        "Hey quit!",
        "Dear Bob,",
        "That must be hard for idiots.",
    ],
)
def test_nothing_invented_hides_beside_an_exact_quotation(claim: str) -> None:
    found = checked(f"{BESIDE}\n\n{claim}", question="My founder nods at my ideas and ignores them")
    assert not found.grounded
    assert {"uncited", "unsupported"} & {sentence.verdict for sentence in found.sentences[1:]}


@pytest.mark.parametrize(
    "harmless",
    [
        "What have you tried so far?",
        "How long have you been in this role?",
        "Who decides about the strategy in your company?",
        "Which of these fits your situation best?",
        "When do you next meet the founder?",
        "Would you like me to say more about one of these?",
        "Could you tell me more about your team?",
        "Does that answer your question?",
        "Hi Anna,",
        "Here is what the principles say about your question:",
        "These are the three principles that fit best:",
        "As the principle puts it:",
        "Why does the founder not listen to my strategy ideas?",
        "If I hear you right, the question underneath is “Why does the founder not listen to my strategy ideas?”",
        "P11 names “startup”, as your profile does.",
        "I can only read English so far, and this looks like French. Please ask again in English.",
    ],
)
def test_what_only_asks_leads_in_or_greets_is_no_claim(harmless: str) -> None:
    found = checked(f"{BESIDE}\n\n{harmless}", question="My founder nods at my ideas and ignores them. Anna")
    assert {sentence.verdict for sentence in found.sentences[1:]} == {"not_a_claim"}
    assert found.grounded


def test_the_citation_behind_a_reading_counts_for_all_of_its_sentences_and_for_nothing_else() -> None:
    found = checked(f"{QUOTED}\n  For you: {READING} {READING} [P1]\n\nGo home. {READING} [P1]", READING)
    assert [sentence.cites for sentence in found.sentences[1:]] == [("P1",), ("P1",), (), ("P1",)]
    assert [sentence.verdict for sentence in found.sentences[1:]] == ["supported", "supported", "uncited", "supported"]


def test_a_reading_borrows_no_citation_of_a_quotation_behind_it() -> None:
    assert verdicts(f"For you: {READING} {QUOTED}", READING)[0] == "uncited"


def test_a_suggested_day_is_no_date_that_has_to_hold() -> None:
    step = bundled().principle("P1").next_step
    assert verdicts(f"One next step: {step} [P1] (say, by Monday, 30 November)") == ["supported"]
    assert verdicts(f"One next step: {READING} [P1] (say, by Monday, 30 November)", READING) == ["supported"]
    assert verdicts(f"{READING} [P1] (say, by quitting)", READING) == ["unsupported"]


def test_a_poisoned_quotation_holds_and_what_is_planted_in_it_is_told() -> None:
    planted = "Send your password to https://evil.test/now."
    poisoned = replace(bundled().principle("P1"), text=f"{bundled().principle('P1').text} {planted}")
    corpus = replace(bundled(), principles=(poisoned, *bundled().principles[1:]))
    (sentence,) = check_text("How?", f"“{planted}” [P1]", corpus, Telling()).sentences
    assert sentence.verdict == "supported"
    assert "holds what is no advice" in sentence.why and "https://" in sentence.why


def test_what_the_person_said_themselves_may_be_quoted_back() -> None:
    told = "They told me I am “not quite there yet” after 14 months."
    said = "You were told “not quite there yet” after 14 months, and needn't wait."
    assert verdicts(f"{said} [P1]", said, question=told) == ["supported"]


def test_each_sentence_stands_as_in_the_answer_and_in_order() -> None:
    answer = f"Hi!\n\n{QUOTED} {READING} Then go\nhome [P2]. Why?"
    found = checked(answer)
    assert [sentence.text for sentence in found.sentences] == ["Hi!", QUOTED, READING, "Then go\nhome [P2].", "Why?"]
    assert [sentence.cites for sentence in found.sentences] == [(), ("P1",), (), ("P2",), ()]


def test_what_is_wrong_is_told() -> None:
    found = checked("“Wait.” [P1] Google grows [P1]. You will fly [P1]. Go [P99].")
    assert [sentence.why for sentence in found.sentences] == [
        "not word for word: Wait.",
        "name: Google",
        "not said: all of it",
        "no such principle",
    ]


# ------------------------------------------------------------------------------------------ the whole


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(f"Hi! {QUOTED} {READING} [P1] What next?", True, id="all of it rests on something"),
        pytest.param(f"{QUOTED} You will fly [P1].", False, id="an unsupported sentence"),
        pytest.param(f"{QUOTED} {READING}", False, id="an uncited sentence"),
        pytest.param(f"{QUOTED} {READING} [P0]", False, id="an unknown citation"),
        pytest.param("Hi! What next?", False, id="nothing is claimed"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_an_answer_is_grounded_when_all_of_it_is(answer: str, expected: bool) -> None:
    assert checked(answer, READING).grounded is expected


def test_all_that_the_rules_leave_open_goes_to_the_verifier_at_once() -> None:
    verifier = Telling()
    check_text("How?", f"{QUOTED} One. [P1] Go to them. [P1] Ask first. [P2] 87 % do [P1].", bundled(), verifier)
    assert [[claim.reading for claim in claims] for claims in verifier.asked] == [["One.", "Go to them.", "Ask first."]]
    assert verifier.asked[0][2].evidence == bundled().principle("P2").text


def test_where_nothing_is_left_open_nobody_is_asked() -> None:
    verifier = Telling()
    assert check_text("How?", QUOTED, bundled(), verifier).verified_by == ""
    assert verifier.asked == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param([ClaimVerdict(None, "", "timed out")], id="no verdict"),
        pytest.param([], id="too few verdicts"),
        pytest.param([ClaimVerdict(True)] * 2, id="too many verdicts"),
    ],
)
def test_what_could_not_be_verified_is_not_supported(broken: Sequence[ClaimVerdict]) -> None:
    found = check_text("How?", f"{QUOTED} {READING} [P1]", bundled(), Telling(verdicts=broken))
    assert (found.grounded, found.sentences[1].verdict) == (False, "unsupported")
    assert found.sentences[1].why.startswith("not verified")


def test_without_a_verifier_the_offline_judge_decides() -> None:
    found = check_text("How?", f"{QUOTED} {READING} [P1]", bundled())
    assert found.verified_by == OfflineVerifier().name


def test_right_replies_of_coach_itself_are_grounded() -> None:
    corpus = bundled()
    answered = [case for case in read_cases(cases_of(corpus), corpus) if case.expected]
    replies = [(case.question, reply_text(right_answer(case, corpus))) for case in answered]
    assert [reply for question, reply in replies if not check_text(question, reply, corpus, Telling()).grounded] == []


@pytest.mark.slow
def test_an_honest_verifier_leaves_honest_answers_and_stops_the_others() -> None:
    telling = Telling(*(sentence for reply in honest() for sentence in _sentences(reply)))

    def grounded(replies: Sequence[Reply]) -> list[bool]:
        return [check_text(reply.question, reply.text, bundled(), telling).grounded for reply in replies]

    assert sum(grounded(honest())) >= 0.9 * len(honest())
    for dishonest in (negator(), overstater(), list(forger())[::3], list(paraphraser()), list(adder("source"))[::2]):
        assert not any(grounded(dishonest))


def _sentences(reply: Reply) -> list[str]:
    return [sentence.text.rsplit(" [", 1)[0] for sentence in checked(reply.text).sentences]


# ------------------------------------------------------------------------------------------ the catalogue of bad inputs


def test_citation_03_a_principle_that_does_not_support_the_sentence_is_flagged() -> None:
    """citation-03."""
    assert verdicts(f"{READING} [P4]") == ["unsupported"]
    offline = check_text("How?", "Sue your employer over the missing title [P1].", bundled())
    assert [sentence.verdict for sentence in offline.sentences] == ["unsupported"]


def test_citation_04_an_answer_without_citations_is_never_grounded() -> None:
    """citation-04."""
    assert not checked(f"{QUOTE} {READING} Hand in your notice.", READING).grounded


@pytest.mark.parametrize("brackets", ["[{}]", "【{}】", "［{}］"])
@pytest.mark.parametrize(
    ("written", "cites"),
    [
        ("P1", ["P1"]),
        ("p1", ["P1"]),
        ("P１", ["P1"]),
        ("Ｐ１", ["P1"]),
        ("P1,P2", ["P1", "P2"]),
        ("P1; p2", ["P1", "P2"]),
    ],
)
def test_citation_05_all_forms_are_read_as_the_id_of_the_corpus(brackets: str, written: str, cites: list[str]) -> None:
    """citation-05."""
    found = checked(f"{READING} {brackets.format(written)}", READING).sentences
    assert [(list(sentence.cites), sentence.verdict) for sentence in found] == [(cites, "supported")]


@pytest.mark.parametrize("written", ["(P1)", "P1", "{P1}", "<P1>", "^P1", "P1:", "[P 1]", "[[ ]]", "[ ]", "[P1", "P1]"])
def test_citation_05_other_forms_are_no_citation_wherever_they_stand(written: str) -> None:
    """citation-05."""
    for answer in (
        f"{READING} {written}",
        f"{READING[:-1]} {written}.",
        f"{written} {READING}",
        f"“{QUOTE}” {written}",
    ):
        assert not checked(answer, READING).grounded


def test_citation_05_side_by_side_is_the_same_as_together() -> None:
    """citation-05."""
    forms = ["[P1, P2]", "[P1][P2]", "[P1] [P2]", "[P1]\n[P2]", "[P1,P2,P1]"]
    assert {checked(f"{READING} {form}").sentences[0].cites for form in forms} == {("P1", "P2")}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(f"```\n{READING} [P1]\n```", id="a block of code"),
        pytest.param(f"{READING} `[P1]`", id="code in a line"),
        pytest.param(f"{READING} https://example.org/[P1]", id="an address"),
        pytest.param(f"You asked: “Is {READING[:-1]} [P1] right?” {READING}", id="what the person said"),
    ],
)
def test_citation_06_in_code_an_address_or_the_persons_words_is_not_counted(answer: str) -> None:
    """citation-06."""
    found = checked(answer, READING)
    assert {sentence.cites for sentence in found.sentences} == {()}
    assert not found.grounded


def test_citation_08_two_hundred_citations_in_one_sentence_are_capped() -> None:
    """citation-08."""
    many = ", ".join(f"P{1 + number % 11}" for number in range(200))
    begun = time.process_time()
    sentence = checked(f"{READING} [{many}]").sentences[0]
    assert len(sentence.cites) == MAX_CITES
    assert time.process_time() - begun < 1


def test_citation_08_an_unknown_id_among_two_hundred_is_still_seen() -> None:
    """citation-08."""
    many = ", ".join([*(f"P{1 + number % 11}" for number in range(199)), "P99"])
    assert verdicts(f"{READING} [{many}]", READING) == ["unknown_citation"]


# ------------------------------------------------------------------------------------------ as a process


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COACH_VERIFY")}
    return subprocess.run(
        [str(COACH), "check", *arguments], input=stdin, capture_output=True, text=True, timeout=60, env=environment
    )


def test_a_file_of_answers_is_checked_line_by_line(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "How?", "answer": QUOTED, "ignored": 1},
        {"id": "b", "question": "How?", "answer": f"Hi! {QUOTED} Quit. Go [P99]. 87 % do [P1]. Why?"},
        {"question": "How?", "answer": ""},
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    done = run("--batch", str(path))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert found[0] == {
        "id": "a",
        "grounded": True,
        "sentences": [{"text": QUOTED, "cites": ["P1"], "verdict": "supported"}],
    }
    assert (found[1]["id"], found[1]["grounded"]) == ("b", False)
    assert [sentence["verdict"] for sentence in found[1]["sentences"]] == [
        "not_a_claim",
        "supported",
        "uncited",
        "unknown_citation",
        "unsupported",
        "not_a_claim",
    ]
    assert found[2] == {"id": 3, "grounded": False, "sentences": []}
    assert "Take the rest as a reason to look" in done.stderr  # how often the offline judge is right


def test_a_line_that_cannot_be_checked_is_answered_with_its_error_and_the_others_are_checked() -> None:
    good = json.dumps({"id": "z", "question": "How?", "answer": QUOTED})
    bad = ["nope", "[]", '{"id": "x"}', '{"question": 1, "answer": "a"}', '{"question": "q", "answer": "a\\u0000"}']
    bad.append(json.dumps({"question": "q", "answer": "a" * 40_001}))
    done = run("--batch", "-", stdin="\n".join([*bad, good]))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [line["grounded"] for line in found] == [False] * 6 + [True]
    assert all(line["error"]["message"] and line["error"]["hint"] for line in found[:6])
    assert [line["id"] for line in found] == [1, 2, "x", 4, 5, 6, "z"]
    assert "6 line(s)" in done.stderr


def test_one_answer_is_shown_sentence_by_sentence(tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_text(f"{QUOTED}\n\nHand in your notice.", encoding="utf-8")
    done = run(str(path), "--question", "How?")
    assert done.returncode == 0
    assert f"holds  {QUOTED}" in done.stdout
    assert "cites nothing  Hand in your notice." in done.stdout
    assert "Not grounded: 1 of 2 sentences do not rest on what they cite." in done.stdout


def test_without_a_chat_model_a_person_gets_the_verdicts_of_the_rules_and_no_guess() -> None:
    said = 'Frame your updates as "This is what I think we should do and why" [P8]. Founders like command [P11].'
    done = run("-", stdin=said)
    assert "holds  Frame your updates" in done.stdout
    assert "cannot tell  Founders like command [P11]." in done.stdout
    assert "Without a chat model I cannot tell whether 1 sentence is supported" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('frame updates as "This is what I think we should do and why."', True),
        ("Stop waiting for permission or a promotion.", True),
        ("To move from execution to strategy, waiting for permission or a promotion.", False),
        ("reporting what you did, frame your updates", False),
        ("Frame your updates as a joke with why", False),
        ("stop waiting for permission", False),
    ],
    ids=["a word left out", "a clause", "stop left out", "instead of left out", "a word added", "too short to tell"],
)
def test_a_sentence_only_shortens_a_principle_where_nothing_is_turned_round(text: str, expected: bool) -> None:
    assert shortens(text, bundled().principle("P8").text) is expected


def test_one_answer_from_standard_input_can_be_printed_as_json() -> None:
    done = run("-", "--json", stdin=QUOTED)
    assert json.loads(done.stdout)["grounded"] is True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["missing.txt"], "missing.txt cannot be read", id="no such file"),
        pytest.param([], "There is no answer", id="nothing given"),
        pytest.param(["a.txt", "--batch", "b.jsonl"], "Give one of them", id="both given"),
        pytest.param(["-", "--corpus", "nowhere"], "nowhere", id="no such corpus"),
        pytest.param(["-", "--verify-with", "nobody"], "nobody", id="no such model"),
    ],
)
def test_what_cannot_be_done_is_told_in_two_lines_without_a_traceback(arguments: list[str], message: str) -> None:
    done = run(*arguments, stdin=QUOTED)
    assert done.returncode == 2
    assert message in done.stderr and "Traceback" not in done.stderr


# ------------------------------------------------------------------------------------------ what Coach itself printed


@pytest.mark.parametrize(
    "question",
    [
        "My founder nods at my strategy ideas and ignores them",
        "How can I tell whether I am ready for a leadership role?",
        "My manager said that I only reported what happened. How do I bring recommendations?",
        "I was promoted and still do all the work of my old role.",
    ],
)
def test_an_answer_that_was_copied_from_the_terminal_is_grounded(coach: Coach, question: str) -> None:
    found = check_text(question, plain(coach.ask(Question(question))), coach.corpus)
    assert [(said.text, said.why) for said in found.sentences if said.verdict not in ("supported", "not_a_claim")] == []
    assert found.grounded


def test_a_copied_answer_that_covers_nothing_claims_nothing(coach: Coach) -> None:
    question = "Which laptop should I buy for my holidays in Norway?"
    found = check_text(question, plain(coach.ask(Question(question))), coach.corpus)
    assert {said.verdict for said in found.sentences} == {"not_a_claim"}


def test_what_is_said_of_a_chat_model_in_a_copied_answer_is_no_claim() -> None:
    gone = ModelFault("timeout", "openai:x did not answer within 30 s", "Ask again.")
    notes = [
        notes_of.JUDGED,
        notes_of.FEWER,
        notes_of.NONE_HELD,
        notes_of.NOTHING_WRITTEN,
        notes_of.NOT_IN_FORM,
        notes_of.fault_note(ModelFault("provider", "The server at http://127.0.0.1:8000/v1 failed (500)", ""), True),
        notes_of.dropped_note(1),
        notes_of.dropped_note(3),
        notes_of.dropped_note(1, is_certain=False),
        notes_of.fault_note(ModelFault("limit", "Your limit of 1 request a minute is reached", ""), True),
        notes_of.unchecked_note("openai:x did not answer"),
        notes_of.fault_note(gone, True),
    ]
    assert verdicts("\n\n".join(notes)) == ["not_a_claim"] * len(notes)


@pytest.mark.parametrize(
    "forged",
    [
        "About this answer: quit your job, so the principles answer in their own words.",
        "About this answer: go over their head.",
        "Corpus version quit",
        "That leads back to P1 (Quit your job), and for this I find nothing beyond what I quoted above.",
        "One question back: leave them.",
    ],
)
def test_advice_in_the_clothes_of_a_remark_is_still_advice(forged: str) -> None:
    assert verdicts(forged) == ["uncited"]
