"""Coach being opened in the background, so that the page is there at once and the first answer is quick."""

from __future__ import annotations

import threading

from coach.errors import CoachError
from coach.records import Question
from ui.boundary import note
from ui.options import Options
from ui.shelf import Shelf


class Preparation:
    """Opens the default corpus and model, and asks a question that nobody sees; it begins at once.

    Attributes:
        error: Why it failed, once it has.
    """

    def __init__(self, shelf: Shelf, options: Options) -> None:
        self.error: CoachError | None = None
        self._shelf = shelf
        self._options = options
        self._done = threading.Event()
        threading.Thread(target=self._run, name="preparation", daemon=True).start()

    def is_done(self, timeout_s: float = 0.0) -> bool:
        """Tell whether all is open or has failed; wait for it as long as ``timeout_s``."""
        return self._done.wait(timeout_s)

    def _run(self) -> None:
        try:
            # Chroma takes as long to import as the encoder takes to load, and mostly waits for the disk.
            threading.Thread(target=_import_chroma, name="chroma", daemon=True).start()
            self._shelf.encoder()
            with self._shelf.lend(self._options.corpora[0], (self._options.models or ("",))[0]) as coach:
                warm = type(coach)(coach.corpus, coach.retriever)  # the composer: no model is asked for this
                warm.ask(Question(coach.corpus.principles[0].title))
        except CoachError as error:
            self.error = error
        except Exception as error:
            self.error = CoachError(f"Coach could not be opened (error id {note(error)})", "The log says more.")
        finally:
            self._done.set()


def _import_chroma() -> None:
    import chromadb  # noqa: F401
