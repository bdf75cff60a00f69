"""LangChain's own object for a model: created when it is first needed, and anew where it has to be another one."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.model.create import create, creation_fault, options_of, takes_schema
from coach.model.loop import OwnLoop, own_loop
from coach.model.providers import Wanted

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)


class Client:
    """Gives LangChain's object; any number of threads may use one.

    Args:
        wanted: The model.
        max_output_tokens: What a reply may take.
        without: What is left out of requests: ``temperature``, ``stream_usage``, ``schema``.
    """

    def __init__(self, wanted: Wanted, max_output_tokens: int, without: frozenset[str] = frozenset()) -> None:
        self.wanted = wanted
        self.max_output_tokens = max_output_tokens
        self._without = without
        self._created: tuple[object, BaseChatModel] | None = None
        self._lock = threading.RLock()

    @property
    def without(self) -> frozenset[str]:
        """What is left out of requests from now on."""
        return self._without

    @property
    def supports_schema(self) -> bool:
        """Whether the model is held to a JSON schema, as far as is known.

        Raises:
            CoachError: It cannot be created.
        """
        return "schema" not in self._without and takes_schema(self.wanted, self.model(own_loop(), self._without))

    def leave_out(self, option: str) -> None:
        """Leave something out of all requests from now on."""
        _log.debug("%s refuses %s", self.wanted.name, option)
        with self._lock:
            self._without |= {option}

    def model(self, loop: OwnLoop, without: frozenset[str]) -> BaseChatModel:
        """Return LangChain's object; another one for another loop, or where the server refused some option.

        Raises:
            CoachError: It cannot be created.
        """
        without -= {"schema"}
        fault: CoachError | None = None
        with self._lock:
            key = (loop.number, without)
            if self._created is not None and self._created[0] == key:
                return self._created[1]
            try:
                options = options_of(self.wanted, self.max_output_tokens, without, loop.number)
                created = create(self.wanted.provider, self.wanted.model, options)
            except Exception as error:
                fault = creation_fault(self.wanted, error)
            else:
                self._created = (key, created)
                return created
        raise fault  # outside of the handler: the package's own exception is not chained, see `ModelFault`
