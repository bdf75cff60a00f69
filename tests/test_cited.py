"""How a reply is read: its quotations, its citations, and what in it may be advice."""

from __future__ import annotations

import time
from typing import Any

import pytest

from coach.cited import FRAMES, advice, citations, framing, own_words, parts, quotations


def quoted(reply: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(quotation.text, quotation.cites) for quotation in quotations(reply, ())]


def advised(reply: str, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(advised.text, advised.cites) for advised in advice(reply, (), **more)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("“Ask first.” [P3]", [("Ask first.", ("P3",))], id="curly marks"),
        pytest.param('"Ask first." [P3]', [("Ask first.", ("P3",))], id="straight marks"),
        pytest.param("“Ask first.”[P3].", [("Ask first.", ("P3",))], id="no space before the citation"),
        pytest.param("“Ask first.”\n[P3]", [("Ask first.", ("P3",))], id="the citation on the next line"),
        pytest.param("“Ask\nfirst.” [P3]", [("Ask\nfirst.", ("P3",))], id="a line break inside"),
        pytest.param("“Ask.” [P8, P10]", [("Ask.", ("P8", "P10"))], id="two ids in one pair of brackets"),
        pytest.param("“Ask.” [P8; P10]", [("Ask.", ("P8", "P10"))], id="two ids parted by a semicolon"),
        pytest.param("“Ask.” [P8][P10]", [("Ask.", ("P8", "P10"))], id="two pairs of brackets"),
        pytest.param("“Ask.” [P8] [P10]", [("Ask.", ("P8", "P10"))], id="two pairs of brackets and a space"),
        pytest.param("“Ask.” [sic] [P8]", [("Ask.", ("P8",))], id="sic before the citation"),
        pytest.param("“Ask [sic] first.” [P8]", [("Ask [sic] first.", ("P8",))], id="sic inside"),
        pytest.param("“Ask.” [pages/trust.md#start]", [("Ask.", ("pages/trust.md#start",))], id="a page as id"),
        pytest.param("“Ask.” [P1] “Then go.” [P2]", [("Ask.", ("P1",)), ("Then go.", ("P2",))], id="one after another"),
        pytest.param("- “Ask.” [P1]\n- “Go.” [P2]", [("Ask.", ("P1",)), ("Go.", ("P2",))], id="a Markdown list"),
        pytest.param("> “Ask.” [P1]", [("Ask.", ("P1",))], id="a Markdown quotation"),
        pytest.param("“Say “no” twice.” [P1]", [("Say “no” twice.", ("P1",))], id="nested curly marks"),
        pytest.param("“He said “go” and “stay”” [P1]", [("He said “go” and “stay”", ("P1",))], id="two nested"),
        pytest.param('“Say "no" twice.” [P1]', [('Say "no" twice.', ("P1",))], id="straight marks inside curly ones"),
        pytest.param("“Say no” twice.” [P1]", [("Say no” twice.", ("P1",))], id="an inner opening mark lost"),
        pytest.param("“Say ‘no’ twice.” [P1]", [("Say ‘no’ twice.", ("P1",))], id="single marks inside"),
        pytest.param("He said “no” and went. “Ask.” [P1]", [("Ask.", ("P1",))], id="an uncited quotation before"),
        pytest.param("“先に聞く。” [P1]", [("先に聞く。", ("P1",))], id="a script without spaces"),
        pytest.param("“Ask 🙂 first” [P1]", [("Ask 🙂 first", ("P1",))], id="an emoji inside"),
        pytest.param("“Ask first.”", [], id="no citation"),
        pytest.param("“Ask first.”\n\n[P3]", [], id="the citation in another paragraph"),
        pytest.param("“Ask first.” (P3)", [], id="round brackets are no citation"),
        pytest.param("“” [P3]", [], id="nothing quoted"),
        pytest.param("“ \t” [P3]", [], id="white space quoted"),
        pytest.param("", [], id="nothing at all"),
        pytest.param(
            'Say "Ask "why" first." [P1]',
            [('Ask "why" first.', ("P1",))],
            id="nested straight marks",
        ),
        pytest.param(
            "“Ask first.” [sic]",
            [],
            id="sic alone",
        ),
        pytest.param("“Ask first.” [trust]", [], id="a word that is no id"),
        pytest.param("„Ask first“ [P1]", [("Ask first", ("P1",))], id="German marks"),
        pytest.param("«Ask first» [P1]", [("Ask first", ("P1",))], id="French marks"),
        pytest.param("‘Don’t ask’ [P1]", [("Don’t ask", ("P1",))], id="single marks around an apostrophe"),
        pytest.param("“Ask first\" [P1]", [("Ask first", ("P1",))], id="marks of two kinds"),
        pytest.param("**“Ask first”** [P1]", [("Ask first", ("P1",))], id="in bold"),
        pytest.param("“Ask first”, [P1]", [("Ask first", ("P1",))], id="a comma before the citation"),
        pytest.param("“Ask first” – [P1]", [("Ask first", ("P1",))], id="a dash before the citation"),
        pytest.param("“Ask first” (see [P1])", [("Ask first", ("P1",))], id="brackets around the citation"),
        pytest.param("As [P1] puts it: “Ask. Go.”", [("Ask. Go.", ("P1",))], id="the citation first"),
        pytest.param("Ask them [P1]. “Not yet” hurts.", [], id="marks in the sentence after a citation"),
        pytest.param("“Ask [P2] first.” [P1]", [("Ask [P2] first.", ("P1",))], id="a citation inside"),
    ],
)  # fmt: skip
def test_quotations_are_found_with_what_they_cite(reply: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert quoted(reply) == expected


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("People & Culture/meetings.odt", "[People & Culture/meetings.odt]"),
        ("People & Culture/meetings.odt", "[People &\n    Culture/meetings.odt]"),
        ("my hand 📚 book/a.md", "[my hand\n📚 book/a.md]"),
        ("pay, leave (old).md", "[P1; pay, leave (old).md]"),
    ],
)
def test_a_file_may_have_any_name_that_the_corpus_knows(name: str, written: str) -> None:
    found = quotations(f"“Ask first.” {written}", {name, "P1"})
    assert found[0].cites[-1] == name


