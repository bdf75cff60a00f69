"""The HTML report in a real browser: whole, readable on a phone, and silent on the network."""

from __future__ import annotations

import re
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from eval_runs import LONG, compared, hostile, many_failing

from evals.records import Run
from evals.report.html import html

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BROWSER, reason="chromium is not installed, so the page was not opened in a browser"),
]
# A page that holds the report at the width of a phone and writes down what it measures there.
PHONE = """<!doctype html><body><iframe src="run.html" width="390" height="800" style="border:0"></iframe><script>
const frame = document.querySelector("iframe");
frame.onload = () => {
  const page = frame.contentDocument, seen = (element) => element.getClientRects().length > 0;
  for (const closed of page.querySelectorAll("details")) closed.open = true;
  const drawings = [...page.querySelectorAll("svg")].filter(seen);
  document.body.dataset.found = JSON.stringify([
    page.documentElement.scrollWidth <= 390, drawings.length,
    drawings.every((drawing) => drawing.getBoundingClientRect().right <= 390),
  ]);
};
</script></body>"""


def dom(path: Path, *options: str) -> str:
    """Return the document as the browser holds it after loading."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command += [f"--user-data-dir={path.parent / 'profile'}", "--virtual-time-budget=5000", "--dump-dom", *options]
    done = subprocess.run([*command, path.as_uri()], capture_output=True, check=True, timeout=120)
    return done.stdout.decode()


def written(folder: Path, run: Run) -> Path:
    """Write the page of a run."""
    path = folder / "run.html"
    path.write_text(html(run), encoding="utf-8")
    return path


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that refuses everything and remembers what it was asked for."""
    asked: list[bytes] = []

    class Refuse(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuse) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"--proxy-server=http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def test_the_page_is_whole_and_hostile_text_is_no_element(tmp_path: Path) -> None:
    found = dom(written(tmp_path, hostile()))
    for section in ("gates", "changes", "scores", "coverage", "failing", "cases", "versions"):
        assert f'<section id="{section}"' in found
    assert found.count("<svg ") == 5
    assert len(re.findall(r"<svg [^>]*>(?:<rect [^>]*></rect>)?<g ", found)) == 5
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found
    assert not re.search(r'<script|<img|<h1 id="injected"', found)


def test_the_page_reaches_for_nothing(tmp_path: Path, proxy: tuple[str, list[bytes]]) -> None:
    option, asked = proxy
    dom(written(tmp_path, hostile()), option)
    assert [line for line in asked if b"evil.example" in line] == []


def test_the_proxy_would_have_seen_a_request(tmp_path: Path, proxy: tuple[str, list[bytes]]) -> None:
    option, asked = proxy
    path = tmp_path / "run.html"
    path.write_text("<img src=http://evil.example/x.png>", encoding="utf-8")
    dom(path, option)
    assert [line for line in asked if b"evil.example/x.png" in line]


@pytest.mark.parametrize("run", [compared(many_failing(12)), hostile(), hostile("w" * 3000), hostile(LONG)])
def test_nothing_sticks_out_sideways_on_a_phone(tmp_path: Path, run: Run) -> None:
    written(tmp_path, run)
    (tmp_path / "phone.html").write_text(PHONE)
    found = dom(tmp_path / "phone.html", "--allow-file-access-from-files")
    plots = 2 if "coverage curve needs" in (tmp_path / "run.html").read_text(encoding="utf-8") else 3
    assert f'data-found="[true,{plots},true]"' in found
