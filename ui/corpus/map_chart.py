"""The map of a corpus as a chart: principles, situations and the last question, each with a shape of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.records import Corpus
from coach.retriever.map import CorpusMap
from ui import safe
from ui.ink import ink

if TYPE_CHECKING:
    import altair

MOST_SITUATIONS = 2_000  # drawn; more are a grey cloud, and the page has to carry each with its words
_MOST_NAMED = 40  # principles that bear their id; of more one could read none, and each has its words in a tooltip
_WIDTH, _HEIGHT = 700, 480  # CSS pixels; on a phone it is narrower
_AWAY = 14  # CSS pixels from a mark to the middle of its label
_NEAR = (24, 15)  # ... within which, across and up, a label and a mark lie on each other
_TOLD = 140  # characters of a text in a tooltip
# Seen by day and by night (contrast of at least 3 on both grounds); shape and size say the same.
_QUIET, _CHOSEN, _PRINCIPLE, _QUESTION = "#7b8688", "#3f7fc0", "#1f8f80", "#c85f2b"


@dataclass(frozen=True, slots=True)
class Landed:
    """Where a question lies.

    Attributes:
        text: The question.
        place: On the map.
        nearest: Ids of the principles that come nearest when Coach reads it in full.
    """

    text: str
    place: tuple[float, float]
    nearest: tuple[str, ...] = ()


def drawn_situations(corpus: Corpus) -> range:
    """Return the numbers of the situations that are drawn: all, or evenly as many as a page can carry."""
    count = len(corpus.situations)
    return range(0, count, -(-count // MOST_SITUATIONS) or 1)


def chart(corpus: Corpus, drawn: CorpusMap, chosen: Collection[str], landed: Landed | None) -> altair.LayerChart:
    """Return the chart.

    Args:
        corpus: Its texts, for the tooltips.
        drawn: Where everything lies.
        chosen: Ids of the principles whose situations stand out.
        landed: The question, if there is one.
    """
    import altair as alt

    shown = drawn_situations(corpus)
    rows = [_situation(corpus, drawn, number, chosen) for number in shown]
    quiet = [row for row in rows if not row["stands_out"]]
    titles = {principle.id: principle.title for principle in corpus.principles}
    principles = [
        {"x": float(x), "y": float(y), "id": safe.plain(name, 24), "text": safe.plain(titles.get(name, ""), _TOLD)}
        for name, (x, y) in zip(drawn.owners, drawn.centres, strict=True)
    ]
    named = principles if len(principles) <= _MOST_NAMED else []
    under = _labelled_below(named, [landed.place] if landed else [], rows)
    layers = [
        _points(alt, quiet, ("circle", 22, _QUIET, 0.35), "Situation of"),
        _points(alt, [row for row in rows if row["stands_out"]], ("triangle-up", 60, _CHOSEN, 0.9), "Situation of"),
        _points(alt, principles, ("diamond", 190, _PRINCIPLE, 1.0), "Principle"),
        _labels(alt, [row for row in named if row["id"] not in under]),
        _labels(alt, [row for row in named if row["id"] in under], -_AWAY),
    ]
    if landed is not None:
        question = [
            {"x": landed.place[0], "y": landed.place[1], "id": "Your question", "text": safe.plain(landed.text, _TOLD)}
        ]
        layers += [_points(alt, question, ("cross", 420, _QUESTION, 1.0), "Asked"), _labels(alt, question, 18)]
    return alt.LayerChart(layer=[layer for layer in layers if layer is not None], height=_HEIGHT)


def _situation(corpus: Corpus, drawn: CorpusMap, number: int, chosen: Collection[str]) -> dict[str, Any]:
    situation, (x, y) = corpus.situations[number], drawn.situations[number]
    return {
        "x": float(x),
        "y": float(y),
        "id": safe.plain(situation.principle, 24),
        "text": safe.plain(situation.text, _TOLD),
        "stands_out": situation.principle in chosen,
    }


def _points(alt: Any, rows: Sequence[dict[str, Any]], look: tuple[str, int, str, float], title: str) -> Any:
    if not rows:
        return None
    shape, size, colour, opacity = look
    return (
        alt.Chart(alt.InlineData(values=list(rows)))
        .mark_point(shape=shape, size=size, color=colour, opacity=opacity, filled=True)
        .encode(**_place(alt), tooltip=[alt.Tooltip("id:N", title=title), alt.Tooltip("text:N", title="Text")])
    )


def _labelled_below(
    named: Sequence[dict[str, Any]], others: Sequence[tuple[float, float]], cloud: Sequence[dict[str, Any]]
) -> set[str]:
    """Return the ids of principles whose label would lie on another mark above them, and on none below.

    Args:
        named: The principles that bear their id.
        others: Where other marks lie.
        cloud: The situations, which with these make up the breadth and height of the map.
    """
    marks = [(row["x"], row["y"]) for row in named] + list(others)
    every = marks + [(row["x"], row["y"]) for row in cloud]
    wide, high = (max(part) - min(part) or 1.0 for part in zip(*every, strict=True)) if every else (1.0, 1.0)

    def is_taken(row: dict[str, Any], away: int) -> bool:
        across = [(x - row["x"]) / wide * _WIDTH for x, _ in marks]
        up = [(y - row["y"]) / high * _HEIGHT for _, y in marks]
        own = (row["x"], row["y"])
        beside = zip(across, up, marks, strict=True)
        return any(abs(x) < _NEAR[0] and abs(y - away) < _NEAR[1] for x, y, mark in beside if mark != own)

    return {row["id"] for row in named if is_taken(row, _AWAY) and not is_taken(row, -_AWAY)}


def _labels(alt: Any, rows: Sequence[dict[str, Any]], away: int = _AWAY) -> Any:
    if not rows:
        return None
    return (
        alt.Chart(alt.InlineData(values=list(rows)))
        .mark_text(dy=-away, fontSize=13, fontWeight="bold", color=ink())
        .encode(**_place(alt), text="id:N")
    )


def _place(alt: Any) -> dict[str, Any]:
    """Return both axes without figures: only what is near what means something."""
    scale = alt.Scale(zero=False, nice=False, padding=16)
    bare = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
    return {"x": alt.X("x:Q", scale=scale, axis=bare), "y": alt.Y("y:Q", scale=scale, axis=bare)}
