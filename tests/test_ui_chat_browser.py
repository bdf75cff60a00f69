"""The chat page as people meet it: Debian's Chromium on the served page."""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from model_server import ModelServer, Recorded, Reply
from personalities import READINGS, Personality, seen
from test_ui_safe import NASTY, random_texts
from ui_parts import Heard, Served, listen, needs_browser, served

from coach.coach import Coach
from coach.corpus.read import read_corpus
from coach.records import Answer, Coverage, Nearby, NextStep, Point, Ranked, Retrieval, Tension
from coach.words import has_control_characters
from ui.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, needs_browser]
FOUNDER = "My founder nods at my strategy ideas and ignores them"
TENSE = "Should I state what I think in my updates, or wait because the founder owns the strategy?"
UNCOVERED = "Which tool is best for drawing a product roadmap?"
HARASSED = "My manager keeps touching my shoulder and I do not know what to do"
# Our own heading for those who hear the page is none of it.
FORBIDDEN = "a, img, script, iframe, video, table, ul, ol, hr, h1:not(.coach-heard), h2, h3, em, del, pre, code, .katex"
# Tells in the page's own time how long it took from a moment to the first drawing in which something is there.
CLOCK = """
window.clock = {begun: 0, ended: 0, wanted: ""};
for (const [kind, key] of [["keydown", "Enter"], ["click", undefined]])
  addEventListener(kind, (event) => {
    if (event.key === key) Object.assign(window.clock, {begun: performance.now(), ended: 0});
  }, true);
new MutationObserver(() => {
  const {wanted, begun, ended} = window.clock;
  if (wanted && begun && !ended && document.evaluate(wanted, document, null, 3, null).booleanValue)
    requestAnimationFrame((now) => { window.clock.ended ||= performance.now(); });
}).observe(document, {childList: true, subtree: true, characterData: true});
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: Coach) -> Iterator[Served]:
    """The page without a chat model."""
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


@contextmanager
def visit(chromium: Browser, site: Served, **options: Any) -> Iterator[tuple[Page, Heard]]:
    """Open the page as a new visitor; nothing it does may reach for another host or be complained about."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    heard = listen(page, site.url)
    page.add_init_script(CLOCK)
    page.goto(site.url)
    chat_input(page).wait_for(timeout=60_000)
    idle(page)
    yield page, heard
    context.close()
    assert heard.foreign == [] and heard.complaints == []


@pytest.fixture
def page(chromium: Browser, site: Served) -> Iterator[Page]:
    with visit(chromium, site) as (page, _):
        yield page


def chat_input(page: Page) -> Locator:
    return page.get_by_test_id("stChatInputTextArea")


