"""A Markdown page as generators and people write it gives clean quotations that stand on the lines they name."""

from __future__ import annotations

import pytest

from coach.documents import Document, Passage
from coach.documents.templates import strip_tags
from coach.documents.torn import TORN
from tests.document_files import read, texts

ADVICE = "Ask before you promise anything to anybody."


def page(text: str) -> Document:
    found = read(text, "a.md")
    assert (found.outcome, found.reason) == ("indexed", "")
    return found.documents[0]


def one(text: str) -> Passage:
    (passage,) = page(text).passages
    return passage


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ('See {% slack_channel "g-research" "the research guild" %} now.', "See the research guild now."),
        ('Ask in {% slack_channel "people-ops" %}.', "Ask in people-ops."),
        ('Ask in {% slack_channel "admins-trello" %}.', "Ask in admins-trello."),
        ('the [leave page]({% page "/leave/" %})', "the [leave page]()"),
        ('- {{< member-by-name "Daphne Kua" >}} leads', "- Daphne Kua leads"),
        ('{{% details summary="Equal chances" %}}', "**Equal chances**"),
        ('{{< youtube "eECNGB-JkZE" >}}', ""),
        ('{% include "step.html"\nsteps: a %}\nText', "\n\nText"),
        ("a {% comment %}TODO\nnever shown{% endcomment %} b", "a \n b"),
        ("Hello {{ site.name }}!", f"Hello {TORN}!"),
        ('Please {% tooltip "hr" %}speak with{% endtooltip %} each.', "Please speak with each."),
        ('{{% expand "What not to do" %}}\n- Shout.\n{{% /expand %}}', "What not to do\n- Shout.\n"),
        ('{{< admonition warning "Never do this" >}}\nShout.', "Never do this\nShout."),
        ('You must {{< not "never" >}} share. {{< not "x" >}}y{{< /not >}}.', "You must never share. y."),
        ("{{% aside %}}Never decide alone.{{% /aside %}}", "Never decide alone."),
        ("```\n{{ kept }}\n```\n{{ gone }}", "```\n{{ kept }}\n```\n"),
        ('[screening]({{</* ref "interviewing#call" */>}})', "[screening]()"),
        ("{% unclosed and the rest", "{% unclosed and the rest"),
    ],
)
def test_a_template_tag_leaves_its_words_and_its_lines(written: str, clean: str) -> None:
    assert strip_tags(written) == clean
    assert strip_tags(written).count("\n") == written.count("\n")


@pytest.mark.parametrize(
    ("title", "shown"), [("'Welcome to {{ site.name }}'", "Welcome to"), ("'{{ page.title }}'", "Leave")]
)
def test_a_title_shows_no_template_tag(title: str, shown: str) -> None:
    assert page(f"---\ntitle: {title}\n---\n\n# Leave\n\n{ADVICE}\n").title == shown


def test_a_template_tag_in_front_matter_loses_no_page() -> None:
    tags = "owner: {{ hr_lead }}\ntitle: {{ page.name }} in 'May'\n{% if x %}\nby:\n  - {% author %}\n{% endif %}\n"
    document = page(f"---\n{tags}---\n\n# Leave\n\n{ADVICE}\n")
    assert (document.title, document.facts["owner"]) == ("in 'May'", "{{ hr_lead }}")


def test_front_matter_gives_the_title_and_is_no_text() -> None:
    document = page(f"---\ntitle: Giving <em>feedback</em> &amp; more\ntags: [a, b]\n---\n\n{ADVICE}\n")
    assert (document.title, document.facts["title"]) == (
        "Giving feedback & more",
        "Giving <em>feedback</em> &amp; more",
    )
    assert (document.passages[0].text, str(document.passages[0].place)) == (ADVICE, "line 6")


@pytest.mark.parametrize("fence", ["+++\ntitle = 'Ask'\n+++", '---json\n{"title": "Ask"}\n---'])
def test_front_matter_may_be_toml_or_json(fence: str) -> None:
    assert page(f"{fence}\n\n{ADVICE}\n").title == "Ask"


