"""The plots of the HTML page as SVG, drawn with Altair and vl-convert, without a browser and without the network.

Colours are the light ones; the page's style sheet turns each of them into its dark one (``page.css``), so every colour
used here stands there too. Shape says what colour says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.report.plain import figure, one_line, percent, signed

if TYPE_CHECKING:
    from evals.report.curve import CoverageCurve

INK, MUTED, RULE, BAND = "#1f2730", "#66707c", "#dcd8d0", "#9aa5b1"
GOOD, BAD, PLAIN = "#23704f", "#b4372d", "#4a6586"
COLOURS = (INK, MUTED, RULE, BAND, GOOD, BAD, PLAIN)
_STEP = 26  # pixels a row
_FONT = "Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Size:
    """Width of the plotting area and of the labels beside it, in pixels."""

    plot: int
    label: int


WIDE, NARROW = Size(540, 210), Size(112, 132)


@dataclass(frozen=True, slots=True)
class Row:
    """One metric in a plot: its value with the interval, and what its mark says.

    Attributes:
        mark: ``good``, ``bad`` or ``plain``: a dot, a diamond, or a small ring.
        threshold: What the gate asks for, if there is one.
    """

    name: str
    value: float
    low: float
    high: float
    mark: str
    threshold: float | None = None


_SHAPES = {"good": ("circle", GOOD), "bad": ("diamond", BAD), "plain": ("circle", PLAIN)}


def scores_svg(rows: Sequence[Row], size: Size) -> str:
    """Return the scores by metric, 0 to 1, each with its interval and its gate's threshold."""
    import altair as alt

    values = _records(rows, figure)
    ticks = [0, 0.5, 1] if size is NARROW else [0, 0.25, 0.5, 0.75, 1]
    return _svg(_forest(alt, values, size, alt.Scale(domain=[0, 1], nice=False), ticks))


def changes_svg(rows: Sequence[Row], size: Size) -> str:
    """Return the difference of each metric to the baseline with its paired interval, around a zero line."""
    import altair as alt

    reach = max([0.05, *(abs(end) for row in rows for end in (row.low, row.high, row.value))])
    reach = min(1.0, round(reach * 1.15 + 0.005, 2))
    zero = _chart(alt, [{"zero": 0}]).mark_rule(color=INK, strokeWidth=1.2).encode(x="zero:Q")
    chart = _forest(
        alt, _records(rows, signed), size, alt.Scale(domain=[-reach, reach], nice=False), [-reach, 0, reach]
    )
    return _svg(alt.layer(zero, chart))


def coverage_svg(curve: CoverageCurve) -> str:
    """Return the coverage curve, chance as a dashed diagonal, and where the system stands as a diamond."""
    import altair as alt

    share = alt.Scale(domain=[0, 1])
    axis: dict[str, Any] = {"values": [0, 0.25, 0.5, 0.75, 1], "labelExpr": "format(100 * datum.value, 'd') + ' %'"}
    x = alt.X("x:Q", scale=share, axis=alt.Axis(title="unanswerable cases answered", **axis))
    y = alt.Y("y:Q", scale=share, axis=alt.Axis(title="answerable cases answered", **axis))
    line = [
        {"x": point.unanswerable, "y": point.answerable, "place": place} for place, point in enumerate(curve.points)
    ]
    here = [{"x": curve.actual.unanswerable, "y": curve.actual.answerable, "text": "as it answers now"}]
    at_left = curve.actual.unanswerable < 0.5
    words = f"{percent(curve.actual.answerable)} / {percent(curve.actual.unanswerable)}"
    chart = alt.layer(
        _chart(alt, [{"x": 0, "y": 0}, {"x": 1, "y": 1}]).mark_line(color=BAND, strokeDash=[3, 4], strokeWidth=1),
        _chart(alt, line).mark_line(color=PLAIN, strokeWidth=2).encode(order="place:Q"),
        _chart(alt, here).mark_point(shape="diamond", filled=True, size=130, color=BAD, opacity=1),
        _chart(alt, here).mark_text(
            text=[words, "as it answers now"],
            align="left" if at_left else "right",
            dx=12 if at_left else -12,
            dy=14 if curve.actual.answerable > 0.2 else -22,
            color=INK,
            fontSize=12,
            lineHeight=15,
        ),
    ).encode(x=x, y=y)
    return _svg(chart.properties(width=270, height=270))


def _chart(alt: Any, values: Iterable[Mapping[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=list(values)))


def _records(rows: Sequence[Row], words: Any) -> list[dict[str, Any]]:
    return [
        {
            "metric": one_line(row.name, 60),
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "mark": row.mark,
            "words": words(row.value),
        }
        | ({} if row.threshold is None else {"threshold": row.threshold})
        for row in rows
    ]


def _forest(alt: Any, values: list[dict[str, Any]], size: Size, scale: Any, ticks: list[float]) -> Any:
    """Return one row a metric: interval, threshold, mark, and the figure at the right."""
    grid = alt.Axis(title=None, values=ticks, orient="top", format=".2~f")
    y = alt.Y(
        "metric:N",
        sort=None,
        axis=alt.Axis(title=None, labelLimit=size.label, domain=False, ticks=False, labelPadding=8),
    )
    base = _chart(alt, values).encode(y=y)

    def along(field: str) -> Any:
        return alt.X(f"{field}:Q", scale=scale, axis=grid)

    layers = [base.mark_rule(color=BAND, strokeWidth=3, strokeCap="round").encode(x=along("low"), x2="high:Q")]
    held = base.transform_filter("isValid(datum.threshold)")
    layers.append(held.mark_tick(color=INK, thickness=2, size=16, opacity=1).encode(x=along("threshold")))
    for mark, (shape, colour) in _SHAPES.items():
        chosen = base.transform_filter(f"datum.mark == '{mark}'")
        point: dict[str, Any] = {"shape": shape, "opacity": 1, "size": 110 if mark == "bad" else 80}
        point |= {"filled": mark != "plain", "color": colour} | ({"strokeWidth": 2} if mark == "plain" else {})
        layers.append(chosen.mark_point(**point).encode(x=along("value")))
    figures = base.mark_text(align="left", color=INK, fontSize=12).encode(x=alt.value(size.plot + 10), text="words:N")
    return alt.layer(*layers, figures).properties(width=size.plot, height=alt.Step(_STEP))


def _svg(chart: Any) -> str:
    import vl_convert

    text = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFont": _FONT,
        "titleFont": _FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
    }
    configured = chart.configure(
        background="transparent",
        font=_FONT,
        aria=False,  # the page describes each plot in words
        padding={"left": 10, "right": 6, "top": 4, "bottom": 4},
        view={"stroke": None},
        axis=text | {"titleFontWeight": "normal", "gridColor": RULE, "domainColor": RULE, "tickColor": RULE},
        axisY={"labelColor": INK},
    )
    specification = configured.to_dict()
    major, minor = specification["$schema"].rsplit("/v", 1)[1].split(".")[:2]
    svg: str = vl_convert.vegalite_to_svg(specification, vl_version=f"{major}.{minor}")
    return re.sub(r'<svg [^>]*?width="(\d+)" height="(\d+)" viewBox="([^"]+)">', _opening, svg, count=1)


def _opening(match: re.Match[str]) -> str:
    width, height, box = match.groups()
    # Hidden from readers of the screen: the element around it says in words what it shows.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="{width}" height="{height}" viewBox="{box}">'
    )
