"""What is known of a corpus in use: what it did not cover, and how often each principle was quoted. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ui.store.database import note_removal
from ui.store.errors import NotFound
from ui.store.part import Part, new_id
from ui.store.records import Gap
from ui.store.texts import LINE, QUESTION, checked, moment_of, stamp, text_of


class Corpora(Part):
    """Gaps and uses, by corpus."""

    def keep_gap(self, corpus: str, question: str, nearest: str) -> None:
        """Keep a question that was not covered; asked again word for word, it is kept once, with the later time.

        Who asked is not kept, so it stays when their conversation is deleted: the page asks for leave before.

        Args:
            corpus: The name or folder of the corpus.
            question: As it was asked.
            nearest: The id of the principle that came nearest, or nothing.

        Raises:
            TextRefused: a text is too long, or holds half a character.
        """
        row = (
            new_id(),
            checked(corpus, "The corpus", LINE * 10),
            checked(question, "The question", QUESTION),
            checked(nearest, "The principle's id", LINE),
            stamp(self._clock()),
        )
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO gaps (id, corpus, question, nearest, created) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (corpus, question) DO UPDATE SET nearest = excluded.nearest, created = excluded.created",
                row,
            )

    def gaps(self, corpus: str) -> tuple[Gap, ...]:
        """Return the questions that a corpus did not cover, the latest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id, corpus, question, nearest, created FROM gaps WHERE corpus = ? "
                "ORDER BY created DESC, number DESC",
                (corpus,),
            )
            return tuple(
                Gap(text_of(id), text_of(of), text_of(question), text_of(nearest), moment_of(created))
                for id, of, question, nearest, created in found
            )

    def drop_gap(self, id: str) -> None:
        """Delete a question that was not covered, and leave nothing of it in the file.

        Raises:
            NotFound: there is none with this id.
        """
        with self._database.writing() as connection:
            if not note_removal(connection.execute("DELETE FROM gaps WHERE id = ?", (id,))):
                raise NotFound("There is no such question in the list", "Somebody may have taken it away already.")
        self._database.erase()

    def count_uses(self, corpus: str, principles: Iterable[str]) -> None:
        """Count an answer for each principle that it quotes; nothing else of the answer is kept here.

        Args:
            corpus: The name or folder of the corpus.
            principles: Their ids; one that stands twice is counted once.

        Raises:
            TextRefused: an id is too long.
        """
        checked(corpus, "The corpus", LINE * 10)
        rows = [(corpus, checked(id, "The principle's id", LINE)) for id in dict.fromkeys(principles)]
        if rows:
            with self._database.writing() as connection:
                connection.executemany(
                    "INSERT INTO uses (corpus, principle, answers) VALUES (?, ?, 1) "
                    "ON CONFLICT (corpus, principle) DO UPDATE SET answers = answers + 1",
                    rows,
                )

    def uses(self, corpus: str) -> Mapping[str, int]:
        """Return how many answers quoted each principle; those that none did are not in it."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT principle, answers FROM uses WHERE corpus = ?", (corpus,))
            return {text_of(principle): int(answers) for principle, answers in found}
