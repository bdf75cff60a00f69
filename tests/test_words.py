"""Words and sentences: sentences are exact parts of a text, and quotations are compared word for word."""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from coach.words import _stem, clean, has_control_characters, quotes_exactly, sentences, stems, words

TEXT = "Don't wait for a title. Show \"agency\" first; then ask — it's yours."

SPLIT = {
    "full stops": ("One here. Two there. Three.", ["One here.", "Two there.", "Three."]),
    "question and exclamation marks": ("Really? Yes! Go on.", ["Really?", "Yes!", "Go on."]),
    "an ellipsis sign": ("I wait… Nobody comes.", ["I wait…", "Nobody comes."]),
    "several marks": ("What?! No way...  Yes.", ["What?!", "No way...", "Yes."]),
    "no mark at the end": ("First. then second", ["First. then second"]),
    "line breaks": ("a heading\n\nIts text. More.", ["a heading", "Its text.", "More."]),
    "a stop within a closing quotation mark": (
        'He said "Go." She went.',
        ['He said "Go."', "She went."],
    ),
    "a stop within a typographic quotation mark": ("He said “Go.” She went.", ["He said “Go.”", "She went."]),
    "a sentence that opens with a quotation mark": ("He left. “Why?” she asked.", ["He left.", "“Why?” she asked."]),
    "a sentence in brackets": ("It works. (It really does.) Good.", ["It works.", "(It really does.)", "Good."]),
    "a sentence that opens with a digit": ("We lost. 12 people left.", ["We lost.", "12 people left."]),
    "e.g. does not end a sentence": ("Use tools, e.g. Jira, daily. Stop.", ["Use tools, e.g. Jira, daily.", "Stop."]),
    "i.e. does not end a sentence": ("The boss, i.e. Anna, left.", ["The boss, i.e. Anna, left."]),
    "Dr. does not end a sentence": ("I asked Dr. Who. He nodded.", ["I asked Dr. Who.", "He nodded."]),
    "Mr. and Mrs. do not end a sentence": ("Mr. Ha met Mrs. Lo. Fine.", ["Mr. Ha met Mrs. Lo.", "Fine."]),
    "vs. does not end a sentence": ("Product vs. Sales again. Help.", ["Product vs. Sales again.", "Help."]),
    "a decimal number": ("It grew 3.5 times. Good.", ["It grew 3.5 times.", "Good."]),
    "initials in a country": ("The U.S. market grew.", ["The U.S. market grew."]),
    "nothing": ("", []),
    "white space only": (" \n ", []),
}


@pytest.mark.parametrize(("text", "expected"), SPLIT.values(), ids=SPLIT.keys())
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in SPLIT.values()], ids=SPLIT.keys())
def test_sentences_are_exact_parts_of_the_text_in_order_and_leave_no_word_out(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        end = text.index(sentence, end) + len(sentence)
    assert words(" ".join(sentences(text))) == words(text)


EXACT = {
    "itself": TEXT,
    "a part": 'Show "agency" first',
    "curly double quotes": "Show “agency” first",
    "curly apostrophe": "Don’t wait",
    "opening single quote": "Don‘t wait",
    "a line break for a space": "Don't wait\nfor a title.",
    "many spaces": "Don't   wait \t for",
    "a no-break space": "Don't\u00a0wait",
    "white space around": "  Don't wait  ",
    "full-width letters (NFKC)": "\uff37\uff21it".replace("\uff37\uff21", "\uff57\uff41"),
}
CHANGED = {
    "one word changed": "Don't wait for the title.",
    "one word left out": "Don't wait a title.",
    "one word added": "Don't ever wait for a title.",
    "negation dropped": "Do wait for a title.",
    "order changed": "wait Don't for a title.",
    "case changed": "don't wait",
    "hyphen for a dash": "then ask - it's yours",
    "two parts joined": "Don't wait for a title. then ask",
    "ellipsis": "Don't wait … first",
    "empty": "",
    "white space only": " \n\t",
}


@pytest.mark.parametrize("quote", EXACT.values(), ids=EXACT.keys())
def test_a_quotation_that_stands_in_the_text_quotes_exactly(quote: str) -> None:
    assert quotes_exactly(quote, TEXT)


@pytest.mark.parametrize("quote", CHANGED.values(), ids=CHANGED.keys())
def test_a_quotation_that_says_something_else_does_not_quote_exactly(quote: str) -> None:
    assert not quotes_exactly(quote, TEXT)


@pytest.mark.parametrize("place", range(len(TEXT.split())))
def test_changing_any_single_word_is_noticed(place: int) -> None:
    changed = TEXT.split()
    changed[place] = "zebra"
    assert not quotes_exactly(" ".join(changed), TEXT)


PARTS_OF_WORDS = {
    "the end cut off": "Don't wait for a tit",
    "the beginning cut off": "on't wait for",
    "one letter": "w",
}


@pytest.mark.parametrize("quote", PARTS_OF_WORDS.values(), ids=PARTS_OF_WORDS.keys())
def test_a_quotation_that_cuts_a_word_does_not_quote_exactly(quote: str) -> None:
    assert not quotes_exactly(quote, TEXT)


CLEANED = {
    "zero-width space": ("a\u200bb", "ab"),
    "byte order mark": ("\ufeffa", "a"),
    "right-to-left override": ("a\u202eb", "ab"),
    "tag characters": ("a\U000e0041b", "ab"),
    "no-break space": ("a\u00a0b", "a b"),
    "tabs and runs of spaces": (" a \t  b ", "a b"),
    "line breaks stay": ("a\nb", "a\nb"),
    "soft hyphen": ("strat\u00adegy", "strategy"),
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.values(), ids=CLEANED.keys())
def test_what_nobody_sees_is_taken_out(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"], ids=ascii)
def test_control_characters_are_noticed(sign: str) -> None:
    assert has_control_characters(f"a{sign}b")


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", "é", "東", "🙂"], ids=ascii)
def test_plain_characters_are_no_control_characters(sign: str) -> None:
    assert not has_control_characters(f"a{sign}b")


def test_words_are_lower_case_without_digits_and_signs() -> None:
    assert words("Don’t ship 3 Überraschungen, OK?") == ["don't", "ship", "überraschungen", "ok"]


def test_stems_leave_function_words_out() -> None:
    assert stems("I was promoted and she is promoting others") == ["promot", "promot", "other"]


def test_threads_do_not_stem_each_others_words() -> None:
    texts = [" ".join(f"thread{sign * size}nations" for size in range(1, 300)) for sign in "abcdefgh"]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(stems, texts))
    finally:
        sys.setswitchinterval(before)
    alone = snowballstemmer.stemmer("english")
    assert found == [alone.stemWords(text.split()) for text in texts]


def test_words_that_people_make_up_are_not_remembered_for_ever() -> None:
    made_up = ("".join(letters) for letters in itertools.product("bcdfghklmnprs", repeat=4))  # 28,561 of them
    stems(" ".join(made_up))
    full = _stem.cache_info().currsize
    stems("b" * 1000)
    assert (full, _stem.cache_info().currsize) == (20_000, 20_000)


def test_a_word_too_long_to_be_one_is_stemmed_and_not_remembered() -> None:
    before = _stem.cache_info().misses
    assert stems("x" * 50 + "ing") == ["x" * 50 + "ing"]
    assert _stem.cache_info().misses == before