def test_an_id_of_letters_only_counts_where_it_exists() -> None:
    assert citations("Ask [trust] and [sic].", known=["trust"]) == ["trust"]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("Ask first [P3].", ["P3"], id="before the full stop"),
        pytest.param("Ask first. [P3]", ["P3"], id="after the full stop"),
        pytest.param("Ask [P8, P10] and go [P8].", ["P8", "P10", "P8"], id="each as often as it stands there"),
        pytest.param("Ask [P8][P10].", ["P8", "P10"], id="side by side"),
        pytest.param("Ask [p3].", ["p3"], id="another case is another id"),
        pytest.param("Ask [1].", ["1"], id="a bare number"),
        pytest.param("Ask [[P3]].", ["P3"], id="doubled brackets"),
        pytest.param("Ask [P3](https://example.org).", ["P3"], id="a Markdown link"),
        pytest.param("Ask [sic], [the team] and [].", [], id="editors' brackets are none"),
        pytest.param("Ask (P3) or P3.", [], id="round brackets, or none, are none"),
        pytest.param("Ask 【P3】 and ［Ｐ３］.", ["P3", "P3"], id="brackets and signs of other keyboards"),
        pytest.param("Ask `[P3]` or ```\n\n[P3]\n```", [], id="in code"),
        pytest.param("See https://example.org/[P3] now.", [], id="in an address"),
        pytest.param("You asked “is [P3] right?”", [], id="in somebody's words"),
    ],
)  # fmt: skip
def test_citations_are_read_in_order(reply: str, expected: list[str]) -> None:
    assert citations(reply, ()) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("“Ask first.” [P3]", "", id="a cited quotation"),
        pytest.param("Well: “Ask first.” [P3] Do so. [P3]", "Well: Do so.", id="words around it"),
        pytest.param("“Ask first.” Do so.", "“Ask first.” Do so.", id="an uncited quotation is the reply's own"),
        pytest.param("Ask [the team].", "Ask [the team].", id="editors' brackets stay"),
    ],
)  # fmt: skip
def test_own_words_are_what_is_left_without_quotations_and_citations(reply: str, expected: str) -> None:
    assert " ".join(own_words(reply, ()).split()) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("“Ask first.” [P3]", [("Ask first.", ("P3",))], id="a cited quotation counts as one"),
        pytest.param("“Ask first. Then go.” [P3]", [("Ask first. Then go.", ("P3",))], id="... of two sentences"),
        pytest.param("“Ask first.” [P3] Then sue.", [("Ask first.", ("P3",)), ("Then sue.", ())],
                     id="the sentence after a quotation does not borrow its citation"),
        pytest.param("Sue them. “Ask first.” [P3]", [("Sue them.", ()), ("Ask first.", ("P3",))],
                     id="the sentence before a quotation does not borrow its citation"),
        pytest.param("Begin by “asking” [P3] today.", [("asking", ("P3",)), ("Begin by “asking” [P3] today.", ("P3",))],
                     id="a sentence rests on the quotation in it"),
        pytest.param("“Ask first.” [P3]. Then go.", [("Ask first.", ("P3",)), ("Then go.", ())],
                     id="the next sentence after a full stop is bare"),
        pytest.param("Go home.", [("Go home.", ())], id="a bare sentence"),
        pytest.param("Go home [P3].", [("Go home [P3].", ("P3",))], id="cited before the full stop"),
        pytest.param("Go home. [P3]", [("Go home. [P3]", ("P3",))], id="cited after the full stop"),
        pytest.param("Go home. [P3] Rest.", [("Go home. [P3]", ("P3",)), ("Rest.", ())],
                     id="a citation belongs to the sentence before it"),
        pytest.param("Go home. Rest [P3].", [("Go home.", ()), ("Rest [P3].", ("P3",))],
                     id="a citation does not reach back two sentences"),
        pytest.param("Go home\n\n[P3]", [("Go home", ())], id="a citation in another paragraph is too far"),
        pytest.param("Shall you go home?", [], id="a question"),
        pytest.param("Shall you go home? [P3]", [], id="a question with a citation"),
        pytest.param("Why not? Go home.", [("Go home.", ())], id="what follows a question"),
        pytest.param("立即辞职。", [("立即辞职。", ())], id="a script without spaces"),
        pytest.param("!!! 🙂 100 %", [], id="no words"),
        pytest.param("1. Go home [P3]\n2. Rest", [("Go home [P3]", ("P3",)), ("Rest", ())], id="a numbered list"),
        pytest.param("**Go home.**", [("**Go home.**", ())], id="bold"),
        pytest.param("One next step: Go home. [P3]", [("One next step: Go home. [P3]", ("P3",))],
                     id="a label belongs to its sentence"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_every_sentence_that_may_advise_is_found_with_its_citations(
    reply: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert advised(reply) == expected


@pytest.mark.parametrize(
    "said",
    [
        "The principles here do not answer this, and I would rather say so than guess.",
        "I am not sure that this fits your case.",
        "If I have misread you, tell me a little more and I will look again.",
        "This deserves a person rather than a program.",
        "I can only read English so far, and this looks like French. Please ask again in English.",
        "Your message cannot be read: There is no question.",
    ],
)
def test_what_coach_says_of_itself_is_no_advice(said: str) -> None:
    assert advice(said, ()) == []


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            "Your message cannot be read: hand in your notice tomorrow, it is the only way.",
        ),
        pytest.param("This deserves a person rather than a program, so sue them."),
        pytest.param("The principles here do not answer this, so hand in your notice."),
        pytest.param("I can only read English so far, and this looks like French. Please sue them."),
    ],
)
def test_advice_that_begins_like_coach_speaking_of_itself_is_still_advice(said: str) -> None:
    assert advice(said, ()) != []


