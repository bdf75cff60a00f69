"""In the place of a verifying call, without a model: the offline judge, which is often wrong, or the rules alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach import words
from coach.judge import Judge, about, open_judge
from coach.verification.records import Claim, ClaimVerdict

UNDECIDED = "without a chat model nobody can tell whether the principle says this"
_FEWEST, _KEPT = 6, 0.6  # words of a sentence that is called a shortened one, and how much of the original it keeps
# What turns a sentence round when it is left out, or stands in front of what was taken.
_TURNS = frozenset(
    """not no never nor neither without unless until before after stop avoid fail fails instead rather only if hardly
    except beyond wait waiting don't doesn't didn't won't can't cannot isn't aren't shouldn't mustn't""".split()
)

# A question back claims nothing, so there is nothing to score it against: it comes here only after the rules found that
# it asks for a plain fact, in words from a closed list.
_ASKS = ClaimVerdict(True, "", "it only asks, as far as the rules can tell")


class OfflineVerifier:
    """Has the offline judge verify readings.

    Args:
        judge: Says how well evidence supports a claim; by default the one that Coach uses.
    """

    def __init__(self, judge: Judge | None = None) -> None:
        self._judge = judge or open_judge()

    @property
    def name(self) -> str:
        """Who judges."""
        return f"the offline judge {self._judge.identity}"

    @property
    def reliability(self) -> str:
        """How often this judge was right where the truth is known: to be shown wherever it stands in."""
        return about(self._judge.identity)

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        """Return a verdict for each claim, in order: supported where it shortens its evidence, else from a score on.

        Args:
            claims: All claims of one answer. One without a principle is a question back.
            question: Not looked at.
            deadline_s: Not needed: it takes milliseconds.
        """
        cited = [claim for claim in claims if claim.principle_id]
        scores = iter(self._judge.score([(claim.reading, claim.evidence) for claim in cited]))
        return [self._verdict(claim, next(scores)) if claim.principle_id else _ASKS for claim in claims]

    def _verdict(self, claim: Claim, score: float) -> ClaimVerdict:
        supported = score >= self._judge.threshold or _is_shortened(claim)
        return ClaimVerdict(supported, "", f"the offline judge gives {score:.2f} of 1")


class RulesAlone:
    """Finds a sentence supported that only shortens its principle; of all others it says that it cannot tell."""

    name = "the rules alone"

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        """Return a verdict for each claim, in order.

        Args:
            claims: All claims of one answer; they break no rule.
            question: Not looked at.
            deadline_s: Not needed.
        """
        return [ClaimVerdict(True) if _is_shortened(claim) else ClaimVerdict(None, "", UNDECIDED) for claim in claims]


def _is_shortened(claim: Claim) -> bool:
    """Tell whether a claim, alone or with its quotation behind it, only shortens its evidence."""
    return any(shortens(text, claim.evidence) for text in (claim.reading, f"{claim.reading} {claim.quote}"))


def shortens(text: str, evidence: str) -> bool:
    """Tell whether a text is a sentence of the evidence with some words left out, none of which turns it round."""
    said = words.words(re.sub(r"\[[^\]]*\]", " ", text))
    return len(said) >= _FEWEST and any(_is_cut_from(said, sentence) for sentence in words.sentences(evidence))


def _is_cut_from(said: Sequence[str], sentence: str) -> bool:
    clauses = [words.words(clause) for clause in re.split(r"[,;:]", sentence)]
    for first, clause in enumerate(clauses):
        if said[0] not in clause:
            continue
        whole = [word for later in clauses[first:] for word in later]
        begin = whole.index(said[0])
        places, at = [], begin
        for word in said:
            if word not in whole[at:]:
                break
            at = whole.index(word, at) + 1
            places.append(at - 1)
        if len(places) < len(said) or len(said) < _KEPT * (places[-1] + 1 - begin):
            continue
        left_out = [word for place, word in enumerate(whole[: places[-1] + 1]) if place not in places]
        if not _TURNS & set(left_out):
            return True
    return False
