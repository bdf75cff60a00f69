"""Each entry of the catalogue of bad inputs about models, citations and poisoned corpora has a test that names it.

The catalogue itself stands outside this repository, so its ids are kept here.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent
CATALOGUE = HOME.parents[1] / "shared" / "reference" / "bad-inputs.jsonl"
AREAS = {
    "citation": "03 04 05 06 08",
    "corpus-injection": "01 02 03 07 08 10 11 12",
    "provider": "02 03 04 05 06 09 12 13 14 15 16 17 18 20 21 23 24 25 28 30 31",
}
IDS = [f"{area}-{number}" for area, numbers in AREAS.items() for number in numbers.split()]
_ID = re.compile(rf"\b(?:{'|'.join(AREAS)})-\d\d\b")


def ids_in(docstring: str) -> set[str]:
    """Return the ids that a docstring names."""
    return set(_ID.findall(docstring))


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Return the ids that the docstrings of tests name; a test that is always skipped counts as none."""
    found: set[str] = set()
    for path in sorted(HOME.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                is_skipped = any("mark.skip'" in ast.dump(mark) for mark in node.decorator_list)
                found |= set() if is_skipped else ids_in(ast.get_docstring(node) or "")
    return found


@pytest.mark.parametrize("entry", IDS)
def test_an_entry_is_named_by_the_docstring_of_a_test(entry: str, named: set[str]) -> None:
    assert entry in named


def test_the_ids_are_those_of_the_catalogue() -> None:
    if not CATALOGUE.is_file():
        pytest.skip("the catalogue of bad inputs is not here")
    assert {found for found in _ID.findall(CATALOGUE.read_text(encoding="utf-8"))} == set(IDS)


def test_only_whole_ids_are_read() -> None:
    assert ids_in("citation-05 and provider-2, corpus-injection-110, xprovider-03.") == {"citation-05"}
