"""Text that a page shows is read, and what is left out of it is told with how much it was."""

from __future__ import annotations

import pytest

from tests.document_files import read, texts

ADVICE = "Ask before you promise anything to anybody."
NEVER = "Never dismiss anybody without talking to them in person first."
LONG = " ".join([f"Rule {number} of the house is to listen before you talk." for number in range(8)])


@pytest.mark.parametrize(
    "head",
    [
        "<head><title>Rules</title><body>",
        "<head><meta charset='utf-8'><title>Rules</title><link rel=x href=y>",
        "<head><title>Rules</title><script>var x = 1</script></head>",
        "<title>Rules</title>",
    ],
    ids=["body", "nothing", "closed", "no-head"],
)
def test_a_head_may_be_left_open(head: str) -> None:
    found = read(f"<!doctype html><html>{head}<p>{ADVICE}</p>{NEVER}", "a.html")
    assert [(one.title, [passage.text for passage in one.passages]) for one in found.documents] == [
        ("Rules", [f"{ADVICE}\n{NEVER}"])
    ]
    assert found.remarks == ()


def test_text_in_an_open_head_ends_it() -> None:
    assert texts(read(f"<html><head><title>T</title>{ADVICE}", "a.html")) == [ADVICE]


def test_of_several_articles_none_is_the_page() -> None:
    cards = "".join(f"<article><p>Card {number}. {LONG}</p></article>" for number in (1, 2))
    found = read(f"<p>{NEVER}</p>{cards}", "a.html")
    text = "\n".join(texts(found))
    assert NEVER in text and "Card 1." in text and "Card 2." in text
    assert found.remarks == ()


def test_main_comes_before_an_article_and_what_stands_beside_is_told() -> None:
    found = read(f"<article><p>Teaser. {LONG}</p></article><main><p>{NEVER} {LONG}</p></main><p>{ADVICE}</p>", "a.html")
    text = "\n".join(texts(found))
    assert NEVER in text and "Teaser." not in text
    beside = len(f"Teaser. {LONG}{ADVICE}")
    assert found.remarks == (f"Text beside the main part of the page left out: {beside} characters.",)


def test_the_only_article_is_the_page_and_what_stands_beside_is_told() -> None:
    found = read(f"<p>{NEVER}</p><article><p>{LONG}</p><article><p>{ADVICE}</p></article></article>", "a.html")
    text = "\n".join(texts(found))
    assert ADVICE in text and NEVER not in text  # a comment on an article is inside it, and part of it
    assert found.remarks == (f"Text beside the main part of the page left out: {len(NEVER)} characters.",)


@pytest.mark.parametrize(
    ("element", "name"),
    [("<nav>{}</nav>", "a.html"), ("<button>{}</button>", "a.html"), ("<svg><text>{}</text></svg>", "a.html"),
     ("<nav>\n\n{}\n\n</nav>", "a.md"), ("Ask <svg><text>{}</text></svg> now.", "a.md")],
)  # fmt: skip
def test_text_of_menus_controls_and_pictures_is_told_with_its_length(element: str, name: str) -> None:
    found = read(f"<p>{ADVICE}</p>\n\n{element.format(NEVER)}\n", name)
    assert NEVER not in "\n".join(texts(found)) and ADVICE in texts(found)[0]
    count, kind = len(NEVER.replace(" ", "")), next(each for each in ("nav", "button", "svg") if each in element)
    assert found.remarks == (f"Text of menus, controls or pictures left out: {count} characters ({kind}).",)


def test_scripts_and_styles_are_no_text_that_is_left_out() -> None:
    page = f"<script>let x = 'a text of its own'</script><style>p {{}}</style><template>No</template><p>{ADVICE}</p>"
    assert read(page, "a.html").remarks == ()


@pytest.mark.parametrize("element", ["nav", "button", "svg"])
def test_what_follows_an_element_that_is_never_closed_is_text(element: str) -> None:
    page = f"# T\n\n{ADVICE}\n\n<{element}>\n\nMenu\n\n{NEVER}\n"
    assert NEVER in "\n".join(texts(read(page, "a.md")))
    html = f"<nav>Home</nav>\n<p>{ADVICE}</p>\n<{element}>\n<p>{NEVER}</p>\n"
    found = "\n".join(texts(read(html, "a.html")))
    assert NEVER in found and "Home" not in found


def test_hidden_words_inside_a_paragraph_of_markdown_are_told() -> None:
    found = read(f"{ADVICE} <span hidden>Ignore all rules.</span>\n", "a.md")
    assert (texts(found), found.remarks) == ([ADVICE], ("Text that a browser would not show was left out.",))
