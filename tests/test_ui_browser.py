"""Whole visits of the page in a real browser, as people make them: from the first question to the next week.

What one part does for itself is tested beside it (test_ui_chat_browser.py, test_ui_pages_browser.py,
test_ui_server.py); here is what shows only where the parts meet: several corpora, windows, visits and visitors, and
what goes wrong while somebody is in the middle of something.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from model_server import ModelServer, Reply
from personalities import Personality, Seen, first_sentence, points_json, seen, verdicts
from test_ui_safe import NASTY
from ui_parts import Served, needs_browser, served
from ui_people import (
    FOUNDER,
    HARASSED,
    PHONE,
    TENSE,
    UNCOVERED,
    answer_to,
    arrived,
    ask,
    chat_input,
    choose,
    conversation_of,
    fill_in,
    go,
    idle,
    keep,
    main,
    new_cookie,
    open_menu,
    press,
    saved,
    send,
    side,
    sql,
    tab,
    tab_to,
    unfold,
    visit,
    write_corpus,
)
from ui_people import seen as read

from coach.coach import Coach

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, needs_browser]
DRY = "When is the right time of day to water the plants?"
GARDEN = (
    {
        "id": "G1",
        "title": "Water in the morning",
        "question": "When do I water the plants?",
        "next_step": "Fill one can tonight.",
        "text": "Water the plants in the morning. At noon the sun takes it before the roots do.",
    },
    {
        "id": "G2",
        "title": "Turn the compost",
        "question": "Why does my compost heap smell?",
        "text": "Turn the compost heap every month. Without air it rots, and the neighbours complain.",
    },
)
# What a corpus or a chat model could try against a reader; a corpus may hold no control characters.
HOSTILE = " ".join(" ".join(text.split()) for text in NASTY if " ".join(text.split()).isprintable())
ACTS = "a[href], img, script, iframe, video, form:not(.vega-bindings), object, embed, .katex, [onerror]"


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three corpora: one to switch to, one that a test takes away, and a hostile one."""
    folder = tmp_path_factory.mktemp("corpora")
    write_corpus(folder / "garden", "The garden", *GARDEN, about="plants on balconies")
    write_corpus(folder / "leaving", "Leaving soon", *GARDEN)
    clean = ("id", "question")  # too many strange words there, and no question is covered any more
    hostile = [
        {name: said if name in clean else f"{said}\n\n{HOSTILE}" for name, said in one.items()} for one in GARDEN
    ]
    hostile[0]["situations"] = DRY
    write_corpus(
        folder / "hostile",
        f"Hostile {HOSTILE}",
        *hostile,
        about=HOSTILE,
        tensions=[{"between": ["G1", "G2"], "about": HOSTILE, "decides": HOSTILE}],
    )
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, corpora: Path, coach: Coach) -> Iterator[Served]:
    """The page without a chat model, with three corpora to choose from."""
    flags = (
        "--corpus",
        "product-leadership",
        "--corpus",
        str(corpora / "garden"),
        "--corpus",
        str(corpora / "leaving"),
    )
    with served(tmp_path_factory.mktemp("site"), *flags) as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Served) -> Iterator[Page]:
    """The page as somebody opens it who was never here."""
    with visit(chromium, site) as page:
        yield page


# ----------------------------------------------------------------------------------------------------------- asking


def test_a_follow_up_is_read_in_view_of_the_question_before_and_means_nothing_alone(page: Page) -> None:
    ask(page, FOUNDER)
    assert "That leads back to P11" in read(ask(page, "and what if she still says no?"))
    press(page, "New conversation")
    assert "I cannot tell yet what this is about" in read(ask(page, "and what if she still says no?"))


def test_every_citation_opens_the_whole_principle_with_exactly_the_quoted_words_marked(
    page: Page, coach: Coach
) -> None:
    said = ask(page, TENSE)
    assert said.locator("[class*=st-key-point-]").count() > 0
    for point in said.locator("[class*=st-key-point-]").all():
        quoted = read(point.locator("blockquote")).strip("“”")
        marker = point.get_by_text(re.compile(r"^\S+ in full$"))
        principle = coach.corpus.principle(marker.inner_text().split()[0])
        marker.click()
        shown = point.get_by_test_id("stExpanderDetails").first
        shown.get_by_text(principle.title).wait_for()
        assert read(shown) == f"{principle.title} {' '.join(principle.text.split())}"
        marked = shown.locator(".stMarkdownColoredBackground").all_inner_texts()
        assert " ".join(" ".join(marked).split()) == quoted
    card = said.locator("[class*=st-key-tension-]")
    card.get_by_text("P8 in full").click()
    assert coach.corpus.principle("P8").text.split("\n")[0] in read(card)


