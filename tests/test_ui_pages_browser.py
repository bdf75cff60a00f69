"""The corpus page and the evals page as people meet them: Debian's Chromium on the served page."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from document_files import docx, paragraph
from eval_runs import a_run, hostile, many_failing
from test_ui_safe import NASTY
from ui_parts import Heard, Served, listen, needs_browser, served
from ui_runs_parts import on, with_values, write

from coach.coach import Coach
from ui.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Locator, Page

pytestmark = [pytest.mark.slow, needs_browser]
FOUNDER = "My founder nods at my strategy ideas and ignores them"
TABS = {
    "Corpus": ("Principles", "Map", "What is used", "What to write next", "Upload"),
    "Evals": ("Thresholds", "Failing cases", "Over time", "Two runs"),
}
PRINCIPLE = b"---\nid: T1\ntitle: Say no with a reason\n---\nSay no early, and give the reason.\n"
SIDEWAYS = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.offsetParent
    && !one.closest('[data-testid=stTabs] [role=tablist], [data-testid=stDataFrame]'))
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: Coach) -> Iterator[Served]:
    """The page with runs, gaps and a corpus that try everything against a reader, and uploads open."""
    folder = tmp_path_factory.mktemp("site")
    corpus = _hostile_corpus(folder / "hostile")
    write(
        folder / "data", [on(1), on(2, answered_by="ollama:llama3.1"), with_values(on(3), "hit_at_1", {"right": 0.0})]
    )
    write(folder / "data", [replace(on(4, hostile()), partial=hostile().partial)], "hostile")
    store = open_store(folder / "data" / "coach.sqlite")
    store.keep_gap("product-leadership", "Which laptop should I buy?", "P7")
    for text in NASTY[:20]:
        store.keep_gap("product-leadership", text, "")
    store.close()
    flags = ("--corpus", "product-leadership", "--corpus", str(corpus), "--allow-upload")
    with served(folder, *flags) as site:
        yield site


def _hostile_corpus(folder: Path) -> Path:
    (folder / "principles").mkdir(parents=True)
    texts = [" ".join(text.replace("\0", "").split()) for text in NASTY]
    texts = [text for text in texts if text.isprintable() and any(sign.isalpha() for sign in text)]
    (folder / "corpus.yaml").write_text(f"title: {json.dumps(texts[0])}\nabout: {json.dumps(texts[1])}\n")
    for number, text in enumerate(texts[:: len(texts) // 16], start=1):
        facts = {"id": f"H{number}", "title": text, "question": text, "next_step": text}
        lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in facts.items())
        (folder / "principles" / f"{number:02d}.md").write_text(f"---\n{lines}\n---\n{text} and words.\n")
    return folder


@contextmanager
def visit(chromium: Browser, site: Served, name: str, **options: Any) -> Iterator[tuple[Page, Heard]]:
    """Open a page as a new visitor; nothing it does may reach for another host or be complained about."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    heard = listen(page, site.url)
    page.goto(site.url)
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=60_000)
    idle(page)
    go(page, name)
    yield page, heard
    context.close()
    assert heard.foreign == [] and heard.complaints == []


def idle(page: Page) -> None:
    """Wait until the script has ended and all that it drew is there."""
    page.wait_for_timeout(150)  # what was pressed has to reach the server
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
    skeleton = page.get_by_test_id("stSkeleton")
    while skeleton.count():
        skeleton.first.wait_for(state="detached", timeout=30_000)


