"""An answer on the page, part by part or whole; what is quoted stands apart from what is read into it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.lead_ins import DECIDES, PULLS_APART, READING, lead_in
from coach.records import Answer, Corpus, Point, Status, Tension
from ui import safe
from ui.chat import principle, source, words

HANDOFF_ICON = ":material/volunteer_activism:"
NOT_COVERED_ICON = ":material/explore_off:"
_THANKED = "You are welcome."  # begins what is answered to thanks, see `coach.composer.aside`


class Drawn:
    """An answer on its way to the page.

    Args:
        place: Of its message in the conversation, for the names of its parts.
        corpus: Where the principles stand; None where it cannot be read any more.
    """

    def __init__(self, place: int, corpus: Corpus | None) -> None:
        self._place = place
        self._corpus = corpus
        self._status: Status = "covered"
        self._points: list[tuple[DeltaGenerator, DeltaGenerator]] = []  # the box of each, and the text in it
        self._is_open = False

    def open(self, opening: str, status: Status, remarks: Sequence[str]) -> None:
        """Draw the remarks on the question, and the first words."""
        self._is_open = True
        self._status = status
        for remark in words.on_question(tuple(remarks)):
            st.caption(safe.markdown(remark))
        st.markdown(safe.markdown(opening))

    def quote(self, place: int, point: Point) -> None:
        """Draw a point as far as it is known; its reading may follow.

        Args:
            place: Of the point in the answer, from 0; one that was drawn before is drawn again in its place.
            point: The point.
        """
        shown = point_markdown(lead_in(place, self._status), point)
        if place < len(self._points):
            self._points[place][1].markdown(shown)
            return
        box = st.container(key=f"point-{self._place}-{place}", gap="xsmall")
        self._points.append((box, box.markdown(shown)))

    def finish(self, answer: Answer) -> None:
        """Draw what is left of an answer of which some may have been drawn."""
        if not answer.points:
            _without_points(answer, self._place)
            return
        if not self._is_open:
            self.open(answer.opening, answer.status, answer.remarks)
        for place, point in enumerate(answer.points):
            self.quote(place, point)
            with self._points[place][0].container(horizontal=True, gap="small", key=f"more-{self._place}-{place}"):
                if point.where:
                    source.draw(self._corpus, point, answer.retrieval)
                else:
                    principle.in_full(self._corpus, point.principle, point.quote)
                principle.why(point, answer.retrieval)
        for number, tension in enumerate(answer.tensions):
            self._pull_apart(number, tension, {point.principle for point in answer.points})

    def _pull_apart(self, number: int, tension: Tension, shown: set[str]) -> None:
        """Draw a tension as a card with two sides, and what decides between them.

        Args:
            number: Of the tension in the answer, from 0.
            tension: The tension.
            shown: Ids of the principles that can be opened above.
        """
        with st.container(border=True, key=f"tension-{self._place}-{number}", gap="small"):
            st.markdown(f":material/balance: **{PULLS_APART}** {safe.one_line(tension.about)}")
            for side, id_ in zip(st.columns(2, gap="small", border=True), tension.between, strict=True):
                found = principle.find(self._corpus, id_)
                with side.container(gap="xxsmall"):
                    st.markdown(f"**{safe.one_line(found.title if found else id_)}** :gray-badge[{safe.one_line(id_)}]")
                    if id_ not in shown:
                        principle.in_full(self._corpus, id_, "")
            if tension.decides:
                st.markdown(f"**{DECIDES}** {safe.markdown(tension.decides)}")


def point_markdown(begins: str, point: Point) -> str:
    """Return a point as Markdown: what leads to it, the quotation as a block of its own, then the reading.

    Args:
        begins: What leads to it.
        point: The point.
    """
    quoted = "\n".join(f"> {line}" for line in safe.markdown(f"“{point.quote}”").split("\n"))
    id_ = f":gray-badge[{safe.one_line(point.principle)}]"
    reading = f"\n\n**{READING}** {safe.markdown(point.reading)} {id_}" if point.reading else ""
    title = f"**{safe.one_line(point.title)}** {id_}"
    where = f"\n\n:small[{safe.one_line(point.where)}]" if point.where else ""
    return f"{begins} {title}\n\n{quoted}{where}{reading}"


def uncovered_markdown(answer: Answer) -> str:
    """Return, as Markdown, that a question is not covered, or what else is said without advice.

    A follow-up that leads back to what was quoted is covered; thanks ask for nothing.
    """
    is_uncovered = answer.status == "not_covered" and not answer.retrieval.refusal
    begins = f"{NOT_COVERED_ICON} **Not covered.** " if is_uncovered and not answer.opening.startswith(_THANKED) else ""
    return begins + safe.markdown(answer.opening)


def _without_points(answer: Answer, place: int) -> None:
    """Draw an answer without advice: one that says so, or one that sends to a person, which looks different."""
    for remark in words.on_question(answer.remarks):
        st.caption(safe.markdown(remark))
    if answer.status == "handoff":
        with st.container(border=True, key=f"handoff-{place}", gap="xsmall"):
            st.markdown(f"##### {HANDOFF_ICON} {safe.one_line(answer.opening)}")
            for text in words.endings(answer):
                st.markdown(safe.markdown(text))
        return
    st.markdown(uncovered_markdown(answer))
