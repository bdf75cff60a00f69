"""`coach ingest`: build the index of a corpus now instead of on first use."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.options import CorpusOption, EncoderOption, progress, remark
from coach.cli.render import safe
from coach.corpus import find_corpus, read_corpus
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
    """Read a corpus, check it, and build its index; nothing is done where the index is up to date.

    On a Chroma server (COACH_STORE) it is published there, for everybody who asks this corpus.
    """
    from coach.cli.told_corpus import holds
    from coach.encoder import open_encoder
    from coach.retriever.retriever import publish_index

    settings = from_environment(corpus, encoder, allow_download)
    found = read_corpus(find_corpus(settings.corpus))
    with progress() as on_progress:
        manifest = publish_index(found, open_encoder(settings, remark), settings, remark, on_progress)
    remark("The index is up to date")
    print(f"{safe(found.name)} {found.version}: {'. '.join(holds(found))}")
    print(f"Encoder {manifest.facts.encoder}, generation {manifest.generation}")
