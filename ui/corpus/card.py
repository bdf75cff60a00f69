"""A principle on the page, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from coach.counted import counted
from coach.lead_ins import DECIDES, led
from coach.records import Corpus, Principle, Tension
from ui import paged, safe
from ui.corpus.search import NOBODY, Hit, named

_SITUATIONS = 3  # shown at first, and ten more with each press
_LONGEST = 600  # characters of a situation that is shown


@dataclass(frozen=True, slots=True)
class Shelved:
    """A corpus as the cards need it.

    Attributes:
        corpus: The corpus.
        situations: Texts of the situations by principle.
        tensions: Tensions by principle.
        uses: How many answers quoted each principle.
    """

    corpus: Corpus
    situations: Mapping[str, Sequence[str]]
    tensions: Mapping[str, Sequence[Tension]]
    uses: Mapping[str, int]


def shelved(corpus: Corpus, uses: Mapping[str, int]) -> Shelved:
    """Return a corpus with what belongs to each principle at hand."""
    situations: dict[str, list[str]] = {}
    for situation in corpus.situations:
        situations.setdefault(situation.principle, []).append(situation.text)
    tensions: dict[str, list[Tension]] = {}
    for tension in corpus.tensions:
        for name in tension.between:
            tensions.setdefault(name, []).append(tension)
    return Shelved(corpus, situations, tensions, uses)


def draw(hit: Hit, of: Shelved) -> None:
    """Draw a principle as a line that opens.

    Args:
        hit: The principle, and why it was found.
        of: Its corpus.
    """
    with st.container(gap="xsmall"):
        _line(hit, of)


def _line(hit: Hit, of: Shelved) -> None:
    principle = hit.principle
    with st.expander(
        f"**{safe.one_line(principle.id)}** {safe.one_line(principle.title, 160)}",
        key=f"principle-{principle.id}",
        on_change="rerun",
    ) as box:
        if box.open:
            _whole(principle, of)
    if hit.words:
        said = ", ".join(f"“{safe.one_line(word)}”" for word in hit.words)
        where = f", in a situation: {safe.one_line(hit.situation, 140)}" if hit.situation else ""
        st.caption(f"Has {said}{where}")


def _whole(principle: Principle, of: Shelved) -> None:
    st.markdown(safe.markdown(principle.text))
    facts = {
        ":material/help: **It answers**": principle.question,
        ":material/footprint: **Next step**": principle.next_step,
        ":material/group: **For**": ", ".join(name for name in named(principle) if name != NOBODY),
    }
    for title, text in facts.items():
        if text:
            st.markdown(f"{title}: {safe.one_line(text)}")
    for tension in of.tensions.get(principle.id, ()):
        _tension(principle, tension, of.corpus)
    _situations(principle, of.situations.get(principle.id, ()))
    times = of.uses.get(principle.id, 0)
    quoted = "never quoted in an answer so far" if not times else f"quoted in {counted(times, 'answer')}"
    source = f"from {safe.one_line(principle.source)} · " if principle.source else ""
    st.caption(f":material/draft: {source}{quoted} · corpus version {safe.one_line(of.corpus.version)}")


def _tension(principle: Principle, tension: Tension, corpus: Corpus) -> None:
    other = next(name for name in tension.between if name != principle.id)
    title = next((one.title for one in corpus.principles if one.id == other), "")
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f":material/balance: **Pulls apart from {safe.one_line(other)}** {safe.one_line(title)}\n\n"
            f"{safe.one_line(tension.about)}\n\n{led(f'**{DECIDES}**', safe.one_line(tension.decides))}"
        )


def _situations(principle: Principle, texts: Sequence[str]) -> None:
    if not texts:
        st.markdown(":material/chat: **Situations:** none are written yet, so strangers' words find it less well.")
        return
    st.markdown(f":material/chat: **Situations it answers** ({len(texts):,})")
    paged.draw(texts, _situation, f"situations-{principle.id}", at_once=_SITUATIONS, more=10)


def _situation(text: str) -> None:
    st.markdown(f"- “{safe.one_line(text, _LONGEST)}”")
