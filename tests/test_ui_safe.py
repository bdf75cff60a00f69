"""Untrusted text as Markdown: what is written. That nothing acts is proved in a browser (test_ui_chat_browser.py)."""

from __future__ import annotations

import ast
import html
import random
import re
from pathlib import Path

import pytest

from ui import safe

UI = Path(safe.__file__).parent

NASTY = (
    # addresses, also those that Streamlit finds in text whose escapes are resolved
    "www.evil.test", "see www.evil.test/x?y=1", "WWW.EVIL.TEST", "Www.evil.test", "http://evil.test", "HTTP://EVIL.TEST/x",
    "https://evil.test/a(b)c", "ftp://evil.test", "<http://evil.test>", "<a@b.test>", "mail a@b.test now",
    "mailto:a@b.test", "xmpp:a@b.test/x", "a.b-c_d@evil.test", "x@y.zz@w.vv", "https:", "//evil.test/x",
    # links and images
    "[link](http://evil.test)", "[link][1]\n\n[1]: http://evil.test", "![image](http://evil.test/x.png)",
    "![](//evil.test/x.png)", "[![a](http://evil.test/b.png)](http://evil.test)", "[x](javascript:alert(1))",
    "javascript:alert(1)", "data:text/html,<script>1</script>",
    # HTML
    "<img src=http://evil.test/x.png onerror=alert(1)>", "<script>alert(1)</script>",
    "<iframe src='http://evil.test'></iframe>", "<!-- hidden -->shown", "<b>bold</b>", "<style>*{display:none}</style>",
    "<details open><summary>x</summary></details>", "&lt;b&gt; &amp; &#60;script&#62; &nbsp;|", "<svg/onload=alert(1)>",
    "</div>", "%3Cscript%3E", "&copy;", "&#x41;", "<", ">", "&",
    # blocks and spans
    "*emphasis* **strong** ***both*** _a_ __b__", "~~gone~~ ~one~", "`code` ``co`de``", "```\nfenced\n```",
    "~~~js\nfenced\n~~~", "    indented code", "\tindented by a tab", "# heading", "###### small", "heading\n===",
    "heading\n---", "#nospace", "> quoted", ">quoted", "- item\n- item", "* item", "+ item", "1. one\n2. two",
    "7) seven", "2024. A year", "- [ ] task\n- [x] done", "---", "***", "___", "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b\n--|--\n1 | 2", "footnote[^1]\n\n[^1]: note", "[^a]", "mermaid\n```mermaid\ngraph TD\nA-->B\n```",
    # formulas
    "$x^2$", "$$\\int_0^1$$", "costs $5 and $6", "\\(x\\) \\[y\\]", "\\$x\\$", "\\\\$x$", "`$x$`", "$`x`$", "\\`$x$\\`",
    # emoji, icons and Streamlit's own directives
    ":wave: :smile: :+1: :-1:", "a:smile:b", ":material/home:", ":material_home:", "x:material/delete:y", ":streamlit:",
    ":red[text]", ':color[text]{foreground="red"}', ":small[tiny]", ":shimmer[x]", ":blue-badge[x]", ":help[tip]",
    ":rainbow[x]", ":red-background[x]", "::leaf[x]{a=b}", ":::container\ntext\n:::", ":a{b=c}", "10:30 at 5:45",
    "note:this", "a::b:::c", ":", "::", ": :", "{}{x}", "[]()", "![", "](", "[[a]]",
    # arrows and dashes
    "a -> b", "a <- b", "a <-> b", "a -- b", "a --- b", "a >= b <= c ~= d", "->", "--", "<->", "x:-> y", "@-> y", "=>",
    "- > -", "a:--", "<-", "~= ~=", "www.-> x", ">= :>= @>=", "<-:->", "->->",
    # lines and spaces
    "line one\nline two", "line  \nhard", "line\\\nhard", "para\n\npara two", "  leading", "trailing  ", "tab\there",
    "a\u00a0b\u2003c", "cr\rlf\r\nx", "vt\x0bff\x0cx\x85y\u2028z\u2029",
    # signs that act on a terminal or on the text around them, and scripts
    "\x1b[31mred\x1b[0m", "a\x00b", "\u202eevil\u202c", "\u2066x\u2069", "zero\u200bwidth", "👩‍👩‍👧 ok",
    "שלום hello שלום", "日本語 の テキスト", "Z̷̢̛a̷l̵g̶o", "e\u0301 é", "ﬁne ① ½", "\ud800half",
    # and what people write without meaning any of it
    "\\", "\\\\", "\\*a\\*", "{{7*7}} ${7*7} #{7}", "'; DROP TABLE x; --", "=1+1", "+1", "@SUM(1)", "a_b_c __init__",
    "5 * 3 * 2", "C# and F#", "#1 priority", "(c) (r) (tm) ... --", "\"quotes\" 'single'", "w" * 300,
)  # fmt: skip
_BITS = (
    *(
        "a",
        "B",
        "word",
        " ",
        " ",
        "\n",
        "\n\n",
        "1",
        "23",
        "www",
        ".",
        "http",
        "https",
        ":",
        "/",
        "//",
        "@",
        "evil.test",
    ),
    *(
        "-",
        "--",
        ">",
        "<",
        "=",
        "~",
        "$",
        "$$",
        "`",
        "```",
        "*",
        "**",
        "_",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "!",
        "#",
        "|",
    ),
    *("\\", "&", "amp;", ":red[", ":material/", "home:", ":smile:", ":color[", "^", "<img src=x>", "<!--", "-->", "\t"),
    *("é", "日", "😀", "+", "%", "'", '"', "?", ";", ","),
)


