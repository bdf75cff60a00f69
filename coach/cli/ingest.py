"""`coach ingest`: build the index of a corpus now instead of on first use."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.options import CorpusOption, EncoderOption, open_with_progress, remark
from coach.cli.render import safe
from coach.settings import from_environment

EXAMPLES = """
Examples:

- coach ingest

- coach ingest --corpus ./my-corpus

- coach ingest --encoder sentence-transformers/all-mpnet-base-v2 --allow-download
"""


def ingest(
    corpus: CorpusOption = "",
    encoder: EncoderOption = "",
    allow_download: Annotated[
        bool, typer.Option("--allow-download", help="Let a model named with --encoder be fetched from its hub.")
    ] = False,
) -> None:
    """Read a corpus, check it, and build its index; nothing is done where the index is up to date."""
    coach = open_with_progress(from_environment(corpus, encoder, allow_download))
    manifest = coach.retriever.index.manifest
    remark("The index is up to date")
    print(
        f"{safe(coach.corpus.name)} {coach.corpus.version}: {len(coach.corpus.principles)} principles, "
        f"{manifest.counts['situation']} situations, {manifest.counts['beyond']} questions beyond it"
    )
    print(f"Encoder {manifest.facts.encoder}, generation {manifest.generation}")
