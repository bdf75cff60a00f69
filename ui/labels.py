"""Names to choose from as labels that tell them apart: Streamlit finds a choice again by its label."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def distinct(names: Iterable[str], label: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function for ``format_func`` that gives every name a label of its own.

    Args:
        names: In their order; the first one with a label keeps it, later ones get a number.
        label: As a name would be shown alone. A name that has gone since, for which Streamlit may still ask, is shown
            as it is.
    """
    labels: dict[str, str] = {}
    for name in names:
        shown, number = label(name), 1
        while shown in labels.values():
            number += 1
            shown = f"{label(name)} ({number})"
        labels[name] = shown
    return lambda name: labels.get(name, name)
