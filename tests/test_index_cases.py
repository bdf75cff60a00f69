"""A small index that the index tests share: 90 rows, every vector computable by hand."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

from fakes import TEN_WORDS, CountingEncoder

from coach.index import KINDS, Facts, Kind, Plan, Row

HERE = Path(__file__).resolve().parent
FACTS = Facts("small", "v1", "ten-words:1", 10, "sentences-1")


def small_rows() -> list[Row]:
    """Return 60 passages, 20 situations and 10 beyond questions, 'a a b' for every pair of the ten words."""
    kinds: list[Kind] = [kind for kind, count in zip(KINDS, (60, 20, 10), strict=True) for _ in range(count)]
    pairs = itertools.permutations(TEN_WORDS, 2)
    return [Row(kind, f"{a} {a} {b}", f"P-{a}", f"on {b}") for kind, (a, b) in zip(kinds, pairs, strict=True)]


def small_plan(version: str = "v1") -> Plan:
    """Return the plan of the small index; its extras are the vectors' sum."""
    facts = Facts("small", version, "ten-words:1", 10, "sentences-1")
    return Plan(facts, small_rows, lambda rows, vectors: {"sum": vectors.sum(axis=0)})


def python(script: str, *arguments: object, user_input: bool = False) -> subprocess.Popen[str]:
    """Start a script in a process of its own, with the tests' modules importable."""
    head = "import sys, os, signal\nfrom pathlib import Path\nfrom fakes import *\nfrom test_index_cases import *\n"
    head += "from coach.index import *\nfrom coach.errors import *\nhome = Home(Path(sys.argv[1]))\n"
    paths = os.pathsep.join([str(HERE), str(HERE.parent)])
    return subprocess.Popen(
        [sys.executable, "-c", head + script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


__all__ = ["FACTS", "CountingEncoder", "python", "small_plan", "small_rows"]
