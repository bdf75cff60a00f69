"""Any answer with inline citations, sentence by sentence: which hold, and whether the answer is grounded.

Fails closed: a sentence that is not known to say nothing may advise, and needs a citation that supports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.records import Corpus
from coach.verification.offline import OfflineVerifier
from coach.verification.records import Claim, ClaimVerdict, ClaimVerifier
from coach.verification.sentence import CheckedSentence, Reader

DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in an answer.

    Attributes:
        grounded: At least one sentence is supported; none is unsupported, uncited or cites what does not exist.
        verified_by: Who judged what the rules left open; empty where nobody had to be asked.
    """

    grounded: bool
    sentences: tuple[CheckedSentence, ...]
    verified_by: str = ""


def check_text(
    question: str, answer: str, corpus: Corpus, verifier: ClaimVerifier | None = None, deadline_s: float = DEADLINE_S
) -> Checked:
    """Check each sentence of an answer against the principles that it cites.

    A quotation holds when it stands in the principle word for word; a sentence of the assistant's own when it breaks no
    rule and the verifier finds it supported. All such sentences go to the verifier in one call.

    Args:
        question: What the person asked: what they said themselves, an answer may say again.
        answer: The answer, with citations like [P3].
        corpus: Where the principles stand.
        verifier: Who judges what the rules leave open; None for the offline judge.
        deadline_s: For the verifier.
    """
    judging = verifier or OfflineVerifier()
    found = Reader(question, corpus).read(answer)
    claims = [read.claim for read in found if read.claim is not None]
    verdicts = iter(_verdicts(judging, claims, question, deadline_s))
    sentences = tuple(read.sentence if read.claim is None else _judged(read.sentence, next(verdicts)) for read in found)
    said = {sentence.verdict for sentence in sentences}
    return Checked(
        "supported" in said and said <= {"supported", "not_a_claim"}, sentences, judging.name if claims else ""
    )


def _verdicts(
    verifier: ClaimVerifier, claims: Sequence[Claim], question: str, deadline_s: float
) -> Sequence[ClaimVerdict]:
    if not claims:
        return ()
    verdicts = verifier.verdicts(claims, question, deadline_s)
    if len(verdicts) != len(claims):  # nobody can say which verdict is whose
        return [ClaimVerdict(None, "", "the verdicts could not be read")] * len(claims)
    return verdicts


def _judged(sentence: CheckedSentence, verdict: ClaimVerdict) -> CheckedSentence:
    if verdict.supported:
        return replace(sentence, verdict="supported")
    why = f"not said: {verdict.missing}" if verdict.missing else verdict.reason
    return replace(sentence, verdict="unsupported", why=f"not verified: {why}" if verdict.supported is None else why)
