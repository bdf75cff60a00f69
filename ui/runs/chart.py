"""A metric over time: a line through the runs, a band for the 95 % interval, the gate's threshold across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ui import safe
from ui.ink import ink
from ui.runs import words
from ui.runs.read import Kept

if TYPE_CHECKING:
    import altair

_HEIGHT = 300
# Seen by day and by night: a contrast of at least 3 on both grounds (WCAG 1.4.11); the shapes say the same.
_COLOURS = ("#1f8f80", "#b8702a", "#8068c4", "#3f7fc0", "#c0527a", "#6f8a2c")
_LEAST_RANGE = 0.1  # of the axis: what is closer is noise, and should not look like a cliff


@dataclass(frozen=True, slots=True)
class Moment:
    """A metric in one run.

    Attributes:
        started: When the run began, UTC.
        value: The mean, 0 to 1.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
        n: Cases it applies to.
        system: What answered.
        state: The state of its gate in that run, in words; empty where it has none.
        minimum: What the gate asked for, if there was one.
    """

    started: datetime
    value: float
    low: float
    high: float
    n: int
    system: str
    state: str
    minimum: float | None


def moments(runs: Sequence[Kept], metric: str) -> list[Moment]:
    """Return a metric in each run that measured it, oldest first."""
    found = []
    for run in sorted(runs, key=lambda run: run.overview.run.started):
        measured, gate = run.overview.metric(metric), run.overview.gate(metric)
        if measured is None or measured.mean is None or not measured.scored:
            continue
        low, high = (measured.mean if end is None else end for end in measured.interval)
        system = safe.plain(run.overview.versions.get("answered_by", ""), 60) or "unknown"
        state = words.gate_state(gate.state) if gate else ""
        minimum = gate.minimum if gate else None
        found.append(Moment(run.overview.run.started, measured.mean, low, high, measured.n, system, state, minimum))
    return found


def over_time(found: Sequence[Moment]) -> altair.LayerChart:
    """Return the chart; systems differ in the shape of their marks as well as in colour."""
    import altair as alt

    rows: list[dict[str, Any]] = [
        {
            "started": moment.started.isoformat(),
            "value": moment.value,
            "low": moment.low,
            "high": moment.high,
            "system": moment.system,
            "run": words.moment(moment.started),
            "is": words.figure(moment.value),
            "interval": f"{moment.low:.2f}–{moment.high:.2f}",
            "cases": moment.n,
            "gate": moment.state or "no gate",
        }
        for moment in found
    ]
    several = len({moment.system for moment in found}) > 1
    time = alt.Axis(format=_time_format(found), labelOverlap=True, tickCount=6, grid=False)
    x = alt.X("started:T", title=None, axis=time, scale=alt.Scale(type="utc"))
    scale = alt.Scale(domain=_range(found), nice=False, zero=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(format=".2f", tickCount=5))
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0) if several else None
    colour = alt.Color("system:N", legend=legend, scale=alt.Scale(range=list(_COLOURS)))
    base = alt.Chart(alt.InlineData(values=rows))
    told = [
        alt.Tooltip("run:N", title="Run"),
        alt.Tooltip("is:N", title="Mean"),
        alt.Tooltip("interval:N", title="95 %"),
        alt.Tooltip("cases:Q", title="Cases"),
        alt.Tooltip("gate:N", title="Gate"),
        alt.Tooltip("system:N", title="Answered by"),
    ]
    layers = [
        base.mark_area(opacity=0.18).encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q", color=colour),
        base.mark_rule(opacity=0.45).encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        base.mark_point(size=70, filled=True, opacity=1).encode(
            x=x, y=y, color=colour, shape=alt.Shape("system:N", legend=legend), tooltip=told
        ),
    ]
    minimum = found[-1].minimum if found else None
    if minimum is not None:
        layers.insert(0, _threshold(minimum, scale))
    return alt.LayerChart(layer=layers, height=_HEIGHT)


def in_words(name: str, found: Sequence[Moment]) -> str:
    """Return what the chart shows, as Markdown: for who cannot see it."""
    if not found:
        return f"{safe.one_line(name)} was not measured in these runs."
    last, first = found[-1], found[0]
    said = f"**{words.figure(last.value)}** in the newest run (95 %: {last.low:.2f}–{last.high:.2f}, {last.n} cases)"
    if len(found) == 1:
        return f"{said}; it was measured once."
    values = [moment.value for moment in found]
    return (
        f"{said}, {words.figure(first.value)} in the oldest of {len(found)} ({words.moment(first.started)}); "
        f"lowest {words.figure(min(values))}, highest {words.figure(max(values))}."
    )


def _time_format(found: Sequence[Moment]) -> str:
    """Return how times are written below the chart: days, with the hour where all of it was within two days."""
    is_short = found[-1].started - found[0].started < timedelta(days=2)
    return "%-d %b, %H:%M" if is_short else "%-d %b"


def _range(found: Sequence[Moment]) -> tuple[float, float]:
    ends = [end for moment in found for end in (moment.low, moment.high, moment.value)]
    ends += [found[-1].minimum] if found and found[-1].minimum is not None else []
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    missing = max(0.0, _LEAST_RANGE - (high - low)) / 2
    pad = 0.08 * max(high - low, _LEAST_RANGE)
    return max(0.0, round(low - missing - pad, 3)), min(1.0, round(high + missing + pad, 3))


def _threshold(minimum: float, scale: altair.Scale) -> altair.LayerChart:
    import altair as alt

    rows = alt.Chart(alt.InlineData(values=[{"minimum": minimum, "text": f"gate: at least {minimum:g}"}]))
    y = alt.Y("minimum:Q", title=None, scale=scale)
    rule = rows.mark_rule(strokeDash=[5, 4], color="gray").encode(y=y)
    text = rows.mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=ink(), fontSize=12)
    return alt.LayerChart(layer=[rule, text.encode(y=y, x=alt.value(0), text="text:N")])
