"""Does a reading say no more than its quotation and the person's own words? Rules first, then a verifier."""

from coach.verification.check import Checked, check_text
from coach.verification.offline import UNDECIDED, OfflineVerifier, RulesAlone
from coach.verification.records import Breach, BreachKind, Claim, ClaimVerdict, ClaimVerifier
from coach.verification.rules import added, breaches
from coach.verification.sentence import MAX_CITES, CheckedSentence, SentenceVerdict
from coach.verification.verifier import Verifier

__all__ = [
    "MAX_CITES",
    "UNDECIDED",
    "Breach",
    "BreachKind",
    "Checked",
    "CheckedSentence",
    "Claim",
    "ClaimVerdict",
    "ClaimVerifier",
    "OfflineVerifier",
    "RulesAlone",
    "SentenceVerdict",
    "Verifier",
    "added",
    "breaches",
    "check_text",
]
