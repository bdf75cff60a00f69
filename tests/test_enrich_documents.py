"""`coach enrich` on a folder of documents: its files stand below the corpus, count there, and survive a sync."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from enrich_parts import drafted, own_cache, run
from model_server import ModelServer, Reply, prompt_of

from coach.corpus import read_corpus
from tests.sync_parts import added, brought_in_step, handbook

SITUATIONS = {
    "Giving feedback": "I must tell a colleague that his reports are poor and dread the criticism",
    "One-on-ones": "how often should i meet each person of my team alone, every week?",
    "Delegating work and its outcome": "when i delegate work, should i prescribe the outcome or how it is done?",
}


def writer(request: dict[str, object]) -> Reply:
    prompt = prompt_of(request).lower()
    if "title: delegation\n" in prompt:
        return Reply(json.dumps({"kind": "title", "text": "Delegating work and its outcome"}))
    return drafted(next(text for title, text in SITUATIONS.items() if f"title: {title.lower()}\n" in prompt))


@pytest.mark.slow
def test_documents_get_titles_and_situations_by_their_path_which_stay_when_documents_change(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_CACHE", str(own_cache(cache, tmp_path / "cache")))
    source = handbook(tmp_path / "docs")
    collection = added(tmp_path / "data", source)
    brought_in_step(collection, cache)
    with ModelServer(writer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        done = run(Path("acme"), "--yes")
    assert done.exit_code == 0 and "for 3 of 3" in done.output, done.output
    assert "delegation.txt: “Delegating work and its outcome” for “delegation”" in done.output
    contexts = {one.context for one in read_corpus(collection.folder).passages if one.principle == "delegation.txt"}
    assert contexts == {"Delegating work and its outcome."}
    expected = {
        ("feedback/giving.md", SITUATIONS["Giving feedback"]),
        ("one-on-ones.md", SITUATIONS["One-on-ones"]),
        ("delegation.txt", SITUATIONS["Delegating work and its outcome"]),
    }
    assert {(one.principle, one.text) for one in read_corpus(collection.folder).situations} == expected
    assert (collection.folder / "situations" / "feedback" / "giving.md.txt").is_file()
    (source / "new.md").write_text("# Thanks\n\nThank people by name, on the day, for one thing that they did.\n")
    brought_in_step(collection, cache)
    assert {(one.principle, one.text) for one in read_corpus(collection.folder).situations} == expected
    assert "1 document to ask about, of 4." in run(Path("acme"), "--dry-run").output
    assert [path.name for path in source.rglob("*.txt")] == ["delegation.txt"]  # nothing among the documents
