"""A small corpus whose principles lie far apart, and a drafting model on the scripted server."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer
from model_server import Reply, prompt_of
from typer.testing import CliRunner, Result

from coach.cli.enrich import enrich

MODEL = "openai:writer"
TEXTS = {
    "calm": ("K1", "Stay calm in the rush", "Speak quietly when the kitchen gets loud. A calm cook calms the others."),
    "money": ("K2", "Know your costs", "Weigh the food that is thrown away and work out what each plate costs."),
    "apprentices": ("K3", "Teach one thing a day", "Show an apprentice one new skill each day and let them repeat it."),
    "suppliers": ("K4", "Visit your suppliers", "Drive out to the farms that deliver the vegetables, once a season."),
    "hygiene": ("K5", "Clean as you go", "Wipe the board and wash the knife before the next task begins."),
    "menus": ("K6", "Keep the menu short", "Take a dish off the list whenever a new dish is put on it."),
}
# Of each principle: two situations that lead to it, and a question beyond it.
GOOD: Mapping[str, tuple[str, str, str]] = {
    "K1": (
        "Everybody shouts at each other when it gets busy in our kitchen",
        "my sous chef panics under stress and yells",
        "Which noise-cancelling headphones suit a wedding singer?",
    ),
    "K2": (
        "I have no idea whether any plate of food makes us a profit",
        "so much food ends in the bin, it is ruining us",
        "Which bank gives loans to restaurants?",
    ),
    "K3": (
        "My new trainee learns nothing, I explain everything at once",
        "how do i train a young apprentice who forgets it all",
        "How much holiday does the law give trainees?",
    ),
    "K4": (
        "The carrots come late and limp from a farmer I never met",
        "should i go and see the farms that grow our vegetables",
        "How do I grow tomatoes on a balcony?",
    ),
    "K5": (
        "Our worktops are filthy by the end of the shift",
        "dirty knives and boards pile up while we cook",
        "Which vaccination do kitchen staff need?",
    ),
    "K6": (
        "Guests stare for ages at our forty dishes",
        "our menu keeps growing, i add dishes and never drop any",
        "What fonts look good on a printed card?",
    ),
}
_APP = typer.Typer()
_APP.command()(enrich)


def kitchen(folder: Path) -> Path:
    """Write the corpus."""
    (folder / "principles").mkdir(parents=True)
    (folder / "corpus.yaml").write_text("name: kitchen\ntitle: Running a kitchen\nabout: restaurant kitchens\n")
    for name, (id_, title, text) in TEXTS.items():
        (folder / "principles" / f"{name}.md").write_text(f"---\nid: {id_}\ntitle: {title}\n---\n{text}\n")
    return folder


def own_cache(cache: Path, folder: Path) -> Path:
    """Make a cache of a test's own, in which the exported encoder is that of all tests."""
    folder.mkdir()
    for path in cache.iterdir():
        if path.name != "enrich":
            (folder / path.name).symlink_to(path)
    return folder


def drafted(*situations: str, beyond: str = "") -> Reply:
    """Return a reply in the form asked for."""
    entries = [{"kind": "line", "text": text} for text in situations]
    entries += [{"kind": "beyond", "text": beyond}] if beyond else []
    return Reply("\n".join(json.dumps(entry) for entry in entries))


def asked_about(request: Mapping[str, Any]) -> str:
    """Return the id of the principle that a request is about."""
    prompt = prompt_of(request)
    return next(id_ for id_, title, _ in TEXTS.values() if f"title: {title}\n" in prompt)


def good(request: Mapping[str, Any]) -> Reply:
    """Answer as a good model does."""
    one, two, beyond = GOOD[asked_about(request)]
    return drafted(one, two, beyond=beyond)


def but(**others: Reply) -> Callable[[Mapping[str, Any]], Reply]:
    """Answer as a good model does, but for some principles."""
    return lambda request: others.get(asked_about(request)) or good(request)


def run(folder: Path, *arguments: str, model: str = MODEL) -> Result:
    """Run the command on a corpus."""
    named = ["--model", model] if model else []
    return CliRunner().invoke(_APP, ["--corpus", str(folder), *named, *arguments])


def lines(folder: Path, name: str, kind: str = "situations") -> list[str]:
    """Return the questions in a file of the corpus."""
    text = (folder / kind / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