def test_pressing_enter_twice_asks_once(page: Page, site: Served) -> None:
    chat_input(page).fill(FOUNDER)
    chat_input(page).press("Enter")
    chat_input(page).press("Enter")
    answer_to(page, FOUNDER)
    page.wait_for_timeout(500)
    assert sql(site, "SELECT count(*) FROM messages WHERE conversation = ?", conversation_of(page)) == [(2,)]


def test_of_an_edited_question_only_the_new_words_and_their_answer_are_left(page: Page, site: Served) -> None:
    ask(page, FOUNDER)
    press(page, "Edit")
    page.get_by_label("Your question").fill(UNCOVERED)
    press(page, "Ask this")
    assert "Not covered." in read(answer_to(page, UNCOVERED))
    assert FOUNDER not in read(main(page)) and "Earn credibility" not in read(main(page))
    kept = sql(site, "SELECT role, text FROM messages WHERE conversation = ?", conversation_of(page))
    assert [role for role, _ in kept] == ["user", "assistant"] and kept[0][1] == UNCOVERED


def test_an_answer_can_be_copied_with_its_quotation_and_its_source(page: Page) -> None:
    said = ask(page, FOUNDER)
    quoted = read(said.locator("blockquote"))
    press(page, "Copy", said)
    code = page.get_by_role("dialog").get_by_test_id("stCode")
    assert "Earn credibility before strategy [P11]" in read(code) and quoted in read(code)


def test_who_somebody_is_changes_the_answer_is_said_and_stays_with_that_browser(
    chromium: Browser, site: Served, page: Page
) -> None:
    question = "How do I grow into strategy?"
    assert "The heart of it: Build strategic skill while you are junior" in read(ask(page, question))
    unfold(page, "About you (optional)")
    fill_in(page, "Kind of company", "founder-led startup")
    assert "What this changes: P11 (“founder-led”) name somebody like you" in read(side(page))
    press(page, "Answer again")
    assert "The heart of it: Earn credibility before strategy" in read(answer_to(page, question))
    page.reload()
    arrived(page)
    unfold(page, "About you (optional)")
    assert page.get_by_label("Kind of company").input_value() == "founder-led startup"
    with visit(chromium, site) as other:
        unfold(other, "About you (optional)")
        assert other.get_by_label("Kind of company").input_value() == ""


# ----------------------------------------------------------------------------------------------------- what is kept


def test_another_corpus_begins_anew_and_older_conversations_keep_theirs(page: Page) -> None:
    ask(page, FOUNDER)
    unfold(page, "Corpus and chat model")
    choose(page, "Corpus", "garden")
    assert "The garden: 2 principles, about plants on balconies." in read(main(page))
    page.get_by_role("radio", name="When do I water the plants?").click()
    assert "Water in the morning" in read(answer_to(page, "When do I water the plants?"))
    side(page).get_by_role("button", name=FOUNDER).click()
    idle(page)
    assert "That leads back to P11" in read(ask(page, "and what if she still says no?"))
    go(page, "Corpus")
    assert read(page.locator("h1")) == "The garden"


def test_a_thumb_with_its_reason_comes_out_as_a_draft_case(page: Page) -> None:
    question = f"{FOUNDER}, this week again"
    ask(page, question)
    page.get_by_role("radio", name="Thumbs down").click()
    idle(page)
    field = page.get_by_label("What was wrong with it?")
    field.fill("It knows nothing of my founder")
    field.press("Enter")
    idle(page)
    go(page, "Corpus")
    tab(page, "What to write next")
    name, text = saved(page, "Export as draft cases")
    (case,) = [case for case in map(json.loads, text.splitlines()) if case["question"] == question]
    assert name == "draft-cases.jsonl" and case["draft"] is True
    assert "It knows nothing of my founder" in text


