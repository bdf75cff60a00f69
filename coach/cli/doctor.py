"""`coach doctor`: check the set-up, the model, the corpus and the index, and say what to do."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer
from rich.text import Text

from coach.cli import render
from coach.cli.options import CorpusOption, EncoderOption, progress, remark
from coach.corpus import find_corpus, read_corpus
from coach.encoder.open import export_folder
from coach.encoder.weights import check_default, find_model
from coach.errors import CoachError, EnvironmentFault, IndexDamaged, IndexStale
from coach.settings import DEFAULT_ENCODER, Settings, from_environment

EXAMPLES = """
Examples:

- coach doctor

- coach doctor --repair

- coach doctor --corpus ./my-corpus
"""
_NEEDED_FREE_BYTES = 500_000_000  # an exported model (90 MB), two generations, and room to build aside
_REPAIR = "Run the same command with --repair: the index is built anew, aside, and then taken into use."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; ``error`` is None where all is well."""

    what: str
    detail: str
    error: CoachError | None = None


def doctor(
    corpus: CorpusOption = "",
    encoder: EncoderOption = "",
    repair: Annotated[bool, typer.Option("--repair", help="Export the model and build the index anew.")] = False,
) -> None:
    """Check that everything is in place, and say what to do where it is not."""
    settings = from_environment(corpus, encoder)
    if repair:
        _repair(settings)
    out = render.console()
    findings = list(_check_all(settings))
    for finding in findings:
        mark, style = ("ok  ", "green") if finding.error is None else ("FAIL", "bold red")
        render.paragraph(Text.assemble((mark, style), f"  {finding.what}: {render.safe(finding.detail)}"), out)
        if finding.error is not None and finding.error.hint:
            render.paragraph(Text(f"      {render.safe(finding.error.hint)}"), out)
    codes = [finding.error.exit_code for finding in findings if finding.error is not None]
    if codes:
        raise typer.Exit(max(codes))


def _check_all(settings: Settings) -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("Python", lambda _: f"{platform.python_version()} on {platform.system()}"),
        ("Packages", _packages),
        ("Cache", _cache),
        ("Corpus", _corpus),
        ("Model", _model),
        *((("Store", _store),) if settings.store else ()),
        ("Index", _index),
    )
    for what, check in checks:
        try:
            yield Finding(what, check(settings))
        except CoachError as error:
            yield Finding(what, error.message, error)


def _packages(_: Settings) -> str:
    try:
        return ", ".join(
            f"{name} {version(name)}" for name in ("chromadb", "onnxruntime", "sentence-transformers", "torch")
        )
    except PackageNotFoundError as error:
        raise EnvironmentFault(f"{error.name} is not installed", "Run: make setup") from error


def _cache(settings: Settings) -> str:
    try:
        settings.cache.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.cache).free
    except OSError as error:
        raise EnvironmentFault(
            f"{settings.cache} cannot be used: {error.strerror}", "Set COACH_CACHE to a folder that can be written."
        ) from error
    if free < _NEEDED_FREE_BYTES:
        raise EnvironmentFault(
            f"{settings.cache} has {free // 1_000_000} MB free, {_NEEDED_FREE_BYTES // 1_000_000} MB are needed",
            "Free some disk, or set COACH_CACHE to another one.",
        )
    return f"{settings.cache} ({free // 1_000_000_000} GB free)"


def _corpus(settings: Settings) -> str:
    corpus = read_corpus(find_corpus(settings.corpus))
    return (
        f"{corpus.name} {corpus.version}: {len(corpus.principles)} principles, {len(corpus.situations)} situations, "
        f"{len(corpus.beyond)} questions beyond it"
    )


def _model(settings: Settings) -> str:
    model = find_model(settings.encoder)
    if settings.encoder == DEFAULT_ENCODER and model.folder is not None:
        check_default(model.folder)
    state = "exported" if (export_folder(model, settings.cache) / "export.json").is_file() else "exported on first use"
    return f"{model.name} ({state})"


def _store(settings: Settings) -> str:
    from coach.index.server.checks import RUST, standing
    from coach.index.server.client import connect

    store = settings.store
    assert store is not None  # else it is not checked
    found = standing(connect(store))
    for said in found.remarks:
        remark(f"{store.url}: {said}")
    note = " (what every `chroma run` says)" if found.version == RUST else ""
    return (
        f"{store.url} answers as version {found.version}{note}, Coach's client is {version('chromadb')}; tenant "
        f"{store.tenant}, database {store.database}, {'with' if store.token else 'without'} a token"
    )


def _index(settings: Settings) -> str:
    from coach.encoder import open_encoder
    from coach.index import KINDS, open_index, published_name
    from coach.retriever.retriever import index_home, index_plan

    corpus = read_corpus(find_corpus(settings.corpus))
    encoder = open_encoder(settings, remark)
    home = index_home(corpus, encoder, settings)
    try:
        index = open_index(home, index_plan(corpus, encoder).facts)
    except IndexStale as reason:
        if settings.store:  # nothing is built there by asking
            raise
        return f"{reason.message}; it is built on first use"
    except IndexDamaged as damage:
        raise IndexDamaged(damage.message, _REPAIR) from damage
    if not all(index.holds_its_rows(kind) for kind in KINDS):
        raise IndexDamaged("The index does not hold what it was built from", _REPAIR)
    counts = index.manifest.counts
    held = f"{counts['passage']} passages, {counts['situation']} situations, {counts['beyond']} questions beyond it"
    return f"{held} ({published_name(home)} on {settings.store.url})" if settings.store else held


def _repair(settings: Settings) -> None:
    """Export the model anew and build the index anew, aside, then publish it; the old one answers until then."""
    from coach.encoder import open_encoder
    from coach.index import build
    from coach.retriever.retriever import index_home, index_plan

    corpus = read_corpus(find_corpus(settings.corpus))
    shutil.rmtree(export_folder(find_model(settings.encoder), settings.cache), ignore_errors=True)
    encoder = open_encoder(settings, remark)
    remark("Building the index anew")
    with progress() as on_progress:
        build(index_plan(corpus, encoder), encoder, index_home(corpus, encoder, settings), on_progress)