def idle(page: Page) -> None:
    """Wait until the script has ended."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=30_000)


def ask(page: Page, text: str, turn: int = 0) -> Locator:
    """Ask, and return the answer; ``turn`` counts the questions of the conversation from 0."""
    chat_input(page).fill(text)
    chat_input(page).press("Enter")
    page.locator(f".st-key-actions-{2 * turn + 1}").wait_for(timeout=30_000)
    idle(page)
    return answer(page)


def answer(page: Page) -> Locator:
    """Return the last answer."""
    return page.locator("[data-testid=stChatMessage]").last


def thinking(page: Page) -> Locator:
    """Return the sign that a model reads; who writes the answers stands at the side all the time."""
    return page.locator(".st-key-waiting").get_by_text("openai:slow reads the principles")


def quiet() -> None:
    """Skip a test of times on a machine that others keep busy: it would measure them."""
    waiting, cores = os.getloadavg()[0], os.cpu_count() or 1
    if waiting > 2 * cores:
        pytest.skip(f"the machine is busy ({waiting:.1f} programs want its {cores} cores), so times were not measured")


def until(holds: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def thumbs(page: Page) -> Locator:
    """Return the buttons that come last in an answer."""
    return page.locator(".stFeedback button")


def texts(found: Locator) -> list[str]:
    """Return what a person reads in each of some elements, white space folded."""
    return [" ".join(text.split()) for text in found.evaluate_all("found => found.map(one => one.innerText)")]


def sideways(page: Page) -> list[str]:
    """Return what sticks out of the window to the right."""
    heard = "one.closest('.stHtml, :has(> .stHtml)')"  # of no size, and nowhere
    wide = f"one => one.getBoundingClientRect().right > innerWidth + 1 && one.getClientRects().length && !{heard}"
    found = f"[...document.querySelectorAll('[data-testid=stMainBlockContainer] *')].filter({wide})"
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return page.evaluate(f"{found}.map(one => one.className)") + (["the page"] if scrolls else [])  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------------------------------- a visit


def test_a_person_asks_follows_up_and_opens_a_citation(page: Page) -> None:
    first = ask(page, FOUNDER)
    first.get_by_text("P11 in full").click()
    marked = first.get_by_test_id("stExpanderDetails").first.locator("strong").last
    marked.wait_for()
    assert marked.inner_text().startswith("The key is to first earn deep credibility")
    assert marked.evaluate("one => getComputedStyle(one.parentElement).textDecorationLine") == "underline"
    follow_up = ask(page, "And what if he still does not listen?", 1)
    assert "That leads back to P11" in follow_up.inner_text()


def test_a_quotation_is_set_apart_by_more_than_colour(page: Page) -> None:
    style = (
        ask(page, FOUNDER)
        .locator("blockquote")
        .evaluate("one => [getComputedStyle(one).borderLeftWidth, getComputedStyle(one).fontStyle]")
    )
    assert style == ["4px", "italic"]


def test_not_covered_offers_a_question_that_is_answered(page: Page) -> None:
    said = ask(page, UNCOVERED)
    assert "Not covered." in said.inner_text()
    said.get_by_role("button").filter(has_text="?").first.click()
    page.locator(".st-key-actions-3").wait_for()
    assert "The heart of it:" in answer(page).inner_text()


def test_a_hand_off_looks_different_from_advice(page: Page) -> None:
    said = ask(page, HARASSED)
    frame = said.locator("[class*=st-key-handoff]")
    assert frame.get_by_role("heading").inner_text().endswith("This deserves a person rather than a program.")
    assert frame.evaluate("one => getComputedStyle(one).borderLeftWidth") == "8px"
    assert said.locator("blockquote").count() == 0


def test_a_reload_finds_the_conversation(page: Page) -> None:
    ask(page, FOUNDER)
    thumbs(page).first.wait_for()
    before = texts(page.get_by_test_id("stMainBlockContainer"))
    page.reload()
    thumbs(page).first.wait_for()
    assert texts(page.get_by_test_id("stMainBlockContainer")) == before


def test_the_conversation_of_another_browser_is_not_shown(chromium: Browser, site: Served, page: Page) -> None:
    ask(page, FOUNDER)
    with visit(chromium, site) as (other, _):
        other.goto(page.url)
        other.get_by_text("This conversation is not here").wait_for()
        assert FOUNDER not in other.get_by_test_id("stApp").inner_text()


def test_two_visitors_at_once_get_their_own_answers(chromium: Browser, site: Served, page: Page) -> None:
    """ui-06: in two browsers."""
    with visit(chromium, site) as (other, _):
        for window, text in ((page, FOUNDER), (other, UNCOVERED)):
            chat_input(window).fill(text)
        for window in (page, other):
            chat_input(window).press("Enter")
        for window in (page, other):
            window.locator(".st-key-actions-1").wait_for()
        assert "Earn credibility" in answer(page).inner_text() and "Not covered" in answer(other).inner_text()
        assert UNCOVERED not in page.get_by_test_id("stApp").inner_text()


def test_a_conversation_is_renamed_exported_and_deleted(page: Page) -> None:
    ask(page, FOUNDER)
    menu = page.get_by_role("button", name="Rename, export or delete")
    menu.click()
    title = page.get_by_label("Title")
    title.fill("The founder")
    title.press("Enter")
    page.locator(".st-key-open-conversation").get_by_text("The founder").wait_for()
    menu.click()
    for label, end in (("Export as Markdown", "md"), ("Export as JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == f"The-founder.{end}"
        assert FOUNDER in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("What is going on at work?").wait_for()
    assert "The founder" not in page.get_by_test_id("stSidebar").inner_text()


def test_a_thumb_a_reason_and_a_step_stay_after_a_reload(page: Page) -> None:
    said = ask(page, FOUNDER)
    thumbs(page).first.click()
    reason = page.get_by_label("What helped?")
    reason.fill("It fits")
    reason.press("Enter")
    said.get_by_role("button", name="I will do this").click()
    page.get_by_text("You planned to do this by").wait_for()
    page.reload()
    page.get_by_text("You planned to do this by").wait_for()
    until(lambda: page.get_by_label("What helped?").input_value() == "It fits")  # the field is there before its text


# ------------------------------------------------------------------------------------------------- for every person


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    def go_on(wanted: Callable[[], bool], key: str = "Tab") -> None:
        for _ in range(60):
            if wanted():
                return
            page.keyboard.press(key)
        pytest.fail("the focus never came there")

    def focused(script: str) -> Callable[[], bool]:
        return lambda: bool(page.evaluate(f"(one => {script})(document.activeElement)"))

    go_on(focused("one.dataset.testid === 'stChatInputTextArea'"))
    page.keyboard.type(FOUNDER)
    page.keyboard.press("Enter")
    page.locator(".st-key-actions-1").wait_for()
    idle(page)
    go_on(focused("one.tagName === 'SUMMARY' && one.innerText.includes('P11 in full')"), "Shift+Tab")
    assert page.evaluate("(one => getComputedStyle(one).boxShadow + getComputedStyle(one).outlineStyle)"
                         "(document.activeElement)") != "nonenone"  # fmt: skip
    page.keyboard.press("Enter")
    page.get_by_text("PMs at founder-led startups often fail").wait_for()
    go_on(focused("one.innerText?.includes('I will do this')"))
    page.keyboard.press("Enter")
    page.get_by_text("You planned to do this by").wait_for()


@pytest.mark.parametrize(
    "text", [TENSE, UNCOVERED, HARASSED, "Extraordinarilylongword" * 40], ids=lambda text: text[:12]
)
def test_nothing_sticks_out_sideways_on_a_phone(chromium: Browser, site: Served, text: str) -> None:
    with visit(chromium, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as (page, _):
        assert sideways(page) == []
        said = ask(page, text)
        for closed in said.locator("summary").all():
            closed.click()
        page.wait_for_timeout(500)
        assert sideways(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_barrier(chromium: Browser, site: Served, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with visit(chromium, site, color_scheme=scheme) as (page, _):
        dark = (
            page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") != "rgb(255, 255, 255)"
        )
        assert dark == (scheme == "dark")
        found = [*Axe().run(page).response["violations"]]
        said = ask(page, TENSE)
        for closed in said.locator("summary").all():
            closed.click()
        for side in ("About you", "Corpus and chat model"):
            page.get_by_text(side).click()
            idle(page)
        page.wait_for_timeout(500)
        found += Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found
            if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert told == []


# ------------------------------------------------------------------------------------------------------------ speed


def test_an_answer_without_a_model_is_there_400_ms_after_enter(page: Page) -> None:
    """From the key to the row of buttons that ends an answer, in a conversation of 15 turns, on two idle cores."""

    def took_ms(turn: int) -> float:
        wanted = f"//*[contains(@class, 'st-key-actions-{2 * turn + 1}')]//*[contains(@class, 'stFeedback')]//button"
        page.evaluate("wanted => { window.clock = {begun: 0, ended: 0, wanted}; }", wanted)
        ask(page, f"{questions[turn % len(questions)]} ({turn})", turn)
        page.wait_for_timeout(500)
        return float(page.evaluate("window.clock.ended - window.clock.begun"))

    questions = (FOUNDER, "How do I get promoted to the next level?", TENSE, "Am I ready for a leadership role?")
    quiet()
    times = [took_ms(turn) for turn in range(15)][1:]
    assert statistics.median(times[:10]) <= 400 and statistics.median(times[-3:]) <= 400, times


# ---------------------------------------------------------------------------------------------------- hostile texts

HOSTILE = (*NASTY, *random_texts(60))


def kept_in(site: Served, cookie: str, *answers: Answer, questions: tuple[str, ...] = ()) -> str:
    """Keep a conversation of a visitor as the page does, and return its id."""
    store = open_store(site.data / "coach.sqlite")
    conversation = store.start(f"browser:{cookie}", "product-leadership", HOSTILE[0])
    for question in questions:
        store.add_question(f"browser:{cookie}", conversation.id, question)
    for answer in answers:
        store.add_question(f"browser:{cookie}", conversation.id, "And?")
        store.add_answer(f"browser:{cookie}", conversation.id, answer, "as kept")
    store.close()
    return conversation.id


def hostile(site: Served, chromium: Browser, cookie: str, conversation: str) -> Any:
    """Open a conversation of a visitor."""
    return visit(
        chromium,
        replace(site, url=f"{site.url}/?c={conversation}"),
        storage_state={"cookies": [{"name": "coach_visitor", "value": cookie, "url": site.url}]},
    )


def as_read(text: str) -> str:
    return " ".join(re.sub("[\x00-\x08\x0e-\x1b\x7f\ud800\u202a-\u202e\u2066-\u2069]", "", text).split())


def test_every_hostile_question_is_read_as_it_was_written_and_nothing_of_it_acts(
    chromium: Browser, site: Served
) -> None:
    sendable = tuple(text for text in HOSTILE if as_read(text) and "\ud800" not in text)
    id_ = kept_in(site, "Q" * 22, questions=sendable)
    with hostile(site, chromium, "Q" * 22, id_) as (page, _):
        page.get_by_role("button", name="earlier messages").click()
        shown = page.locator("[data-testid=stChatMessage] [data-testid=stMarkdownContainer]:not(button *)")
        shown.nth(len(sendable) - 1).wait_for(timeout=30_000)
        idle(page)
        assert texts(shown)[: len(sendable)] == [as_read(text) for text in sendable]
        assert page.locator("[data-testid=stMainBlockContainer]").locator(FORBIDDEN).count() == 0


def test_hostile_texts_in_every_place_of_an_answer_are_read_as_written_and_nothing_acts(
    chromium: Browser, site: Served
) -> None:
    sendable = tuple(text for text in HOSTILE if as_read(text) and "\ud800" not in text)
    ranked = tuple(Ranked(f"P{n}", 0.1, text, 0.5) for n, text in enumerate(sendable))
    said = Answer(
        status="partly",
        opening=sendable[0],
        points=tuple(Point(f"P{n}", text, text, text) for n, text in enumerate(sendable)),
        tensions=tuple(Tension(("P1", "P8"), text, text) for text in sendable[:20]),
        next_step=NextStep(sendable[1], "P1", sendable[1]),
        nearby=tuple(Nearby(text, "P1") for text in sendable),
        closing=sendable[2],
        remarks=sendable[:20],
        retrieval=Retrieval(ranked, Coverage("partly", 0.5), ""),
        corpus_version="v1",
        ask_back=sendable[3],
    )
    id_ = kept_in(site, "R" * 22, said)
    with hostile(site, chromium, "R" * 22, id_) as (page, _):
        page.locator(".st-key-actions-1").wait_for(timeout=60_000)
        idle(page)
        main = page.locator("[data-testid=stMainBlockContainer]")
        read = [as_read(text) for text in sendable]
        assert texts(main.locator("blockquote")) == [as_read(f"“{text}”") for text in sendable]
        assert texts(main.locator("[class*=st-key-nearby] button [data-testid=stMarkdownContainer]")) == read
        whole = texts(main)[0]
        assert [text for text in read if f"For you: {text}" not in whole] == []
        assert [text for text in read[:20] if f"What decides: {text}" not in whole] == []
        assert main.locator(FORBIDDEN).count() == 0


@pytest.fixture(scope="module")
def hostile_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of four principles that hold all nasty texts, in every field that a person gets to see."""
    folder = tmp_path_factory.mktemp("hostile") / "corpus"
    (folder / "principles").mkdir(parents=True)
    lines = [as_read(text) for text in NASTY if not has_control_characters(as_read(text))]  # a corpus may hold none
    told = {"title": " ".join(lines[:40]), "about": " ".join(lines[40:80]), "handoffs": {"legal": "<b>ask</b>"}}
    told["tensions"] = [{"between": ["P1", "P2"], "about": " ".join(lines[80:]), "decides": " ".join(lines[:30])}]
    (folder / "corpus.yaml").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for number in range(4):
        part = " ".join(lines[number::4])
        facts = {"id": f"P{number + 1}", "title": f"Founder {part}", "question": f"Why {part}?", "next_step": part}
        text = f"A founder ignores strategy ideas until trust is there. {part}\n\nSecond paragraph, {part}"
        header = "\n".join(f"{name}: {json.dumps(said, ensure_ascii=False)}" for name, said in facts.items())
        (folder / "principles" / f"{number}.md").write_text(f"---\n{header}\n---\n\n{text}\n", encoding="utf-8")
    return folder