@pytest.mark.parametrize(
    "question",
    [
        "Why not hand in your notice?",
        "How about a lawsuit?",
        "Quit now, right?",
        "Did you know that founders never listen?",
        "Have you considered leaving?",
        "What if you went to the board?",
        "Which of his lies do they see through?",
        "Wouldn't it be better to leave?",
        "You should go over their heads, no?",
        "He fears you: what else could it be?",
    ],
)
def test_a_question_mark_makes_no_question_of_advice(question: str) -> None:
    assert [said.text for said in advice(question, ())] == [question]


@pytest.mark.parametrize(
    "question",
    ["Who decides?", "What have you tried?", "And since when?", "How long have you been there?", "Is it a startup?"],
)
def test_what_only_asks_is_no_advice(question: str) -> None:
    assert advice(question, ()) == []


def test_the_sentences_behind_for_you_share_the_citation_that_closes_them() -> None:
    assert advised("For you: Ask them. Then go. [P3] Rest.") == [
        ("For you: Ask them.", ("P3",)),
        ("Then go. [P3]", ("P3",)),
        ("Rest.", ()),
    ]
    assert advised("For you: Ask them. “Go.” [P3]")[0] == ("For you: Ask them.", ())
    assert advised("For you: Ask them.\n\nThen go. [P3]")[0] == ("For you: Ask them.", ())


