"""A small handbook, and what the tests of `coach.sync` do with it."""

from __future__ import annotations

from pathlib import Path

from coach.coach import Coach, open_coach
from coach.index.lock import writing
from coach.records import Corpus
from coach.settings import DEFAULT_ENCODER, Settings
from coach.sync import Collection, Prepared, collection_of, create, prepare, publish

FEEDBACK = """---
title: Giving feedback
---
# Giving feedback

## In private

Give critical feedback in private, within two days, and about one thing at a time. Ask before you give it.

## In writing

Never send hard feedback by chat. Write it down for yourself first, then say it.
"""
ONE_ON_ONES = """# One-on-ones

Hold a one-on-one with each person every week. It belongs to them, not to you.

Ask what you could do better, and wait for the answer.
"""
DELEGATION = "Delegation\n\nDelegate the outcome and not the steps. Say what done looks like, and by when.\n"
QUESTION = "How do I tell somebody in my team that their work is not good enough?"


def handbook(folder: Path) -> Path:
    """Write a handbook of three documents."""
    (folder / "feedback").mkdir(parents=True)
    (folder / "feedback" / "giving.md").write_text(FEEDBACK)
    (folder / "one-on-ones.md").write_text(ONE_ON_ONES)
    (folder / "delegation.txt").write_text(DELEGATION)
    return folder


def added(data: Path, source: Path, name: str = "acme") -> Collection:
    """Make a collection of a folder, with nothing read yet."""
    create(Collection(name, data / "corpora" / name, source))
    return collection_of(name)


def settings(cache: Path, name: str = "acme") -> Settings:
    """Return settings that ask a collection, with indexes in a folder of the test's own."""
    return Settings(name, DEFAULT_ENCODER, cache)


def read(collection: Collection, is_all: bool = False) -> Prepared | None:
    """Read what changed."""
    with writing(collection.lock, 5):
        return prepare(collection, is_all=is_all)


def brought_in_step(collection: Collection, cache: Path) -> Corpus:
    """Read what changed and publish it."""
    prepared = read(collection)
    assert prepared is not None, "nothing changed"
    with writing(collection.lock, 5):
        return publish(collection, prepared, settings(cache, collection.name))[0]


def asked(cache: Path, name: str = "acme") -> Coach:
    """Return Coach on a collection."""
    return open_coach(settings(cache, name))
