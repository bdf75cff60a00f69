"""`coach eval init`: draft the cases of a corpus for a person to review."""

from __future__ import annotations

import shlex
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from coach.records import Corpus
    from coach.settings import Settings
    from evals.draft_file import Drafted
    from evals.records import Case

EXAMPLES = """
Examples:

- coach eval init --corpus ./my-corpus

- coach eval init --corpus ./my-corpus --out drafts.jsonl --per-principle 4

- coach eval init --corpus ./my-corpus --generate openai:gpt-5-mini --count 40
"""
_PER_PRINCIPLE = 2  # questions that a model writes, unless --count says otherwise

CorpusOption = Annotated[
    str,
    typer.Option("--corpus", help="A corpus name or folder.", envvar="COACH_CORPUS", show_default="product-leadership"),
]


def init(  # noqa: PLR0913  # a command has an argument for each of its options
    context: typer.Context,
    corpus: CorpusOption = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the cases here.", show_default="evals/cases.jsonl in the corpus's folder"),
    ] = None,
    per_principle: Annotated[
        int, typer.Option("--per-principle", min=0, max=50, help="Situations taken for each principle.")
    ] = 2,
    model: Annotated[
        str, typer.Option("--generate", help="Also let a chat model write questions, as provider:model.")
    ] = "",
    count: Annotated[
        int | None,
        typer.Option("--count", min=1, max=1000, help="How many.", show_default="two for each principle"),
    ] = None,
) -> None:
    """Draft cases for a person to review, from a corpus's situations, headings, tensions and beyond questions."""
    from coach.corpus import find_corpus, read_corpus
    from coach.errors import SettingsError
    from coach.settings import from_environment
    from evals.draft import draft, numbered, without_repeats
    from evals.draft_file import place_for, write

    above = context.parent.params.get("corpus") if context.parent else ""  # coach eval --corpus X init
    settings = from_environment(corpus or above or "")
    if count is not None and not model:
        raise SettingsError("--count says how many questions a model writes, and none was named", "Add --generate.")
    read = read_corpus(find_corpus(settings.corpus))
    place = place_for(read, out)  # refused before anything is paid for
    cases = draft(read, per_principle)
    if model:
        written = _written(read, settings, model, count or _PER_PRINCIPLE * len(read.principles))
        cases = list(without_repeats([*cases, *numbered(written)]))
    _tell(write(cases, place), cases, corpus or above or "", out)


def _written(corpus: Corpus, settings: Settings, name: str, count: int) -> list[Case]:
    """Return the questions that a model writes."""
    from coach.encoder import open_encoder
    from coach.errors import EnvironmentFault
    from coach.settings import keep_quiet
    from evals.judged.model import open_judge
    from evals.progress import remark

    writer = open_judge(name)  # first: a key that is missing should not take the seconds that ragas takes
    keep_quiet()  # before the import: ragas reads once whether it may report home
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from evals.testset import generate
    except ImportError as error:
        raise EnvironmentFault(
            f"ragas cannot be imported: {error}",
            "ragas 0.4.3 needs langchain-community==0.4.1. Install what fits: pip install 'grounded-coach[evals]'",
        ) from error
    about = 2 * len(corpus.principles) + count
    remark(f"{writer.name} drafts {count} questions (about {about} calls)")
    cases, missing = generate(corpus, writer, open_encoder(settings, remark), count)
    usage = writer.cache.usage
    remark(f"{usage.calls} calls, {usage.tokens_in:,} tokens in, {usage.tokens_out:,} out")
    if missing:
        remark(f"{missing} of {count} questions could not be had")
    return cases


def _tell(drafted: Drafted, cases: Sequence[Case], corpus: str, out: Path | None) -> None:
    """Say what was written, and what to do next."""
    from evals.report.plain import counted, safe

    kinds = Counter(case.kind for case in cases)
    listed = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in kinds.items())
    beside = f", thresholds to {drafted.gates}" if drafted.gates else ""
    named = (("--corpus", corpus), ("--cases", str(out or "")))
    given = "".join(f" {option} {shlex.quote(value)}" for option, value in named if value)
    for line in (
        f"{counted(len(cases), 'draft case')} written to {drafted.cases} ({listed}){beside}",
        'Review each: ask it as a stranger would, correct what is expected, then take out "draft": true.',
        f"Then run them: coach eval{given}",
    ):
        print(safe(line))