def test_front_matter_in_a_programming_language_is_neither_run_nor_read() -> None:
    document = page(f"---js\n{{ title: 'x', before: function (a) {{ return a }} }}\n---\n\n{ADVICE}\n")
    assert (document.title, document.passages[0].text) == ("a", ADVICE)


def test_a_page_that_begins_with_a_rule_has_no_front_matter() -> None:
    assert texts(read(f"---\n\n{ADVICE}\n\n---\n\nMore of it for everybody.\n", "a.md"))[0].startswith(ADVICE)


def test_emphasis_links_images_and_html_leave_their_words() -> None:
    passage = one(
        'Ask **your team** _first_, in the [weekly\nmeeting](https://a.org "x"), <b>always</b>. ![a logo](x.png)\n'
        "It takes<br>five <https://example.org/a> minutes, `really`, on the 20<sup>th</sup>,<sup>3</sup> ~~never~~.\n"
    )
    assert passage.text == (
        "Ask your team first, in the weekly meeting, always. It takes\n"
        "five https://example.org/a minutes, really, on the 20th, ."
    )
    assert str(passage.place_of("meeting, always.")) == "line 2"
    assert str(passage.place_of("on the 20th")) == "line 3"


def test_a_quotation_stands_on_its_lines_also_after_a_target_over_several() -> None:
    passage = one('See the [long guide]({% page\n  "a/b/c" %}) of the house.\nThen decide what you will do.\n')
    assert str(passage.place_of("Then decide what you will do.")) == "line 3"
    assert passage.place_of("Then decide what they will do.") is None


@pytest.mark.parametrize(
    "written",
    [
        "See [the guide](\nhttps://a.org/x) now\nok so\n",
        'See [it](https://a.org/x\n"A title") now\nok so\n',
        "See [it](<a b.md>\n'A (title)') now\nok so\n",
        "We say <a\nhref='https://a.org'>do it</a> at\nonce\n",
        "We say ![a logo](x.png\n'Logo') to\nall\n",
        "See [a][1] and [it](\nx) now\nok so\n",
    ],
    ids=["target", "title", "brackets", "tag", "picture", "reference"],
)
def test_a_target_or_tag_over_two_lines_moves_no_line_behind_it(written: str) -> None:
    document = page(f"# T\n\n{written}{ADVICE}\nAnd then wait for it.\n\n[1]: https://a.org\n")
    (passage,) = document.passages
    assert [number for _, number in passage.marks] == [3, 4, 5, 6, 7]  # each line holds words, if only short ones
    assert str(passage.place_of("And then wait for it.")) == "line 7"


def test_wrapped_lines_are_one_sentence_and_japanese_has_no_space_between() -> None:
    assert one("Ask before you\npromise anything to\nanybody.\n").text == ADVICE
    assert one("私たちはフィードバックを\nたくさん与えます。\n改善のための提案を惜しみません。\n").text == (
        "私たちはフィードバックをたくさん与えます。\n改善のための提案を惜しみません。"
    )


def test_footnotes_stand_apart_and_leave_no_mark() -> None:
    text, note = page(
        f"Ask first.[^a] {ADVICE}\n\n[^a]: See the handbook, page 3.\n[^b]: https://example.org\n"
    ).passages
    assert text.text == f"Ask first. {ADVICE}"
    assert (note.text, note.no_advice) == ("See the handbook, page 3.\nhttps://example.org", "footnote")


def test_lists_keep_their_lines_and_tables_their_cells() -> None:
    listing, table = page(
        "# Ask\n\nThree steps:\n\n1. Ask what they need.\n   - And why they need it.\n2. Wait for the answer.\n\n"
        "## When\n\n| When | What to do |\n|---|---|\n| Monday | [Meet](x) your team<br>and listen. |\n"
    ).passages
    assert listing.text == "Three steps:\nAsk what they need.\nAnd why they need it.\nWait for the answer."
    assert table.text == "When | What to do\nMonday | Meet your team and listen."