def test_a_hostile_corpus_is_read_as_written_and_nothing_of_it_acts(
    chromium: Browser, tmp_path: Path, hostile_corpus: Path
) -> None:
    corpus = read_corpus(hostile_corpus)
    with (
        served(tmp_path, env={"COACH_UI_CORPORA": str(hostile_corpus)}) as site,
        visit(chromium, site) as (page, _),
    ):
        main = page.get_by_test_id("stMainBlockContainer")
        pills = main.locator("[data-testid=stButtonGroup] button")
        assert set(texts(pills)) == {as_read(one.question) for one in corpus.principles}
        assert as_read(corpus.about.rstrip(" .")) in texts(main)[0] and as_read(corpus.title) in texts(main)[0]
        assert main.locator(f":is({FORBIDDEN}):not(h2)").count() == 0  # our own heading
        said = ask(page, f"{FOUNDER} {FORBIDDEN}")
        for closed in said.locator("summary").all():
            closed.click()
        page.get_by_text("Corpus and chat model").click()
        idle(page)
        whole = texts(main)[0]
        first = next(one for one in corpus.principles if as_read(one.title) in whole)
        assert all(as_read(part) in whole for part in first.text.split("\n\n"))
        assert as_read(first.next_step) in whole
        assert said.locator(f":is({FORBIDDEN})").count() == 0