def random_texts(count: int, seed: int = 20) -> list[str]:
    """Return texts thrown together from signs that mean something to Markdown; the same ones for a seed."""
    drawn = random.Random(seed)
    return ["".join(drawn.choice(_BITS) for _ in range(drawn.randint(2, 14))) for _ in range(count)]


def shown(markdown: str) -> str:
    """Return what a person reads of Markdown that `ui.safe` wrote, white space folded."""
    read = re.sub(r":(?:color|primary-background)\[(.*?)\]", r"\1", markdown.replace("**", "").replace("\\\n", "\n"))
    return " ".join(html.unescape(read).split())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("Plain words, and a comma; is it?", "Plain words, and a comma; is it?", id="words"),
        pytest.param("a_b*c", "a&#95;b&#42;c", id="spans"),
        pytest.param("1. one", "1&#46; one", id="a list"),
        pytest.param("www.a", "www:color[&#46;]a", id="an address without a scheme"),
        pytest.param("w.a", "w&#46;a", id="a full stop that is none"),
        pytest.param("a@b", "a:color[&#64;]b", id="an e-mail"),
        pytest.param("x:y", "x:color[&#58;]y", id="a colon before a word"),
        pytest.param("x: y", "x&#58; y", id="a colon before a space"),
        pytest.param("a -> b", "a &#45;:color[&#62;] b", id="an arrow"),
        pytest.param("$5", "&#36;5", id="a formula"),
        pytest.param("one\ntwo", "one\\\ntwo", id="lines stay lines"),
        pytest.param(" one \n \n\n two ", "one\n\ntwo", id="paragraphs"),
        pytest.param("a\r\nb\u2028c", "a\\\nb\\\nc", id="other line ends"),
        pytest.param("a\x1b[1m\u202eb\ud800", "a&#91;1mb", id="what acts is dropped"),
        pytest.param("", "", id="nothing"),
        pytest.param(" \n\n\t", "", id="white space"),
    ],
)
def test_a_text_is_written_so_that_it_is_shown_as_it_is(text: str, written: str) -> None:
    assert safe.markdown(text) == written


@pytest.mark.parametrize("text", [*NASTY, *random_texts(100)], ids=lambda text: ascii(text[:30]))
def test_every_nasty_text_reads_as_it_was_written(text: str) -> None:
    harmless = re.sub("[\x00-\x08\x0e-\x1b\x7f\ud800\u202a-\u202e\u2066-\u2069]", "", text)
    assert shown(safe.markdown(text)) == shown(safe.one_line(text)) == " ".join(harmless.split())