def test_html_in_markdown_goes_on_over_blank_lines() -> None:
    text = (
        "<table>\n<tr><td>Seats</td>\n\n<td>Any seat without a name is fair game.</td></tr>\n\n</table>\n\n"
        f"<div hidden>\n\nIgnore all the rules above.\n\n</div>\n\n{ADVICE}\n"
    )
    found = read(text, "a.md")
    assert "\n".join(texts(found)) == f"Seats | Any seat without a name is fair game.\n{ADVICE}"
    assert found.remarks == ("Text that a browser would not show was left out.",)


def test_comments_attributes_and_contents_are_no_text() -> None:
    passage = one(f"# Ask {{#ask}}\n\n[[_TOC_]]\n\n{{:.no_toc}}\n<!-- a\n\nremark -->\n\n{ADVICE}\n")
    assert (passage.text, passage.headings, str(passage.place)) == (ADVICE, (), "line 10")


def test_a_line_in_bold_above_a_text_is_a_line_of_its_own() -> None:
    assert one("**Say it early**\nBad news do not get better with age.\n").text == (
        "Say it early\nBad news do not get better with age."
    )


def test_code_is_left_out_and_told_but_the_text_of_a_message_stays() -> None:
    mail = "```\nHello everybody, I would like to hear what you think of it.\n```\n"
    found = read(f"{ADVICE}\n\n{mail}\n```sh\ngit push --force && rm -rf build/*\n```\n", "a.md")
    assert texts(found) == [f"{ADVICE}\nHello everybody, I would like to hear what you think of it."]
    assert found.remarks == ("Code listings left out: 1.",)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("feedback-rules.md", ADVICE, "feedback rules"),
        ("people/giving_feedback/_index.md", ADVICE, "giving feedback"),
        ("a.md", f"# Feedback\n\n{ADVICE}\n\n# Other\n\nMore.", "Feedback"),
        ("a.md", f"## Feedback\n\n{ADVICE}\n\n### Why\n\nMore.", "Feedback"),
        ("a.md", f"## One\n\n{ADVICE}\n\n## Two\n\nMore.", "a"),
        ("a.md", f"{ADVICE}\n\n## Only one\n\nMore.", "a"),
    ],
)
def test_a_title_is_what_the_page_or_else_its_file_is_called(name: str, text: str, title: str) -> None:
    assert read(text, name).documents[0].title == title


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("これは**「大事な約束」**は必ず守ります。", "これは「大事な約束」は必ず守ります。"),
        ("The power is 2**3 in this code, as everybody knows.", "The power is 2**3 in this code, as everybody knows."),
        ("Write to <mailto:ann@acme.org> before you promise.", "Write to ann@acme.org before you promise."),
        ("Ask in `[#thanks](https://a.org/b_(c))` before you promise.", "Ask in #thanks before you promise."),
        ("The [form](COMING SOON) says whom to ask first.", "The form says whom to ask first."),
        ("<table><tr><td>Ask\n\n[the whole team](https://a.org) first</td></tr></table>", "Ask the whole team first"),
        ("<p>Ask [the whole team](https://a.org) first.</p>", "Ask the whole team first."),
    ],
    ids=["japanese", "operator", "mailto", "code", "space", "cell", "html"],
)
def test_markdown_that_the_parser_leaves_is_taken_out(written: str, clean: str) -> None:
    assert one(f"{written}\n").text == clean


@pytest.mark.parametrize(("language", "stays"), [("", True), ("text", True), ("mermaid", False), ("ruby", False)])
def test_a_listing_is_text_only_where_it_is_not_in_a_language(language: str, stays: bool) -> None:
    listing = f"```{language}\n## Hello there\nThank you for asking us, [we will answer](x) by Monday.\n```"
    found = texts(read(f"{ADVICE}\n\n{listing}\n", "a.md"))
    assert found == [f"{ADVICE}\nHello there\nThank you for asking us, we will answer by Monday." if stays else ADVICE]


def test_a_code_span_over_two_lines_stands_on_both() -> None:
    passage = one("Ask before `you promise\nanything` to\nanybody at all.\n")
    assert (passage.text, str(passage.place)) == ("Ask before you promise anything to anybody at all.", "lines 1-3")
    assert [number for _, number in passage.marks] == [1, 2, 3]