def go(page: Page, name: str) -> None:
    """Go to a page by the side, which may be folded away."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    if not link.is_visible() or page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "true":
        page.get_by_test_id("stExpandSidebarButton").click()
    link.click()
    idle(page)
    if page.viewport_size and page.viewport_size["width"] < 700:
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
        page.wait_for_timeout(400)


def tab(page: Page, name: str) -> Locator:
    """Open a tab, and return what it shows."""
    page.get_by_role("tab", name=name, exact=True).click()
    idle(page)
    return page.get_by_role("tabpanel")


def sees(shown: Locator, text: str) -> None:
    """Wait until a text is shown."""
    from playwright.sync_api import expect

    expect(shown).to_contain_text(text, timeout=20_000)


def choose(page: Page, label: str, name: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=name).first.click()
    idle(page)


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    payload: list[FilePayload] = [{"name": name, "mimeType": "text/plain", "buffer": text} for name, text in files]
    page.locator("input[type=file]").set_input_files(payload)
    page.locator(".st-key-dry-run, .st-key-upload-refused").wait_for(timeout=20_000)
    idle(page)


# --------------------------------------------------------------------------------------------------------- the corpus


def test_a_principle_is_found_and_opened_with_the_keyboard_alone(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Corpus") as (page, _):
        page.get_by_label("Search").focus()
        page.keyboard.type("credibility")
        page.keyboard.press("Enter")
        idle(page)
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "SUMMARY":
                break
        page.keyboard.press("Enter")
        idle(page)
        sees(page.get_by_role("tabpanel"), "Situations it answers")
        sees(page.get_by_role("tabpanel"), "Pulls apart from")


def test_the_map_shows_where_the_question_that_was_just_asked_landed(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Chat") as (page, _):
        page.get_by_test_id("stChatInputTextArea").fill(FOUNDER)
        page.keyboard.press("Enter")
        page.locator(".st-key-actions-1").wait_for(timeout=30_000)
        go(page, "Corpus")
        shown = tab(page, "Map")
        shown.locator("canvas, svg.marks").first.wait_for(timeout=20_000)
        sees(shown, "your last question")
        sees(shown, "Nearest when Coach reads it in full: P11")


def test_what_an_answer_quoted_is_counted_as_used(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Chat") as (page, _):
        page.get_by_test_id("stChatInputTextArea").fill(FOUNDER)
        page.keyboard.press("Enter")
        page.locator(".st-key-actions-1").wait_for(timeout=30_000)
        go(page, "Corpus")
        shown = tab(page, "What is used")
        shown.get_by_text("The same as a list").click()
        shown.get_by_text("Earn credibility before strategy").first.wait_for()


def test_questions_that_were_not_covered_are_downloaded_as_json_lines(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Corpus") as (page, _):
        tab(page, "What to write next")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Export").first.click()
        lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
        assert "Which laptop should I buy?" in [json.loads(line)["question"] for line in lines]


def test_a_corpus_that_is_uploaded_is_there_for_its_owner_and_for_nobody_else(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Corpus") as (page, _):
        tab(page, "Upload")
        page.get_by_label("What shall it be called?").fill("Team handbook")
        page.keyboard.press("Enter")
        idle(page)
        upload(page, ("../../x.md", PRINCIPLE))
        sees(page.locator(".st-key-dry-run"), "adds 1 principle, changes 0, removes 0")
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("button", name="Choose it").click(timeout=60_000)
        idle(page)
        sees(page.locator("h1"), "Team handbook")
        page.goto(site.url)
        idle(page)
        go(page, "Corpus")
        page.locator("h1", has_text="Team handbook").wait_for(timeout=30_000)
        with visit(chromium, site, "Corpus") as (other, _):
            other.get_by_label("Corpus", exact=True).click()
            assert not any("handbook" in name for name in other.get_by_role("option").all_inner_texts())
    (stored,) = (site.data / "uploads").rglob("*.md")
    assert stored.name == "0001-x.md"


def test_documents_are_tried_published_and_quoted_by_their_names(chromium: Browser, site: Served) -> None:
    advice = "Agree on a day for the handover before you tell anybody about it."
    with visit(chromium, site, "Corpus") as (page, _):
        tab(page, "Upload")
        page.get_by_label("What shall it be called?").fill("Our handbook")
        page.keyboard.press("Enter")
        idle(page)
        upload(page, ("handover.docx", docx(paragraph(advice))), ("scan.pdf", b"%PDF-1.7 of nothing"))
        shown = page.locator(".st-key-dry-run")
        sees(shown, "adds 1 document, changes 0, removes 0")
        sees(shown, "scan.pdf: ")
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("button", name="Choose it").click(timeout=60_000)
        idle(page)
        sees(page.get_by_test_id("stMain"), "1 document · ")
        go(page, "Chat")
        page.get_by_test_id("stChatInputTextArea").fill("How do I agree on a day for a handover?")
        page.keyboard.press("Enter")
        page.locator(".st-key-actions-1").wait_for(timeout=30_000)
        sees(page.locator("blockquote"), advice)
        page.locator("summary", has_text="Source").click()
        opened = page.get_by_test_id("stChatMessage").last.get_by_test_id("stExpanderDetails").first
        sees(opened, "handover.docx · paragraph 1")
        sees(opened.locator("strong"), advice)


def test_an_upload_that_is_no_text_or_reaches_out_is_refused_in_words(chromium: Browser, site: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("../../x.md", PRINCIPLE)
    with visit(chromium, site, "Corpus") as (page, _):
        for name, content, said in (
            ("evil.md", b"MZ\x90\x00\x03\x00", "evil.md is a Windows program"),
            ("corpus.zip", packed.getvalue(), "points out of its folder"),
        ):
            tab(page, "Upload")
            upload(page, (name, content))
            sees(page.locator(".st-key-upload-refused"), said)
            page.get_by_test_id("stFileChipDeleteBtn").first.locator("button").click()
            idle(page)


# ---------------------------------------------------------------------------------------------------------- the evals


def test_a_failing_case_opens_to_what_was_expected_and_given(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Evals") as (page, _):
        choose(page, "Look into", "1 Jan 2025")
        shown = tab(page, "Failing cases")
        shown.get_by_text("Expected and given").first.click()
        for text in ("An answer from P1", "Yes. [P3]"):
            shown.get_by_text(text).wait_for()


def test_a_metric_is_drawn_over_time_and_told_in_words(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Evals") as (page, _):
        choose(page, "Look into", "3 Jan 2025")
        shown = tab(page, "Over time")
        shown.locator("canvas, svg.marks").first.wait_for(timeout=20_000)
        sees(shown, "in the newest run (95 %")


def test_two_runs_are_put_side_by_side(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Evals") as (page, _):
        choose(page, "Look into", "3 Jan 2025")
        shown = tab(page, "Two runs")
        sees(shown, "Cases that changed: 1 got worse")
        shown.get_by_text("got worse ·").click()
        for text in ("Before: ✔ pass", "Now: ✘ fail"):
            shown.get_by_text(text).wait_for()


# ------------------------------------------------------------------------------------------------------ for everybody


def test_hostile_texts_of_corpora_and_runs_ask_no_other_host_and_act_nowhere(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, "Corpus") as (page, heard):
        page.get_by_label("Corpus", exact=True).click()
        page.get_by_role("option").nth(1).click()  # its title is one of the hostile texts
        idle(page)
        for line in page.locator("summary").all():
            line.click()
            idle(page)
        for name in TABS["Corpus"][1:]:
            tab(page, name)
        go(page, "Evals")
        choose(page, "Look into", "part of the set")
        for name in TABS["Evals"]:
            shown = tab(page, name)
            for line in shown.get_by_text("Expected and given").all():
                line.click()
            assert shown.locator("script, iframe, img, a[href*=evil], h1#injected").count() == 0
        assert heard.foreign == []


@pytest.mark.parametrize("name", TABS)
def test_nothing_sticks_out_sideways_on_a_phone(chromium: Browser, site: Served, name: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visit(chromium, site, name, **phone) as (page, _):
        for title in TABS[name]:
            tab(page, title)
            page.wait_for_timeout(500)
            assert (title, page.evaluate(SIDEWAYS)) == (title, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TABS)
def test_axe_finds_no_serious_barrier(chromium: Browser, site: Served, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with visit(chromium, site, name, color_scheme=scheme) as (page, _):
        for title in TABS[name]:
            shown = tab(page, title)
            for closed in shown.locator("summary").all()[:3]:
                closed.click()
                idle(page)
            page.wait_for_timeout(500)
            found = Axe().run(page).response["violations"]
            told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found
                    if one["impact"] in ("serious", "critical")]  # fmt: skip
            assert (title, told) == (title, [])


def test_two_hundred_runs_are_there_soon_after_the_click(chromium: Browser, tmp_path: Path, coach: Coach) -> None:
    """Five seconds here, where other tests run at the same time, and the first visitor pays for reading all files."""
    write(tmp_path / "data", [on(1, many_failing(300))] * 200)
    with served(tmp_path) as full, visit(chromium, full, "Chat") as (page, _):
        begun = page.evaluate("performance.now()")
        page.get_by_test_id("stSidebarNavLink").filter(has_text="Evals").click()
        page.locator(".st-key-gate-headline").wait_for(timeout=30_000)
        assert page.evaluate("performance.now()") - begun < 5_000
        sees(page.get_by_test_id("stMain"), a_run().gates[0].gate.reason)
