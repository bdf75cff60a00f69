"""Do the quotations stand in the principles they are cited to, and is nothing advised without one?"""

from __future__ import annotations

from collections.abc import Sequence

from coach.cited import FRAMES, Advice, advice, citations, framing, parts, quotations
from coach.judge.quotation import quoted
from coach.verification import added
from coach.words import quotes_exactly, sentences
from evals.checks.check import metric, share
from evals.checks.written import ONLY_RETRIEVED, Written
from evals.records import Sample, Verdict


class QuotationExactness:
    """Every quotation stands word for word in each principle it is cited to, after NFKC and white space.

    Args:
        written: What the corpus holds; by default the ids retrieved are all there is.
    """

    metric = metric("quotation_exactness", "quotations that stand word for word in the principle they cite")

    def __init__(self, written: Written = ONLY_RETRIEVED) -> None:
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that quote."""
        return bool(quotations(sample.response, self._written.citable(sample)))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of exact quotations."""
        text_of = dict(zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True))
        found = quotations(sample.response, self._written.citable(sample))
        inexact = [
            quotation
            for quotation in found
            if not all(_holds(quotation.text, text_of.get(name, "")) for name in quotation.cites)
        ]
        shown = "; ".join(f"“{quotation.text}” is not in {', '.join(quotation.cites)}" for quotation in inexact[:3])
        return share(len(found) - len(inexact), len(found), shown)


def _holds(quote: str, text: str) -> bool:
    """Tell whether words stand in a text as they are, and mean there what they say (not torn from their "don't")."""
    return quotes_exactly(quote, text) and (len(sentences(quote)) > 1 or quoted(quote, text) != "torn")


class CitationValidity:
    """Every id cited exists and was retrieved for this turn.

    Args:
        written: What the corpus holds; by default the ids retrieved are all there is.
    """

    metric = metric("citation_validity", "cited ids that exist and were retrieved for this turn")

    def __init__(self, written: Written = ONLY_RETRIEVED) -> None:
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that cite."""
        return bool(citations(sample.response, self._written.citable(sample)))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of valid citations; an id whose text is unknown does not exist."""
        existing = {
            name
            for name, text in zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True)
            if text.strip()
        }
        cited = citations(sample.response, self._written.citable(sample))
        wrong = [name for name in cited if name not in existing]
        return share(len(cited) - len(wrong), len(cited), f"not retrieved for this turn: {', '.join(wrong)}")


class CitationCoverage:
    """No advice without a citation: every sentence that may advise carries one.

    Args:
        written: What the corpus holds.
        frames: Regular expressions of what the assistant says of itself.
    """

    metric = metric("citation_coverage", "sentences of advice that carry a citation")

    def __init__(self, written: Written = ONLY_RETRIEVED, frames: Sequence[str] = FRAMES) -> None:
        self._written = written
        self._frames = tuple(frames)

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that may advise."""
        return bool(self._advice(sample))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of sentences with a citation."""
        found = self._advice(sample)
        bare = [sentence.text for sentence in found if not sentence.cites]
        return share(len(found) - len(bare), len(found), f"no citation: {' / '.join(bare[:3])}")

    def _advice(self, sample: Sample) -> list[Advice]:
        return advice(
            sample.response, self._written.citable(sample), self._frames, self._written.lines_in(sample.response)
        )


# Names are left to the readings: what is offered nearby names things of pages that the reply does not cite.
_ADDED = ("number", "date", "source", "guarantee")


class NothingAdded:
    """The assistant's own words add nothing that neither the principles nor the person hold.

    Numbers, dates, sources and guarantees, by the rules that chat models' readings are held to as well.

    Args:
        written: What the corpus holds; what its authors wrote (next steps, whom to turn to) is not added.
    """

    metric = metric("nothing_added", "replies without a number, date, source or guarantee of the assistant's own")

    def __init__(self, written: Written = ONLY_RETRIEVED) -> None:
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to every reply."""
        return bool(sample.response.strip())

    def measure(self, sample: Sample) -> Verdict:
        """Return 1 where nothing was added, else 0."""
        known = self._written.citable(sample)
        cited = set(citations(sample.response, known))
        held = [
            text
            for name, text in zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True)
            if name in cited
        ]
        lines = (*self._written.lines_in(sample.response), *self._written.next_steps)
        theirs = {part.begin for part in framing(sample.response, known, FRAMES, lines)}
        own = "\n".join(part.own for part in parts(sample.response, known) if part.begin not in theirs)
        breaches = added(own, "\n\n".join(held), sample.user_input)
        found = dict.fromkeys(breach.words for breach in breaches if breach.kind in _ADDED)
        return Verdict(float(not found), f"added: {', '.join(found)}" if found else "")
