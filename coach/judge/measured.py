"""How often the judge was right on claims whose truth is known, told beside whatever it says.

The figures are those of `evals/results/judge.json`, which ``python -m evals.judge`` writes; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a judge got right.

    Attributes:
        judge: Its identity.
        auroc: Probability that a supported claim scores above an unsupported one; 0.5 is chance.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
        accepted: How many of the supported claims it accepted, and of how many.
        stopped: How many of the unsupported claims it stopped, and of how many.
        rules: What can be relied on all the same.
    """

    judge: str
    auroc: float
    low: float
    high: float
    accepted: tuple[int, int]
    stopped: tuple[int, int]
    rules: str

    @property
    def is_better_than_chance(self) -> bool:
        """Tell whether the whole interval lies above 0.5."""
        return self.low > 0.5


MEASURED = Reliability(
    judge="baseline-1-bc66d3e2",
    auroc=0.523,
    low=0.435,
    high=0.608,
    accepted=(20, 88),
    stopped=(73, 88),
    rules="Two rules do hold: the exact words of the evidence are supported, and a number that the evidence does not "
    "hold never is.",
)


def about(identity: str, measured: Reliability = MEASURED) -> str:
    """Return what a person should know before trusting this judge."""
    if identity != measured.judge:
        return f"The judge {identity} has not been measured yet; take what it says as a reason to look, no more."
    claims = measured.accepted[1] + measured.stopped[1]
    chance = "better than chance" if measured.is_better_than_chance else "no better than chance"
    return (
        f"The judge {identity} was measured on {claims} claims about the bundled corpus whose truth is known. "
        f"It accepted {measured.accepted[0]} of {measured.accepted[1]} supported claims and stopped "
        f"{measured.stopped[0]} of {measured.stopped[1]} unsupported ones; its scores tell the two apart with an AUROC "
        f"of {measured.auroc:.2f} (95 % interval {measured.low:.2f} to {measured.high:.2f}, 0.50 is chance): {chance}. "
        f"{measured.rules} Take the rest as a reason to look, not as a verdict."
    )