# -------------------------------------------------------------------------------------------------------- chat models


class Paced(Personality):
    """Writes as slowly as a model does."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        return replace(super().__call__(request), pace_s=0.0 if seen(request).is_verifying else 0.03)


class Hanging(Personality):
    """Does not write a word, and does not let go either."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        return Reply("late", hang_s=60)


class Midway(Personality):
    """Writes its first point, begins the second, and gets no further: however busy a machine is, it is never done."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        reply = super().__call__(request)
        if seen(request).is_verifying:
            return reply
        text = str(reply.text)
        return replace(reply, chunks=(text[: text.rindex('"reading"')],), ending="stalled")


@pytest.fixture(scope="module")
def slow_model() -> Iterator[ModelServer]:
    with ModelServer(Paced()) as server:
        yield server


@pytest.fixture(scope="module")
def model_site(tmp_path_factory: pytest.TempPathFactory, slow_model: ModelServer, coach: Coach) -> Iterator[Served]:
    """The page with a chat model that takes its time."""
    known = {"OPENAI_BASE_URL": slow_model.url, "OPENAI_API_KEY": "sk-test", "COACH_UI_MODELS": "openai:slow"}
    with served(tmp_path_factory.mktemp("model"), env=known) as site:
        yield site


def ask_for_half(page: Page, model: ModelServer) -> Recorded:
    """Ask a model that does not end, wait for its first point, and return the request that is still open."""
    model.reply = Midway()
    asked = len(model.requests)
    chat_input(page).fill(FOUNDER)
    chat_input(page).press("Enter")
    page.get_by_text("For you:").first.wait_for(timeout=60_000)  # a server that asks first loads the libraries
    assert not model.requests[asked].gone.is_set()
    return model.requests[asked]


@pytest.fixture
def slowly(chromium: Browser, model_site: Served, slow_model: ModelServer) -> Iterator[Page]:
    slow_model.reply = Paced()
    with visit(chromium, model_site) as (page, _):
        yield page


def test_an_answer_comes_point_by_point_and_nothing_shown_disappears(slowly: Page) -> None:
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    said: list[str] = []
    lines = "found => found.map(one => one.innerText)"
    deadline = time.monotonic() + 60
    while not slowly.locator(".st-key-actions-1").count():
        assert time.monotonic() < deadline, said
        now = answer(slowly).locator("p:not([class*=st-key-waiting] p)").evaluate_all(lines)
        if now != said:
            assert [line for line in said if not any(line in later for later in now)] == []
            said = now
    assert f"For you: {READINGS['P11']}" in texts(answer(slowly))[0]


def test_the_stop_button_works_within_300_ms_though_the_model_hangs(slowly: Page, slow_model: ModelServer) -> None:
    quiet()
    slow_model.reply = Hanging()
    asked = len(slow_model.requests)
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    thinking(slowly).wait_for()
    until(lambda: len(slow_model.requests) > asked)
    wanted = "//*[text()='This was not answered.']"
    slowly.evaluate("wanted => { window.clock = {begun: 0, ended: 0, wanted}; }", wanted)
    slowly.get_by_test_id("stChatInputStopButton").click()
    slowly.get_by_text("This was not answered.").wait_for()
    assert slowly.evaluate("window.clock.ended - window.clock.begun") <= 300
    assert slow_model.requests[asked].gone.wait(1.0)


def test_a_reload_in_the_middle_leaves_the_question_to_be_answered_now(slowly: Page, slow_model: ModelServer) -> None:
    """ui-07: nothing was checked yet, and nothing waits for ever."""
    slow_model.reply = Hanging()
    asked = len(slow_model.requests)
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    until(lambda: len(slow_model.requests) > asked, timeout_s=60)  # a server that asks first loads the libraries
    thinking(slowly).wait_for()  # the address names the conversation by then
    slowly.reload()
    slowly.get_by_text("This was not answered.").wait_for()
    assert slow_model.requests[asked].gone.wait(1.0)
    idle(slowly)
    assert slowly.locator("[data-testid=stSpinner], [class*=st-key-waiting]").count() == 0
    slow_model.reply = Personality()
    slowly.get_by_role("button", name="Answer it now").click()
    slowly.locator(".st-key-actions-1").wait_for()
    assert slowly.get_by_text("This was not answered.").count() == 0


def test_a_closed_tab_ends_the_request_to_a_model_that_thinks(
    chromium: Browser, model_site: Served, slow_model: ModelServer
) -> None:
    """A reply that nobody will see costs money, and takes a place that others wait for."""
    slow_model.reply = Hanging()
    asked = len(slow_model.requests)
    with visit(chromium, model_site) as (page, _):
        chat_input(page).fill(FOUNDER)
        chat_input(page).press("Enter")
        until(lambda: len(slow_model.requests) > asked, timeout_s=60)
        page.wait_for_timeout(500)
        assert not slow_model.requests[asked].gone.is_set()
        page.close()
        assert slow_model.requests[asked].gone.wait(2.0)


def test_a_closed_tab_ends_the_request_to_a_model_that_writes(
    chromium: Browser, model_site: Served, slow_model: ModelServer
) -> None:
    with visit(chromium, model_site) as (page, _):
        request = ask_for_half(page, slow_model)
        page.close()
        assert request.gone.wait(2.0)


def test_what_was_checked_before_a_stop_is_kept_and_marked(slowly: Page, slow_model: ModelServer) -> None:
    request = ask_for_half(slowly, slow_model)
    slowly.get_by_test_id("stChatInputStopButton").click()
    slowly.get_by_text("Stopped. What was checked by then is kept.").wait_for()
    assert request.gone.wait(2.0)
    thumbs(slowly).first.wait_for()
    before = texts(slowly.get_by_test_id("stMainBlockContainer"))
    slowly.reload()
    thumbs(slowly).first.wait_for()
    assert texts(slowly.get_by_test_id("stMainBlockContainer")) == before


def test_what_was_checked_before_a_reload_is_kept_and_marked(slowly: Page, slow_model: ModelServer) -> None:
    """ui-07: what was checked is there again, and nothing waits for ever."""
    request = ask_for_half(slowly, slow_model)
    slowly.reload()
    slowly.get_by_text("Stopped. What was checked by then is kept.").wait_for()
    assert request.gone.is_set()
    thumbs(slowly).first.wait_for()
    idle(slowly)
    assert texts(answer(slowly))[0].count("For you:") == 1  # the second point was quoted, and its reading not there yet
    assert slowly.locator("[data-testid=stSpinner], [class*=st-key-waiting]").count() == 0


def test_a_look_at_another_page_loses_neither_the_conversation_nor_an_answer_on_its_way(slowly: Page) -> None:
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    slowly.get_by_text("For you:").first.wait_for()
    navigation = slowly.get_by_test_id("stSidebarNav")
    navigation.get_by_text("Evals", exact=True).click()
    slowly.get_by_text("For you:").wait_for(state="detached")
    navigation.get_by_text("Chat", exact=True).click()
    slowly.locator(".st-key-actions-1").wait_for()
    assert texts(answer(slowly))[0].count("For you:") == 2 and "Stopped" not in texts(answer(slowly))[0]


def test_a_click_elsewhere_does_not_stop_an_answer(slowly: Page) -> None:
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    slowly.get_by_text("For you:").first.wait_for()
    slowly.get_by_text("About you").click()
    slowly.locator(".st-key-actions-1").wait_for()
    assert texts(answer(slowly))[0].count("For you:") == 2 and "Stopped" not in texts(answer(slowly))[0]


def test_an_answer_asked_for_by_a_button_has_a_stop_button_of_its_own(slowly: Page, slow_model: ModelServer) -> None:
    slow_model.reply = Personality()
    ask(slowly, FOUNDER)
    slow_model.reply = Hanging()
    slowly.get_by_role("button", name="Answer again").click()
    stop = slowly.get_by_role("button", name="Stop", exact=True)
    stop.wait_for()
    assert "For you:" not in slowly.get_by_test_id("stMainBlockContainer").inner_text()
    stop.click()
    slowly.locator(".st-key-actions-1").wait_for()  # the answer from before stays
    assert texts(answer(slowly))[0].count("For you:") == 2


def test_leaving_for_another_conversation_ends_the_answer(slowly: Page, slow_model: ModelServer) -> None:
    request = ask_for_half(slowly, slow_model)
    begun = time.monotonic()
    slowly.get_by_role("button", name="New conversation").click()
    slowly.get_by_text("What is going on at work?").wait_for()
    assert request.gone.wait(2.0) and time.monotonic() - begun < 3
    slowly.get_by_role("button", name=FOUNDER).click()
    slowly.get_by_text("Stopped. What was checked by then is kept.").wait_for()


# --------------------------------------------------------------------------------------------------- a screen reader


def test_every_message_says_whose_it_is_and_the_page_has_a_title(page: Page) -> None:
    ask(page, FOUNDER)
    said = page.get_by_test_id("stChatMessage")
    assert "You:" in said.first.aria_snapshot() and "Coach:" in said.last.aria_snapshot()
    assert "Coach:" not in said.first.aria_snapshot()
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Coach"]


def test_each_answer_changes_the_words_of_a_region_that_stays_where_it_is(page: Page) -> None:
    region = page.get_by_role("status")
    region.evaluate("(region) => { region.isOurs = true; }")
    shown = [region.inner_text()]
    seen_by: list[str] = []
    for turn in range(3):
        ask(page, FOUNDER, turn)
        page.wait_for_timeout(300)
        shown.append(region.inner_text())
        seen_by.append(region.locator("p:visible").get_attribute("class") or "")
    assert shown == ["", *["Coach has answered."] * 3]
    assert seen_by[0] != seen_by[1] != seen_by[2]  # other words in the same letters: they are read out again
    assert region.evaluate("(region) => region.isOurs")


def test_an_answer_that_takes_a_while_is_announced_before_it_is_there(slowly: Page) -> None:
    chat_input(slowly).fill(FOUNDER)
    chat_input(slowly).press("Enter")
    region = slowly.get_by_role("status")
    region.get_by_text("Coach is answering.").wait_for()
    assert region.inner_text() == "Coach is answering."
    slowly.locator(".st-key-actions-1").wait_for(timeout=30_000)
    idle(slowly)
    assert region.inner_text() == "Coach has answered."