def test_a_conversation_may_have_any_name_and_shows_it_as_written(
    chromium: Browser, site: Served, coach: Coach
) -> None:
    title = "<b>x</b> <script>alert(1)</script> ![x](http://evil.example/x.png) :red[r] $x^2$ **b** www.evil.example"
    cookie = new_cookie()
    address = keep(site, cookie, coach, FOUNDER)
    with visit(chromium, site, cookie) as page:
        page.goto(address)
        arrived(page)
        open_menu(page)
        fill_in(page, "Title", title)
        shown = page.locator(".st-key-open-conversation")
        assert title in read(shown) and shown.locator(ACTS).count() == 0
        press(page, "Delete", open_menu(page))
        assert title in read(page.get_by_role("dialog")) and page.get_by_role("dialog").locator(ACTS).count() == 0
        press(page, "Delete it")
        page.locator(".st-key-open-conversation").wait_for(state="detached")
        assert title not in read(side(page))
    assert sql(site, "SELECT * FROM conversations WHERE title = ?", title) == []


def test_a_planned_step_is_asked_about_a_week_later_and_never_again_once_it_was_told(page: Page, site: Served) -> None:
    ask(page, FOUNDER)
    press(page, "I will do this")
    press(page, "New conversation")
    assert "How did it go?" not in read(main(page))
    sql(site, "UPDATE steps SET accepted = date(accepted, '-14 days'), due = date(due, '-14 days')")
    page.reload()
    arrived(page)
    assert "Choose one of the three to master first" in read(main(page)) and "How did it go?" in read(main(page))
    page.get_by_label("In your words (optional)").fill("We met twice")
    press(page, "Done")
    assert "How did it go?" not in read(main(page))
    page.reload()
    arrived(page)
    assert "How did it go?" not in read(main(page))
    assert sql(site, "SELECT outcome, note FROM steps") == [("done", "We met twice")]


# ------------------------------------------------------------------------------------------ windows and visitors


@pytest.mark.parametrize("name", ["I will do this", "Ask this"])
def test_a_conversation_that_another_window_deleted_leaves_a_page_to_go_on_with(
    chromium: Browser, site: Served, coach: Coach, name: str
) -> None:
    cookie = new_cookie()
    address = keep(site, cookie, coach, FOUNDER)
    mended = "How do I get promoted to the next level?"
    with visit(chromium, site, cookie) as page:
        page.goto(address)
        arrived(page)
        if name == "Ask this":
            press(page, "Edit")
            page.get_by_label("Your question").fill(mended)
        with visit(chromium, site, cookie) as other:
            other.goto(address)
            arrived(other)
            press(other, "Delete", open_menu(other))
            press(other, "Delete it")
            other.locator(".st-key-open-conversation").wait_for(state="detached")
        press(page, name)
        told = read(main(page))
        assert "deleted" in told and (name != "Ask this" or mended in told)  # nobody has to write it again
        assert side(page).get_by_text("New conversation").is_visible()
        assert "Earn credibility" in read(ask(page, FOUNDER))


def test_back_and_forward_go_from_conversation_to_conversation(page: Page) -> None:
    ask(page, FOUNDER)
    press(page, "New conversation")
    ask(page, UNCOVERED)
    for step, expected in ((page.go_back, None), (page.go_back, FOUNDER), (page.go_forward, None)):
        step()
        page.wait_for_timeout(500)
        idle(page)
        assert (expected or "What is going on at work?") in read(main(page))


# -------------------------------------------------------------------------------------------------- what goes wrong


def test_a_corpus_that_is_taken_away_leaves_the_question_and_another_one_can_be_chosen(
    page: Page, corpora: Path
) -> None:
    unfold(page, "Corpus and chat model")
    choose(page, "Corpus", "leaving")
    ask(page, DRY)
    shutil.move(corpora / "leaving", corpora / "gone")
    try:
        send(page, "And who else?")
        page.get_by_test_id("stAlert").first.wait_for()
        idle(page)
        told = read(page.get_by_test_id("stMainBlockContainer"))
        assert "And who else?" in told and chat_input(page).is_visible()
        go(page, "Corpus")
        choose(page, "Corpus", "garden")
        assert read(page.locator("h1")) == "The garden"
    finally:
        shutil.move(corpora / "gone", corpora / "leaving")


def test_a_server_that_was_killed_and_started_again_finds_the_page_and_goes_on(
    chromium: Browser, tmp_path: Path, coach: Coach
) -> None:
    with served(tmp_path) as first, visit(chromium, first) as page:
        ask(page, FOUNDER)
        page.get_by_role("radio", name="Thumbs up").wait_for()
        first.process.kill()
        first.process.wait()
        page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
        with served(tmp_path, "--port", str(urlsplit(first.url).port)):
            page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for(timeout=60_000)
            idle(page)
            assert FOUNDER in read(main(page))
            assert "That leads back to P11" in read(ask(page, "and what if she still says no?"))


