"""Personal answers: points a chat model wrote, shown as far as they hold.

The model is asked for points. Each is checked by rules as soon as its last word has come; readings that hold go to the
verifying model, one call for all of them. What fails is mended once (the model sees what failed) and otherwise gives
way to the principle's own words. Whatever happens to a model, an answer comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date

from coach.generation.ask import Asking
from coach.generation.events import Answered, Event
from coach.generation.making import Making, Models, verifier_of
from coach.model.records import ChatModel
from coach.records import Answer, Usage
from coach.settings import DEADLINE_S
from coach.verification import ClaimVerifier


class PersonalCoach:
    """Makes answers personal with a chat model.

    Args:
        model: Writes the points.
        verifying: Verifies the readings, in a fresh context; None leaves that to the offline judge.
        deadline_s: For one answer, all its calls together.
        today: Tells the day, for suggested dates.
        verifier_of: Makes a verifier of the verifying model.
    """

    def __init__(
        self,
        model: ChatModel,
        verifying: ChatModel | None,
        deadline_s: float = DEADLINE_S,
        today: Callable[[], date] = date.today,
        verifier_of: Callable[[ChatModel | None], ClaimVerifier] = verifier_of,
    ) -> None:
        self.model = model
        self.verifying = verifying
        self._models = Models(model, verifying, deadline_s, today, verifier_of)

    @property
    def cost(self) -> float | None:
        """What both models have cost so far, in dollars; None where a price is not known."""
        models = {id(model): model for model in (self.model, self.verifying) if model is not None}
        costs = [getattr(model, "cost", None) for model in models.values()]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None

    @property
    def usage(self) -> Usage:
        """What both models have taken so far."""
        models = {id(model): model for model in (self.model, self.verifying) if model is not None}
        return sum((model.usage for model in models.values()), Usage())

    def answer(self, asking: Asking, composed: Answer) -> Answer:
        """Return the personal answer.

        Args:
            asking: What is asked; the corpus answers it, at least partly.
            composed: The answer without a model.
        """
        *_, last = Making(self._models, asking, composed).events(is_streamed=False)
        assert isinstance(last, Answered)
        return last.answer

    def stream(self, asking: Asking, composed: Answer) -> Generator[Event, None, None]:
        """Yield what may be shown as soon as it may be, and the whole answer in the end.

        Closing the iterator ends the request to the model.
        """
        return Making(self._models, asking, composed).events(is_streamed=True)
