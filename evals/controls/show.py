"""What the controls found, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.controls.run import NEEDED, Controls
from evals.report.files import replace_text

_MISSED_SHOWN = 20


def show_controls(found: Controls, console: Console, path: Path | None = None) -> None:
    """Print what was caught and what was missed; write it as JSON too where a path is given."""
    state = "The gate can fail" if not found.complaints else "The gate cannot be trusted"
    share = found.caught / found.seeded if found.seeded else 0.0
    console.print(f"{state}: {found.caught} of {found.seeded} seeded faults caught ({share:.1%}; {NEEDED:.0%} needed)")
    table = Table(
        "fault",
        "what goes wrong",
        "caught by",
        "seeded",
        "caught",
        "gate on a run full of it",
        box=None,
        pad_edge=False,
    )
    for result in found.results:
        caught = len(result.seeded) - len(result.missed)
        gate = "fails" if result.gate_failed else "PASSES"
        table.add_row(
            result.fault.name, result.fault.about, result.fault.caught_by, str(len(result.seeded)), str(caught), gate
        )
    console.print(table)
    alarms = len(found.false_alarms)
    console.print(
        f"{found.cases - found.built} of {found.cases} replies are Coach's own, {found.built} were composed from the "
        f"labels because Coach's own was not right; {alarms} right replies fail a check"
    )
    for result in found.results:
        if result.missed:
            more = f" and {len(result.missed) - _MISSED_SHOWN} more" if len(result.missed) > _MISSED_SHOWN else ""
            console.print(f"Missed, {result.fault.name}: {', '.join(result.missed[:_MISSED_SHOWN])}{more}")
    for complaint in found.complaints:
        console.print(f"Not enough: {complaint}")
    if path is not None:
        replace_text(path, json.dumps(controls_object(found), indent=1) + "\n")


def controls_object(found: Controls) -> dict[str, Any]:
    """Return what the controls found as plain data."""
    return {
        "passed": not found.complaints,
        "seeded": found.seeded,
        "caught": found.caught,
        "needed": NEEDED,
        "complaints": list(found.complaints),
        "false_alarms": list(found.false_alarms),
        "composed_from_labels": found.built,
        "cases": found.cases,
        "faults": [
            {
                "fault": result.fault.name,
                "about": result.fault.about,
                "caught_by": result.fault.caught_by,
                "seeded": list(result.seeded),
                "missed": list(result.missed),
                "gate_failed": result.gate_failed,
            }
            for result in found.results
        ],
    }
