"""`coach corpus`: look at what a corpus holds, and make one of a folder of documents."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.text import Text

from coach.cli import lint, render, sync
from coach.cli.options import CorpusOption, EncoderOption, open_with_progress
from coach.corpus import find_corpus, named_corpora, read_corpus
from coach.errors import SettingsError
from coach.records import Corpus, Question
from coach.settings import from_environment

app = typer.Typer(
    no_args_is_help=True,
    help="Look at what a corpus holds (list, show, find), make one of a folder of documents (add, sync, rollback), "
    "find what should be mended in it (lint).",
    epilog="Examples: coach corpus show P3 · coach corpus add ./handbook --name acme · coach corpus sync acme",
)
app.command(name="add", epilog="Example: coach corpus add ./handbook --name acme --exclude 'drafts/*'")(sync.add)
app.command(name="sync", epilog="Example: coach corpus sync acme --yes")(sync.sync)
app.command(name="rollback", epilog="Example: coach corpus rollback acme")(sync.rollback)
app.command(name="remove", epilog="Example: coach corpus remove acme")(sync.remove)
app.command(name="lint", epilog=lint.EXAMPLES)(lint.lint)
app.command(name="files", epilog="Example: coach corpus files acme --only failed")(sync.files)
_WIDEST_ID = 40  # a document's id is its path; what is longer pushes its title to the right
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command(name="list", epilog="Example: coach corpus list --json")
def list_(corpus: CorpusOption = "", as_json: JsonOption = False) -> None:
    """List the principles of a corpus."""
    found = _read(corpus)
    if as_json:
        items = [{"id": p.id, "title": p.title, "source": p.source} for p in found.principles]
        print(json.dumps({"corpus": found.name, "version": found.version, "principles": items}, ensure_ascii=False))
        return
    out = render.console()
    counts = f"{len(found.situations)} situations, {len(found.beyond)} questions beyond it"
    render.paragraph(
        Text(f"{render.safe(found.title)} ({render.safe(found.name)} {found.version}): {counts}", style="bold"), out
    )
    width = min(max(len(principle.id) for principle in found.principles), _WIDEST_ID) + 2
    for principle in found.principles:
        render.paragraph(Text(f"{render.safe(principle.id):<{width}}{render.safe(principle.title)}"), out)
    render.paragraph(Text(f"Corpora: {', '.join(named_corpora())}", style="dim"), out)


@app.command(epilog="Example: coach corpus show P11")
def show(
    principle: Annotated[str, typer.Argument(help="The id of a principle, for instance P3.")],
    corpus: CorpusOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show one principle in full, its audience, its tensions and some situations it answers."""
    found = _read(corpus)
    wanted = next((item for item in found.principles if item.id.lower() == principle.lower()), None)
    if wanted is None:
        ids = ", ".join(item.id for item in found.principles[:12])
        raise SettingsError(
            f"{found.name} has no principle {principle!r}", f"It has {ids}{' …' if len(found.principles) > 12 else ''}."
        )
    answers = [situation.text for situation in found.situations if situation.principle == wanted.id]
    if as_json:
        print(
            json.dumps(
                {
                    "id": wanted.id,
                    "title": wanted.title,
                    "text": wanted.text,
                    "source": wanted.source,
                    "situations": answers,
                },
                ensure_ascii=False,
            )
        )
        return
    out = render.console()
    render.paragraph(Text(f"{wanted.id}  {render.safe(wanted.title)}", style="bold"), out)
    render.paragraph(Text(render.safe(wanted.text)), out, indent=2)
    audience = [
        word for words in (wanted.audience.level, wanted.audience.role, wanted.audience.company) for word in words
    ]
    render.paragraph(
        Text(
            f"Audience it names: {render.safe(', '.join(audience)) or 'none'}    Source: {render.safe(wanted.source)}"
        ),
        out,
    )
    for tension in found.tensions:
        if wanted.id in tension.between:
            render.paragraph(
                Text(f"Pulls against {' and '.join(set(tension.between) - {wanted.id})}: {render.safe(tension.about)}"),
                out,
            )
            render.paragraph(Text(f"What decides: {render.safe(tension.decides)}"), out, indent=2)
    render.paragraph(Text(f"{len(answers)} situations, for instance:"), out)
    for text in sorted(answers, key=len)[:3]:
        render.paragraph(Text(f"- {render.safe(text)}"), out, indent=2)


@app.command(epilog='Example: coach corpus find "influence without authority"')
def find(
    text: Annotated[str, typer.Argument(help="Words or a question.")],
    corpus: CorpusOption = "",
    encoder: EncoderOption = "",
    as_json: JsonOption = False,
) -> None:
    """Find the principles nearest to some words, whether or not they answer a question."""
    coach = open_with_progress(from_environment(corpus, encoder))
    ranking = coach.retriever.retrieve(Question(text)).ranking[:5]
    if as_json:
        print(json.dumps([[ranked.principle, ranked.score] for ranked in ranking]))
        return
    out = render.console()
    for ranked in ranking:
        principle = coach.corpus.principle(ranked.principle)
        render.paragraph(
            Text.assemble(
                (f"{render.safe(principle.id):<3}  {render.safe(principle.title)}", "bold"), f"  {ranked.score:.2f}"
            ),
            out,
        )
        render.paragraph(Text(render.safe(ranked.sentence)), out, indent=5)


def _read(corpus: str) -> Corpus:
    return read_corpus(find_corpus(from_environment(corpus).corpus))
