"""What models cost, from the table that the operator sets. Pure: no I/O.

A model without a price has no cost, and neither has a sum with such a one in it: nothing is ever guessed.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from config.common.validation import dotted, faults, told

Json = dict[str, Any]
MILLION = 1_000_000
LARGEST_COUNT = 10**12  # tokens of a call; a server that tells more tells nonsense
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


class Price(BaseModel):
    """For a million tokens. `cached`: of the prompt's tokens that the server had read before; else as `prompt`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: float = Field(ge=0, le=MILLION, allow_inf_nan=False)
    completion: float = Field(ge=0, le=MILLION, allow_inf_nan=False)
    cached: float | None = Field(None, ge=0, le=MILLION, allow_inf_nan=False)


Prices = dict[str, Price]
_TABLE = TypeAdapter(Prices)


def read_prices(text: str) -> Prices:
    """The table that a JSON text gives: `{"model": {"prompt": 0.25, "completion": 2}}`. Raises ValueError."""
    try:
        return _TABLE.validate_json(text or "{}")
    except ValidationError as error:
        sentences = [fault.sentence(dotted(fault.place) or "The table") for fault in faults(error)]
        raise ValueError(" ".join(told(sentences))) from error


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that models read and wrote, and what they cost: None where that is not known."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
        )


def spent(prices: Prices, model: str, usage: Json | None) -> Spent:
    """What one call of `model` took, from the usage as its server told it; None: it told none."""
    if not usage:
        return Spent(cost=None)
    read = _count(usage, "prompt_tokens") or _count(usage, "input_tokens")
    written = _count(usage, "completion_tokens") or _count(usage, "output_tokens")
    price = prices.get(model)
    if price is None:
        return Spent(read, written, None)
    details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details")
    cached = min(read, _count(details, "cached_tokens")) if price.cached is not None else 0
    cost = (read - cached) * price.prompt + cached * (price.cached or 0) + written * price.completion
    return Spent(read, written, cost / MILLION)


def _count(usage: Any, key: str) -> int:
    value = usage.get(key) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and 0 < value <= LARGEST_COUNT else 0


def summed(one: Json | None, other: Json | None) -> dict[str, int] | None:
    """Token counts of several calls together; None when no server told any."""
    total: dict[str, int] = {}
    for usage in (one or {}, other or {}):
        for key, value in usage.items():
            if isinstance(value, int) and key.endswith("_tokens"):
                total[key] = total.get(key, 0) + _count(usage, key)
    return total or None


def money(amount: float, currency: str) -> str:
    """For people: whole cents from one cent on, two digits that count below, never a false zero."""
    if amount >= 0.01 or amount == 0:
        digits = f"{amount:,.2f}"
    elif amount >= 0.0001:
        digits = f"{amount:.{3 if amount >= 0.001 else 4}f}"
    else:
        digits = "0.0001"
    symbol = SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{'< ' if 0 < amount < 0.0001 else ''}{symbol}{digits}"


def lasted(milliseconds: int) -> str:
    """ "0.25 s", "3.2 s", "2 min 5 s" """
    seconds = milliseconds / 1000
    if seconds < 60:
        return f"{seconds:.{2 if milliseconds < 1000 else 1}f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
