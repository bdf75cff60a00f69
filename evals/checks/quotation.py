"""Do the quotations stand in the principles they are cited to, and is nothing advised without one?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.cited import FRAMES, advice, citations, own_words, quotations
from coach.words import canonical, quotes_exactly
from evals.checks.check import metric, share
from evals.records import Sample, Verdict


class QuotationExactness:
    """Every quotation stands word for word in each principle it is cited to, after NFKC and white space."""

    metric = metric("quotation_exactness", "quotations that stand word for word in the principle they cite")

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that quote."""
        return bool(quotations(sample.response))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of exact quotations."""
        text_of = dict(zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True))
        found = quotations(sample.response)
        inexact = [
            quotation
            for quotation in found
            if not all(quotes_exactly(quotation.text, text_of.get(name, "")) for name in quotation.cites)
        ]
        shown = "; ".join(f"“{quotation.text}” is not in {', '.join(quotation.cites)}" for quotation in inexact[:3])
        return share(len(found) - len(inexact), len(found), shown)


class CitationValidity:
    """Every id cited exists and was retrieved for this turn."""

    metric = metric("citation_validity", "cited ids that exist and were retrieved for this turn")

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that cite."""
        return bool(citations(sample.response))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of valid citations; an id whose text is unknown does not exist."""
        existing = {
            name
            for name, text in zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True)
            if text.strip()
        }
        cited = citations(sample.response)
        wrong = [name for name in cited if name not in existing]
        return share(len(cited) - len(wrong), len(cited), f"not retrieved for this turn: {', '.join(wrong)}")


class CitationCoverage:
    """No advice without a citation: every sentence that may advise carries one.

    Args:
        lines: Texts that the corpus's authors wrote to be shown without a citation.
        frames: Regular expressions of what the assistant says of itself.
    """

    metric = metric("citation_coverage", "sentences of advice that carry a citation")

    def __init__(self, lines: Sequence[str] = (), frames: Sequence[str] = FRAMES) -> None:
        self._lines = tuple(lines)
        self._frames = tuple(frames)

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that may advise."""
        return bool(advice(sample.response, self._frames, self._lines))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of sentences with a citation."""
        found = advice(sample.response, self._frames, self._lines)
        bare = [sentence for sentence, cites in found if not cites]
        return share(len(found) - len(bare), len(found), f"no citation: {' / '.join(bare[:3])}")


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*%?")
_SOURCE = re.compile(
    r"\b(stud(?:y|ies) (?:show|found|suggest|prove)s?|research (?:shows?|found|suggests?|proves?)|statistics|"
    r"surveys?|according to|per ?cent|percentage|proven|guarantee[sd]?|"
    r"(?:Harvard|Gartner|McKinsey|Gallup|Stanford|Forbes)\w*)\b",
    re.IGNORECASE,
)


class NothingAdded:
    """The assistant's own words hold no number, source or guarantee that neither the principles nor the person hold.

    Args:
        lines: Texts that the corpus's authors wrote (next steps, whom to turn to); what stands there is not added.
    """

    metric = metric("nothing_added", "replies without a number, source or guarantee of the assistant's own")

    def __init__(self, lines: Sequence[str] = ()) -> None:
        self._lines = tuple(lines)

    def applies(self, sample: Sample) -> bool:
        """Apply to every reply."""
        return bool(sample.response.strip())

    def measure(self, sample: Sample) -> Verdict:
        """Return 1 where nothing was added, else 0."""
        cited = set(citations(sample.response))
        held = [
            text
            for name, text in zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True)
            if name in cited
        ]
        known = canonical(" ".join([*held, sample.user_input, *self._lines])).lower()
        said = canonical(own_words(sample.response))
        numbers = {number.replace(" ", "") for number in _NUMBER.findall(known)}
        added = [number for number in _NUMBER.findall(said) if number.replace(" ", "") not in numbers]
        added += [match[0] for match in _SOURCE.finditer(said) if match[0].lower() not in known]
        return Verdict(float(not added), f"added: {', '.join(dict.fromkeys(added))}" if added else "")
