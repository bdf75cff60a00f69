"""Every bad input that a page meets has a test that says so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

# Uploads, who may do what, foreign pages, two visitors, reloads, no network, the first run.
IDS = ("ui-02", "ui-03", "ui-05", "ui-06", "ui-07", "ui-09", "ui-10")


def told_by_tests() -> dict[str, str]:
    """Return the docstring of each test of the page that has one, by its name."""
    found: dict[str, str] = {}
    for path in Path(__file__).parent.rglob("test_ui_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name] = ast.get_docstring(node) or ""
    return found


@pytest.mark.parametrize("id_", IDS)
def test_each_bad_input_of_the_page_stands_in_the_docstring_of_a_test(id_: str) -> None:
    assert [name for name, told in told_by_tests().items() if f"{id_}:" in told]
