"""What the documents say is what was measured and what the program does."""

from __future__ import annotations

import json
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
ROWS = {
    "the right principle comes first (hit@1)": "hit@1",
    "ranking (nDCG@5)": "nDCG@5",
    "tells covered from not (AUROC)": "AUROC covered",
    "answerable questions answered": "answered",
    "unanswerable questions answered all the same": "false answers",
    "hand-offs recognised": "hand-offs found",
}


def test_the_figures_of_the_readme_are_the_ones_measured_last() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    measured = json.loads((REPOSITORY / "evals" / "results" / "retrieval.json").read_text())
    for name, measure in ROWS.items():
        assert f"| {name} | {measured['written'][measure]:.2f} | {measured['letter'][measure]:.2f} |" in readme


def test_the_figures_were_measured_on_this_corpus(coach) -> None:
    for name in ("retrieval.json", "fit.json"):
        assert json.loads((REPOSITORY / "evals" / "results" / name).read_text())["corpus"] == coach.corpus.version


def test_the_answer_in_the_readme_is_what_coach_says(coach) -> None:
    from coach.cli.render import plain
    from coach.records import Question

    readme = " ".join((REPOSITORY / "README.md").read_text().split())
    question = readme.split('make ask Q="')[1].split('"')[0]
    shown = " ".join(plain(coach.ask(Question(question))).split("Corpus version")[0].split())
    assert shown in readme


def test_no_document_names_a_path_of_a_machine() -> None:
    for path in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("coach/**/*.py"), *REPOSITORY.glob("evals/**/*.py")]:
        text = path.read_text()
        assert str(REPOSITORY) not in text and str(Path.home()) not in text, path
