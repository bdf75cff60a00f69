"""`coach corpus`: look at what a corpus holds, and make one of a folder of documents."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from coach.cli import lint, render, sync, told_corpus, undo
from coach.cli.options import CorpusOption, EncoderOption, open_with_progress
from coach.corpus import find_corpus, named_corpora, read_corpus
from coach.errors import SettingsError
from coach.records import Corpus, Principle, Question
from coach.settings import BUNDLED_CORPUS, from_environment

app = typer.Typer(
    no_args_is_help=True,
    help="Look at what a corpus holds (list, show, find), make one of a folder of documents (add, sync, rollback), "
    "find what should be mended in it (lint).",
    epilog="Examples: coach corpus show P3 · coach corpus add ./handbook --name acme · coach corpus sync acme",
)
app.command(name="add", epilog="Example: coach corpus add ./handbook --name acme --exclude 'drafts/*'")(sync.add)
app.command(name="sync", epilog="Example: coach corpus sync acme --yes")(sync.sync)
app.command(name="rollback", epilog="Example: coach corpus rollback acme --yes")(undo.rollback)
app.command(name="remove", epilog="Example: coach corpus remove acme")(undo.remove)
app.command(name="lint", epilog=lint.EXAMPLES)(lint.lint)
app.command(name="files", epilog="Example: coach corpus files acme --only failed")(sync.files)
_NEAR = 5  # ids named where one is not known
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command(name="list", epilog="Example: coach corpus list --json")
def list_(corpus: CorpusOption = "", as_json: JsonOption = False) -> None:
    """List the principles or documents of a corpus, and which other corpora there are."""
    found = _read(corpus)
    if as_json:
        items = [{"id": p.id, "title": p.title, "source": p.source} for p in found.principles]
        print(json.dumps({"corpus": found.name, "version": found.version, "principles": items}, ensure_ascii=False))
        return
    out = render.console()
    told_corpus.tell_head(found, out)
    out.print()
    told_corpus.tell_list(found, out)
    out.print()
    _tell_others(found.name, out)


@app.command(epilog="Example: coach corpus show P11")
def show(
    principle: Annotated[
        str, typer.Argument(help="The id of a principle or document, for instance P3; or the name of a corpus.")
    ],
    corpus: CorpusOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show one principle or document in full, with what is known of it; of a corpus, how much it holds."""
    found = _read(corpus)
    try:
        wanted = _named(found, principle)
    except KeyError:
        if principle in named_corpora():  # who has just added one looks at it by its name
            _show_corpus(principle, as_json)
            return
        raise _unknown(found, principle) from None
    if as_json:
        answers = [situation.text for situation in found.situations if situation.principle == wanted.id]
        told = {"id": wanted.id, "title": wanted.title, "text": wanted.text, "source": wanted.source}
        print(json.dumps(told | {"situations": answers}, ensure_ascii=False))
    else:
        told_corpus.tell_principle(found, wanted, render.console())


def _named(corpus: Corpus, name: str) -> Principle:
    """Return the principle of a name, whatever its case; a row of a table also by its short id.

    Raises:
        KeyError: there is none.
    """
    try:
        return corpus.principle(name)
    except KeyError:
        alike = [one.id for one in corpus.principles if one.id.lower().endswith(name.lower())]
        whole = next((id_ for id_ in alike if len(id_) == len(name)), "")
        short = [id_ for id_ in alike if id_.lower().endswith(f"#{name.lower()}")]
        return corpus.principle(whole or (short[0] if len(short) == 1 else name))


def _unknown(corpus: Corpus, name: str) -> SettingsError:
    """Return the error that names what may have been meant."""
    ids = [one.id for one in corpus.principles]
    part = [id_ for id_ in ids if name.lower() in id_.lower()]
    near = (part or get_close_matches(name, ids, n=_NEAR, cutoff=0.5) or ids)[:_NEAR]
    what = "document" if corpus.passages else "principle"
    return SettingsError(
        f"{corpus.name} has no {what} {name!r}",
        f"It has {', '.join(near)}{' …' if len(near) < len(ids) else ''}. All of them: coach corpus list"
        + (f" --corpus {corpus.name}" if corpus.name != BUNDLED_CORPUS else ""),
    )


def _show_corpus(name: str, as_json: bool) -> None:
    found = _read(name)
    if as_json:
        counts = {"principles": len(found.principles), "passages": len(found.passages)}
        counts |= {"situations": len(found.situations), "beyond": len(found.beyond)}
        print(json.dumps({"corpus": found.name, "title": found.title, "version": found.version} | counts))
        return
    out = render.console()
    told_corpus.tell_head(found, out)
    out.print()
    given = f" --corpus {name}" if name != BUNDLED_CORPUS else ""
    out.print(f"All it holds:  coach corpus list{given}     One in full:  coach corpus show ID{given}", soft_wrap=True)


def _tell_others(name: str, out: Console) -> None:
    """Print which corpora there are, and how another one is listed."""
    others = [one for one in named_corpora() if one != name]
    if others:
        render.paragraph(Text(f"Other corpora: {', '.join(others)}", style="dim"), out)
        out.print(Text(f"To list one:  coach corpus list --corpus {others[-1]}", style="dim"), soft_wrap=True)


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
