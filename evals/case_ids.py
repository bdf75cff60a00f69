"""What the cases call a principle, and what it is called in the corpus."""

from __future__ import annotations

import re
from dataclasses import replace

from coach.records import Corpus
from evals.records import Case

_ALIKE = 3  # ids named that may have been meant


def resolved(case: Case, corpus: Corpus, mistakes: list[str]) -> Case:
    """Return a case with the whole ids of its principles.

    Args:
        case: As it was read.
        corpus: Whose principles it may name.
        mistakes: What the corpus does not know is added here, with what may have been meant.
    """
    whole: dict[str, str] = {}
    for name in dict.fromkeys([*case.expected, *(case.tension or ())]):
        try:
            whole[name] = corpus.principle(name).id
        except KeyError:
            whole[name] = name
            mistakes.append(
                f"{case.line}: case {case.id!r}: the corpus {corpus.name} has no principle {name!r}"
                + _way_out(name, corpus)
            )
    expected = tuple(whole[name] for name in case.expected)
    if len(set(expected)) < len(set(case.expected)):
        mistakes.append(f"{case.line}: case {case.id!r}: expected: a principle stands twice, by its short id as well")
    one, other = case.tension or ("", "")
    return replace(case, expected=expected, tension=(whole[one], whole[other]) if case.tension else None)


def _way_out(name: str, corpus: Corpus) -> str:
    """Return what may have been meant, or what to do where a document has left."""
    last = re.split("[/#]", name)[-1]
    alike = [one.id for one in corpus.principles if re.split("[/#]", one.id)[-1].lower() == last.lower()]
    if alike:
        more = ", …" if len(alike) > _ALIKE else ""
        return f" (is it {' or '.join(map(repr, alike[:_ALIKE]))}{more}?)"
    if corpus.passages:
        return f" (has it left? coach corpus list --corpus {corpus.name} shows what answers now; or take the case out)"
    return ""