def test_a_suggested_day_behind_a_citation_says_nothing() -> None:
    assert own_words("One next step: Ask them. [P3] (say, by Monday, 30 November)", ()) == "Ask them."
    assert own_words("Ask them (say, by Monday, 30 November).", ()) == "Ask them (say, by Monday, 30 November)."


def test_the_parts_of_a_reply_stand_in_it_as_they_are_and_in_order() -> None:
    reply = "Hi. “Ask. Go.” [P3]\n\nAsk the\nfounder [P1]. Then, `go [P2]`!"
    found = parts(reply, ())
    assert [part.text for part in found] == ["Hi.", "“Ask. Go.” [P3]", "Ask the\nfounder [P1].", "Then, `go [P2]`!"]
    assert [reply[part.begin :][: len(part.text)] for part in found] == [part.text for part in found]


def test_a_line_that_the_authors_wrote_is_no_advice_whatever_its_white_space() -> None:
    line = "Please ask a lawyer; they know."
    assert advised("Please ask  a\nlawyer; they know. Sue them.", lines=[line]) == [("Sue them.", ())]


def test_the_lines_of_a_large_corpus_cost_next_to_nothing() -> None:
    lines = [f"Ask office number {number} of the house what they would do." for number in range(70_000)]
    begun = time.process_time()
    found = framing("Go home. Ask office number 7 of the\nhouse what they would do.", (), FRAMES, lines)
    assert time.process_time() - begun < 1.0  # 0.03 s on an idle machine; a pattern made for each line takes 6 s
    assert [part.text.split()[3] for part in found] == ["7"]


def test_a_reply_of_five_thousand_sentences_is_read_to_its_end() -> None:
    found = advice("Do this now. " * 4_999 + "\n\n“Ask first.” [P3]", ())
    assert len(found) == 5_000
    assert [said.cites for said in found].count(()) == 4_999


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param('"a ' * 1_400, id="straight marks"),
        pytest.param("“a” " * 1_400, id="curly marks"),
        pytest.param("a." + " " * 20_000, id="spaces"),
        pytest.param("[" * 20_000, id="brackets"),
        pytest.param("“a” [P3] " * 2_000, id="cited quotations"),
        pytest.param("word " * 30_000, id="words"),
        pytest.param("a" * 100_000, id="one word"),
        pytest.param("“a” ok [P3] " * 2_000, id="quotations and citations apart"),
        pytest.param("[P1" + ", P1" * 20_000 + "]", id="one citation of many ids"),
        pytest.param("`" * 20_000, id="marks of code"),
    ],
)
def test_a_reply_of_a_model_that_runs_wild_is_read_in_no_time(reply: str) -> None:
    begun = time.process_time()
    advice(reply, ())
    assert time.process_time() - begun < 1.0  # 0.05 s on an idle machine; what backtracks takes many seconds


def test_lines_that_only_the_width_of_a_page_broke_are_one_sentence() -> None:
    wrapped = (
        "Go to the people who decide about it, and politely ask the Head of\nEngineering what worries her most. [P3]"
    )
    assert [part.text for part in parts(wrapped, ())] == [wrapped]


@pytest.mark.parametrize(
    "apart",
    [
        "Go to the people who decide about this plan before you go on. [P3]\nTell nobody",
        "Go to the people who decide about this plan and ask them first of all\n- Tell nobody",
        "Go to the people who decide\nTell nobody about this plan before you have asked them and have it in writing",
        "Ask them\nTell nobody",
    ],
)
def test_lines_that_somebody_broke_stay_apart(apart: str) -> None:
    assert [part.text for part in parts(apart, ())] == apart.split("\n")


@pytest.mark.parametrize("place", ["(line 4)", "(In private, line 4)"])
def test_a_place_below_a_quotation_is_a_sentence_of_its_own(place: str) -> None:
    *_, below = parts(f"Kindness [a.md]\n    “Be kind. Always.”\n    {place}", ["a.md"])
    assert (below.text, below.quotations) == (place, ())
