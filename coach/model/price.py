"""What tokens cost. Prices change and differ by contract: none are built in, the person gives them."""

from __future__ import annotations

import math

from coach.errors import SettingsError

Price = tuple[float, float]  # dollars for a million tokens in, and for a million out
_HINT = "Write dollars per million tokens in and out, for instance 2.50/10."


def parse_price(text: str) -> Price:
    """Read ``2.50/10``: dollars for a million tokens in, and for a million out.

    Raises:
        SettingsError: It is not such a pair.
    """
    try:
        price = tuple(float(part) for part in text.split("/"))
    except ValueError:
        price = ()
    if len(price) != 2 or not all(math.isfinite(part) and part >= 0 for part in price):
        raise SettingsError(f"“{text}” is no price", _HINT)
    return price[0], price[1]


def price_of(model: str, text: str) -> Price | None:
    """Return the price of a model; None where the text gives none.

    Args:
        model: ``provider:model``.
        text: One price for every model (``2.50/10``), or one each (``openai:gpt-4o=2.50/10, ollama:llama3.1=0/0``).

    Raises:
        SettingsError: Some part of the text is no price.
    """
    found: Price | None = None
    for part in filter(None, (part.strip() for part in text.split(","))):
        named, _, amount = part.rpartition("=")
        price = parse_price(amount.strip())
        if named.strip() in ("", model):
            found = price
    return found


def cost(tokens_in: float, tokens_out: float, price: Price | None) -> float | None:
    """Return dollars; None where no price is known."""
    return None if price is None else (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000