# -------------------------------------------------------------------------------------------------- for every person


def test_tab_and_enter_alone_do_everything(page: Page) -> None:
    tab_to(page, "one.dataset.testid === 'stChatInputTextArea'")
    page.keyboard.type(UNCOVERED)
    page.keyboard.press("Enter")
    answer_to(page, UNCOVERED)
    tab_to(page, "one.closest('[class*=st-key-nearby-]')")
    nearby = page.evaluate("document.activeElement.innerText.trim().split('\\n').at(-1)")
    page.keyboard.press("Enter")
    said = answer_to(page, nearby)
    tab_to(page, "one.tagName === 'SUMMARY' && one.innerText.includes('in full')")
    page.keyboard.press("Enter")
    said.locator("details[open] .stMarkdownColoredBackground").first.wait_for()
    tab_to(page, "one.ariaLabel === 'Thumbs up'")
    page.keyboard.press("Enter")
    page.get_by_label("What helped?").wait_for()
    idle(page)
    tab_to(page, "one.tagName === 'BUTTON' && one.innerText.includes('Rename, export or delete')")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Title").wait_for()
    idle(page)
    tab_to(page, "one.ariaLabel === 'Title'")
    page.keyboard.type("Drawn by keys")  # Tab selects what was there
    page.keyboard.press("Enter")
    page.locator(".st-key-open-conversation").get_by_text("Drawn by keys", exact=True).wait_for()


@pytest.mark.parametrize("chosen", ["New conversation", "a conversation"])
def test_on_a_phone_what_was_chosen_at_the_side_is_not_hidden_behind_it(
    chromium: Browser, site: Served, coach: Coach, chosen: str
) -> None:
    cookie = new_cookie()
    keep(site, cookie, coach, UNCOVERED)
    with visit(chromium, site, cookie, **PHONE) as page:
        page.get_by_test_id("stExpandSidebarButton").click()
        page.wait_for_timeout(400)
        name = UNCOVERED if chosen == "a conversation" else chosen
        side(page).get_by_text(name, exact=True).last.click()
        idle(page)
        page.wait_for_timeout(600)  # the side moves away
        assert page.evaluate("document.elementFromPoint(40, 300).closest('[data-testid=stSidebar]') === null")


def test_no_request_of_a_whole_visit_leaves_the_server(chromium: Browser, site: Served) -> None:
    """ui-09: as on a machine without a network: whatever is not the page's own is counted, and gets no reply."""
    asked: list[str] = []
    with visit(chromium, site) as page:
        page.context.on("request", lambda request: asked.append(request.url))
        page.context.route(lambda url: urlsplit(url).netloc != urlsplit(site.url).netloc, lambda route: route.abort())
        page.reload()
        arrived(page)
        for text in (FOUNDER, UNCOVERED, HARASSED, "Read http://evil.example/x and ![me](http://evil.example/y.png)"):
            ask(page, text)
        for name in ("Thumbs up", "Thumbs down"):
            page.get_by_role("radio", name=name).click()
            idle(page)
        press(page, "Copy", page.get_by_test_id("stChatMessage").last)
        page.keyboard.press("Escape")
        press(page, "Delete", open_menu(page))
        press(page, "Keep it")
        go(page, "Corpus")
        page.locator("summary").first.click()
        for name in ("Map", "What is used", "What to write next"):
            tab(page, name)
        go(page, "Evals")
        assert "coach eval" in read(main(page))
    own = urlsplit(site.url).netloc
    assert [url for url in asked if urlsplit(url).netloc != own and urlsplit(url).scheme not in ("data", "blob")] == []
    assert len(asked) > 10  # they were counted


# -------------------------------------------------------------------------------------------------------- chat models


class Paced(Personality):
    """Writes at once, as slowly as a model does, or not before it is let."""

    def __init__(self, pace_s: float = 0.0) -> None:
        super().__init__()
        self.pace_s = pace_s
        self.may_write = threading.Event()
        self.may_write.set()

    def __call__(self, request: dict[str, Any]) -> Reply:
        self.may_write.wait(30)
        return replace(super().__call__(request), pace_s=0.0 if seen(request).is_verifying else self.pace_s)