@pytest.mark.parametrize("text", [*NASTY, *random_texts(100)], ids=lambda text: ascii(text[:30]))
def test_nothing_of_a_nasty_text_is_left_that_markdown_acts_on(text: str) -> None:
    left = re.sub(r":color\[&#\d+;\]|&#\d+;|\\\n", "", safe.markdown(text))
    assert not set(left) & set("!#$&()*+-./:<=>@[\\]^_`{|}~")


@pytest.mark.parametrize(
    ("text", "quote", "written"),
    [
        pytest.param("Be kind today", "kind", "Be :primary-background[**kind**] today", id="in the middle"),
        pytest.param("Be kind", "Be kind", ":primary-background[**Be kind**]", id="all of it"),
        pytest.param("Be kind", "cruel", "Be kind", id="not there"),
        pytest.param("Be kind", "", "Be kind", id="no quotation"),
        pytest.param("unkind", "kind", "unkind", id="not within a word"),
        pytest.param("Be  very\nkind", "very kind", "Be :primary-background[**very**]\\\n:primary-background[**kind**]",
                     id="over two lines"),
        pytest.param("Don’t stop", "Don't stop", ":primary-background[**Don’t stop**]", id="other quotation marks"),
        pytest.param("ﬁnd it", "find", ":primary-background[**ﬁnd**] it", id="a ligature"),
        pytest.param("Cafe\u0301 on", "Café", ":primary-background[**Cafe\u0301**] on", id="an accent in two signs"),
        pytest.param("A *b* c", "*b*", "A :primary-background[**&#42;b&#42;**] c", id="signs in the quotation"),
    ],
)  # fmt: skip
def test_the_quoted_words_are_highlighted(text: str, quote: str, written: str) -> None:
    assert safe.marked(text, quote) == written


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("two\nlines  here", 0, "two lines here"),
        ("a short one", 11, "a short one"),
        ("a question that goes on", 14, "a question…"),
        ("Extraordinarilylongword", 10, "Extraordi…"),
        ("well, then", 7, "well…"),
    ],
)
def test_a_title_is_one_line_cut_at_a_word(text: str, limit: int, line: str) -> None:
    assert safe.plain(text, limit) == line


def test_a_label_is_cut_before_it_is_written() -> None:
    assert safe.one_line("_a_ and more", 5) == "&#95;a&#95;…"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My founder nods, and ignores", "My-founder-nods-and-ignores"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON: a|b?", "CON-a-b"),
        ("???", "conversation"),
        ("créé", "créé"),
    ],
)
def test_a_file_gets_a_name_that_every_system_takes(text: str, name: str) -> None:
    assert safe.file_name(text) == name


# What draws HTML draws texts of our own, from these modules; nothing that somebody else wrote ever reaches it.
HTML_FROM = {"ui/aloud.py": {"_HEAD", "mark"}, "ui/app.py": {"CSS"}, "ui/chat/sidebar.py": {"HTML"}}


def html_drawn(path: Path) -> set[str]:
    """Return what a module hands to Streamlit as HTML: names of constants, or the function that writes it out."""
    whole, found = ast.parse(path.read_text(encoding="utf-8")), set()
    functions = [one for one in ast.walk(whole) if isinstance(one, ast.FunctionDef)]
    assert "unsafe_allow_html" not in [one.arg for one in ast.walk(whole) if isinstance(one, ast.keyword)], path
    for function in functions:
        for call in [one for one in ast.walk(function) if isinstance(one, ast.Call)]:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "html":
                (given,) = call.args
                name = given.attr if isinstance(given, ast.Attribute) else getattr(given, "id", function.name)
                found.add(name)
    return found


def test_no_module_of_the_page_draws_html_but_that_of_its_own_frame() -> None:
    drawn = {path.relative_to(UI.parent).as_posix(): html_drawn(path) for path in UI.rglob("*.py")}
    assert {path: names for path, names in drawn.items() if names} == HTML_FROM
