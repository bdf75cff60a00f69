"""The pictures of the page that people see before the page itself: all of them shown, and made by the script."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from ui_parts import needs_browser

from coach.coach import Coach
from ui.pictures.__main__ import HERE, PICTURES, Picture, take

HOUSE = HERE.parent.parent
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+\.png)\)")


def size(path: Path) -> tuple[int, int]:
    """Return the width and height of a picture, from the head of its file."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_every_picture_is_one_that_the_script_takes_and_is_shown_with_words_for_who_cannot_see_it() -> None:
    shown = {
        (page.parent / path).resolve(): told
        for page in (HOUSE / "README.md", HOUSE / "ui" / "README.md")
        for told, path in SHOWN.findall(page.read_text(encoding="utf-8"))
    }
    taken = {HERE / f"{picture.name}.png" for picture in PICTURES}
    assert {path for path in shown if path.parent == HERE} == taken == set(HERE.glob("*.png"))
    assert all(len(told.split()) > 4 for told in shown.values())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_has_the_size_that_the_script_gives_it(picture: Picture) -> None:
    assert size(HERE / f"{picture.name}.png") == (picture.width, picture.height)


@pytest.mark.slow
@needs_browser
def test_the_script_takes_every_picture_of_the_page_as_it_is_now(tmp_path: Path, coach: Coach) -> None:
    """It refuses one that lacks its words, or cuts a card."""
    assert [size(path) for path in take(tmp_path)] == [(picture.width, picture.height) for picture in PICTURES]