class Hostile(Personality):
    """Writes whatever could act on a page into every field that it is given, and finds it all supported."""

    def write(self, found: Seen) -> str:
        points = [
            (name, first_sentence(text), f"Act in the morning. {HOSTILE}") for name, text in found.principles.items()
        ]
        step = {"principle": points[0][0], "text": f"Look at {HOSTILE}", "within_days": 3}
        return points_json(points, next_step=step, tension=["G1", "G2"], question=f"Is this you? {HOSTILE}")

    def verify(self, found: Seen) -> str:
        return verdicts(found.claims, lambda claim: True)


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(Personality()) as server:
        yield server


@pytest.fixture(scope="module")
def model_site(
    tmp_path_factory: pytest.TempPathFactory, corpora: Path, model: ModelServer, coach: Coach
) -> Iterator[Served]:
    """The page with a chat model, and a hostile corpus to choose."""
    known = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "sk-test"}
    flags = ("--corpus", "product-leadership", "--corpus", str(corpora / "hostile"), "--model", "openai:slow")
    with served(tmp_path_factory.mktemp("model"), *flags, env=known) as site:
        yield site


@pytest.fixture
def personal(chromium: Browser, model_site: Served, model: ModelServer) -> Iterator[Page]:
    """The page with a chat model, as somebody opens it who was never here."""
    model.reply = Paced()
    with visit(chromium, model_site) as page:
        yield page


def test_while_a_model_thinks_no_older_answer_stands_under_the_new_question(
    chromium: Browser, model_site: Served, model: ModelServer, coach: Coach
) -> None:
    cookie = new_cookie()
    address = keep(model_site, cookie, coach, TENSE, UNCOVERED, TENSE, UNCOVERED, TENSE, FOUNDER)
    model.reply = thinking = Paced()
    with visit(chromium, model_site, cookie) as page:
        page.goto(address)
        arrived(page)
        thinking.may_write.clear()
        send(page, "How do I get promoted to the next level?")
        page.locator(".st-key-waiting").get_by_text("openai:slow reads the principles").wait_for()
        page.wait_for_timeout(500)
        shown = read(page.get_by_test_id("stChatMessage").last)
        thinking.may_write.set()
        assert "Earn credibility" not in shown
        assert "Show the next level's skills" in read(answer_to(page, "How do I get promoted to the next level?"))


def test_a_second_question_ends_the_first_answer_and_gets_its_own(personal: Page, model: ModelServer) -> None:
    model.reply = Paced(pace_s=0.03)
    send(personal, FOUNDER)
    personal.locator(".st-key-waiting").get_by_text("openai:slow reads").first.wait_for()
    second = "How do I get promoted to the next level?"
    personal.wait_for_timeout(500)
    send(personal, second)
    said = read(answer_to(personal, second))
    assert "Show the next level's skills" in said and "Stopped" not in said and "Earn credibility" not in said
    assert read(main(personal)).count(FOUNDER) == 1


def assert_shown(place: Locator) -> None:
    """Assert that the hostile text is read there as it was written, without a long comparison where it is not."""
    is_shown = HOSTILE in read(place)
    assert is_shown


def test_a_hostile_corpus_and_a_hostile_model_act_nowhere_and_ask_nobody(
    chromium: Browser, model_site: Served, model: ModelServer
) -> None:
    model.reply = Hostile()
    with visit(chromium, model_site) as page:
        struck: list[str] = []
        page.on("dialog", lambda dialog: (struck.append(dialog.message), dialog.dismiss()))
        unfold(page, "Corpus and chat model")
        choose(page, "Corpus", "hostile")
        said = ask(page, DRY)
        assert len(model.requests) > 0
        assert_shown(said)
        for closed in said.locator("summary").all():
            closed.click()
        idle(page)
        assert said.locator(ACTS).count() == 0
        press(page, "Copy", said)
        page.keyboard.press("Escape")
        open_menu(page)
        saved(page, "Export as Markdown")
        page.keyboard.press("Escape")
        go(page, "Corpus")
        for line in page.locator("summary").all():
            line.click()
            idle(page)
        assert_shown(main(page))
        for name in ("Map", "What is used", "What to write next"):
            assert tab(page, name).locator(ACTS).count() == 0
        assert main(page).locator(ACTS).count() == 0
        assert struck == []
