"""Principles as JSON, JSON lines or YAML: a list of objects, or a mapping of them by id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from coach import plain_yaml
from coach.documents.blocks import Content, PrincipleEntry
from coach.documents.decode import decode
from coach.documents.formats.principles import (
    LIMITS,
    checked,
    chosen_in_vain,
    citable,
    columns_of,
    has_chosen_text,
    is_principles,
    shortened,
    with_column,
)
from coach.documents.limits import Limits, RefusedFile
from coach.documents.records import Unit

_NO_PRINCIPLES = 'For principles, give a list of objects with a text each: [{"id": "P1", "text": "..."}].'
_LISTS = ("principles", "items", "entries", "rules", "faq", "faqs", "questions", "data", "records")


def read_objects(content: bytes, format_: str, limits: Limits, columns: Mapping[str, str]) -> Content:
    """Read principles.

    Args:
        content: The file.
        format_: ``json``, ``jsonl`` or ``yaml``.
        limits: What it may take.
        columns: The user's choice of keys.

    Raises:
        RefusedFile: it cannot be read (failed), or holds something else than principles (skipped).
    """
    decoded = decode(content)
    loaded = _load(decoded.text, format_)
    _refuse_depth(loaded, limits.depth)
    unit: Unit = "line" if format_ == "jsonl" else "entry"
    left_out: list[str] = []
    entries: list[PrincipleEntry] = []
    keys: dict[str, None] = {}
    told = ""
    for number, entry in _objects(loaded, unit, left_out):
        names = [*map(str, entry)]
        keys |= dict.fromkeys(names)
        fields, remark = _fields(entry, columns)
        entries.append(PrincipleEntry(fields, number, is_chosen=has_chosen_text(names, columns)))
        told = told or remark
    is_chosen = any(entry.is_chosen for entry in entries)
    if not is_chosen and not is_principles(entry.fields.get("text", "") for entry in entries):
        raise RefusedFile("no principles", _NO_PRINCIPLES, outcome="skipped")
    kept, remarks = checked(entries, unit)
    lacking = chosen_in_vain([*keys], columns)
    remarks = [*decoded.remarks, *lacking, *([told] if told else []), *shortened(left_out), *remarks]
    return Content(unit, principles=kept, remarks=remarks)


def _load(text: str, format_: str) -> Any:
    try:
        if format_ == "jsonl":
            return _lines(text)
        return _json(text) if format_ == "json" else plain_yaml.load(text)
    except plain_yaml.YamlFault as error:
        place = f" at line {error.line}" if error.line else ""
        raise RefusedFile(f"bad YAML{place}: {error.problem}", "Mend that line.") from error
    except RecursionError as error:
        raise RefusedFile("nested too deeply") from error
    except json.JSONDecodeError as error:
        raise RefusedFile(f"bad JSON at line {error.lineno}: {error.msg}", "Mend that line.") from error
    except ValueError as error:
        raise RefusedFile(f"bad JSON: {error}", "Mend it.") from error


def _lines(text: str) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            found += [(number, _json(line))] if line.strip() else []
        except json.JSONDecodeError as error:  # counts from the line it was given
            raise RefusedFile(f"bad JSON at line {number}: {error.msg}", "Mend that line.") from error
        except ValueError as error:
            raise RefusedFile(f"bad JSON at line {number}: {error}", "Mend that line.") from error
    return found


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _refuse_depth(value: Any, deepest: int) -> None:
    level = [value]
    for _ in range(deepest):
        level = [
            child
            for parent in level
            for child in (
                parent.values() if isinstance(parent, dict) else parent if isinstance(parent, list | tuple) else ()
            )
        ]
        if not level:
            return
    raise RefusedFile(f"nested more than {deepest} deep")


def _objects(loaded: Any, unit: str, left_out: list[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects with their numbers: of a list, of JSON lines, ``{"principles": [...]}`` or ``{id: {...}}``.

    What is none, and lists beside the one that is read, are added to ``left_out``.
    """
    if isinstance(loaded, list):
        for place, entry in enumerate(loaded, start=1):
            number, value = entry if isinstance(entry, tuple) else (place, entry)  # a tuple is a JSON line
            yield from _entry(number, value, {}, f"{unit} {number}", left_out)
        return
    if not isinstance(loaded, dict):
        return
    named = next((name for name in _LISTS if isinstance(loaded.get(name), list | dict)), None)
    if named is not None:
        left_out += [
            f"{name!r} was left out ({len(value)}): only {named!r} is read"
            for name, value in loaded.items()
            if name != named and isinstance(value, list | dict) and value
        ]
        yield from _objects(loaded[named], unit, left_out)
    elif "text" in columns_of(list(loaded), {}):
        yield 1, loaded
    else:
        for number, (name, value) in enumerate(loaded.items(), start=1):
            yield from _entry(number, value, {"id": name}, f"{unit} {number} ({str(name)[:40]!r})", left_out)


def _entry(
    number: int, value: Any, known: dict[str, Any], place: str, left_out: list[str]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield one object; a bare text is its ``text``."""
    if isinstance(value, dict):
        yield number, {**known, **value}
    elif isinstance(value, str):
        yield number, {**known, "text": value}
    else:
        left_out.append(f"{place}: neither an object nor a text")


def _fields(entry: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return an object's fields, and a remark where its id is not cited as it stands."""
    names = list(entry)
    found = columns_of([str(name) for name in names], columns)
    fields = {
        field: with_column(field, str(names[place]), _text(entry[names[place]], is_deep=field in LIMITS))
        for field, place in found.items()
    }
    remark = ""
    if "id" in found:
        fields["id"], remark = citable(fields["id"], str(names[found["id"]]))
    return fields, remark


def _text(value: Any, is_deep: bool = False) -> str:
    if isinstance(value, list):
        return "\n".join(_text(part, is_deep) for part in value)
    if isinstance(value, dict) and is_deep:
        parts = {name: ", ".join(_text(part, is_deep).splitlines()) for name, part in value.items()}
        return "\n".join(f"{name}: {part}" for name, part in parts.items())
    return str(value).strip() if isinstance(value, str | int | float) else ""
