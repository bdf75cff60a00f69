"""What `coach enrich` says: what it would take, what it wrote, and what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.cli.render import safe
from coach.counted import counted
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.enrich.drafting import Drafted
    from coach.enrich.estimate import Estimate
    from coach.enrich.plan import Plan, Task
    from coach.enrich.titling import Titled
    from coach.model.chat import LangChainModel
    from coach.records import Corpus

_LISTED = 20  # of the things a person is told of one by one


@dataclass(frozen=True, slots=True)
class Place:
    """The corpus that is worked on, and how it was named."""

    corpus: Corpus
    settings: Settings
    named: str

    @property
    def option(self) -> str:
        """What names it on a command line."""
        return f" --corpus {shlex.quote(self.named)}" if self.named else ""


def tell_plan(place: Place, plan: Plan, tasks: tuple[Task, ...]) -> None:
    """Say how many are asked about, and why the others are not."""
    kind = "document" if place.corpus.passages else "principle"
    print(f"{safe(place.corpus.name)}: {counted(len(tasks), kind)} to ask about, of {len(place.corpus.principles):,}.")
    _tell_left(plan, tasks, "situations")


def _tell_left(plan: Plan, tasks: tuple[Task, ...], what: str) -> None:
    for ids, told in (
        (plan.reviewed, f"with {what} that a person wrote or reviewed: left as they are"),
        (plan.drafted, "with a draft already (--again drafts anew)"),
        (plan.folded, "that say what another document says: nothing could lead to them"),
        (plan.tasks[len(tasks) :], "left for another run (--at-most)"),
    ):
        if ids:
            print(f"  {len(ids):,} {told}.")


def tell_titles(place: Place, plan: Plan, tasks: tuple[Task, ...]) -> None:
    """Say how many titles are asked for, and why not the others."""
    from coach.enrich.titles import untelling

    print(f"{safe(place.corpus.name)}: {counted(len(tasks), 'title')} to ask for; {plan.telling:,} tell enough.")
    _tell_left(plan, tasks, "a title")
    have = {passage.principle for passage in place.corpus.passages}
    why = untelling(one for one in place.corpus.principles if not have or one.id in have)
    tell_each(
        "",
        [(f"{task.principle.id}, “{task.principle.title}”", why.get(task.principle.id, "a draft")) for task in tasks],
    )


def tell_cost(place: Place, about: Estimate) -> None:
    """Say what asking will take, and what to measure first."""
    dollars = f"about ${about.dollars:,.4f}" if about.dollars is not None else "unknown (set COACH_PRICE, see below)"
    print(
        f"  {counted(about.requests, 'request')}, about {about.tokens_in:,} tokens in and {about.tokens_out:,} out; "
        f"cost: {dollars}."
    )
    if about.dollars is None:
        print("  COACH_PRICE is dollars for a million tokens in and out, for instance 0.25/2.")
    print(f"  To measure what it gains, first: coach eval{place.option} --save-baseline before.json")


def tell_titled(place: Place, done: Titled, of: int) -> None:
    """Say which titles were drafted and which were not."""
    print(f"Titles drafted: {len(done.written):,} of {of:,}, in {safe(str(place.corpus.folder / 'titles'))}")
    tell_each("", [(id_, f"“{title}” for “{done.old[id_]}”") for id_, title in done.written.items()])
    _tell_rest(done, of)


def tell_done(place: Place, done: Drafted, of: int) -> None:
    """Say what was written and what was not, and what to do next."""
    wrote = f"{counted(done.situations, 'situation')} and {counted(done.beyond, 'beyond question')}"
    print(f"Drafts written for {len(done.written):,} of {of:,}: {wrote}, in {safe(str(place.corpus.folder))}")
    _tell_rest(done, of)


def tell_usage(model: LangChainModel) -> None:
    """Say what a run took."""
    usage, cost = model.usage, model.cost
    dollars = "" if cost is None else f", ${cost:,.4f}"
    took = f"{counted(usage.calls, 'request')}, {usage.tokens_in:,} tokens in, {usage.tokens_out:,} out{dollars}"
    print(f"Took {took}.")


def _tell_rest(done: Drafted | Titled, of: int) -> None:
    """Say what was left out and what is left."""
    dropped = {reason: count for reason, count in done.dropped.most_common() if count}
    if dropped:
        listed = ", ".join(f"{count:,} {reason}" for reason, count in dropped.items())
        print(f"  Left out: {counted(sum(dropped.values()), 'line')} ({listed}).")
    tell_each("Nothing for", [(id_, reason) for id_, reason in done.failed.items()])
    if (left := of - len(done.written) - len(done.failed)) > 0:
        print(f"  {left:,} left: the same command goes on from here, and pays for nothing twice.")


def tell_next(place: Place) -> None:
    """Say how drafts are reviewed, and how to see what they gain."""
    option = place.option
    whole = "" if place.corpus.passages else " (situations: once every principle has some)"
    print(f"They count from the next question on{whole}. They stand in {place.corpus.folder}")
    print(f"Review them: coach corpus lint{option} --rule drafts --all")
    print(f"With cases and a baseline from before, see what it gains: coach eval{option} --baseline before.json")


def tell_each(what: str, listed: Sequence[tuple[str, str]]) -> None:
    """Say something of each thing, with the reason, as far as somebody would read it."""
    for named, why in listed[:_LISTED]:
        print(safe(f"  {what} {named}: {why}" if what else f"  {named}: {why}").replace("\n", " "))
    if len(listed) > _LISTED:
        print(f"  … and {len(listed) - _LISTED:,} more")
