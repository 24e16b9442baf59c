"""The words of charts: numbers as people write them, and rows of words that share one size."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import Align, Block, fit

COMPACT = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
COMPACT_FROM = 999_999.5  # what would be written 1,000,000
SMALLEST_WRITTEN_OUT = 1e-9
MINUS, NO_BREAK_SPACE = "\u2212", "\u00a0"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LEAST_SHARED = 0.5  # of the wished size: who needs less is smaller than the others
LEAST_ACROSS = 0.62  # of the wished size: words that would be smaller are rather read upwards


def value_text(value: float, unit: str = "") -> str:
    """A value as people write it: 12,000, 0.00001, 1.2M, −$3.50, 5 kg."""
    unit = re.sub(r"\s", NO_BREAK_SPACE, unit)
    leads = _leads(unit)
    number = _number(abs(value), money=leads)
    return f"{MINUS if value < 0 else ''}{unit if leads else ''}{number}{'' if leads else unit}"


def shares_text(values: Sequence[float]) -> list[str]:
    """Percents of the whole that together are 100; of what is little, that it is there."""
    total = sum(values)
    exact = [100 * value / total for value in values]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return [_share(share, rounded) for share, rounded in zip(exact, whole, strict=True)]


def _share(exact: float, rounded: int) -> str:
    if exact > 0 and rounded == 0:
        return "<1%"
    return ">99%" if exact < 100 and rounded == 100 else f"{rounded}%"


def _leads(unit: str) -> bool:
    """Whether a unit stands before its number: a currency's sign, or what is written with a space after it."""
    signs = unit.rstrip(NO_BREAK_SPACE)
    return signs != unit or (bool(unit) and unicodedata.category(unit[-1]) == "Sc" and unit[0] != NO_BREAK_SPACE)


def _number(size: float, money: bool) -> str:
    if size >= COMPACT_FROM:
        rounded = float(f"{size:.4g}")
        limit, suffix = next(each for each in COMPACT if rounded >= each[0])
        return f"{rounded / limit:.4g}{suffix}"
    if money and size != int(size) and abs(size - round(size, 2)) < SMALLEST_WRITTEN_OUT:
        return f"{size:,.2f}"  # cents are two digits
    if size >= 1 or size == 0:
        return f"{size:,.2f}".rstrip("0").rstrip(".")
    if size >= SMALLEST_WRITTEN_OUT:
        return f"{Decimal(f'{size:.4g}'):f}"
    digits, exponent = f"{size:.3e}".split("e")
    return f"{float(digits):g}×10{str(int(exponent)).translate(SUPERSCRIPT)}"


@dataclass(frozen=True)
class Row:
    """Words side by side, a block for each. `turned` ones are read upwards."""

    blocks: tuple[Block, ...]
    turned: bool = False

    @property
    def tall(self) -> float:
        return max((self.room(index)[1] for index in range(len(self.blocks))), default=0.0)

    def room(self, index: int) -> tuple[float, float]:
        """Width and height of a block as it stands."""
        block = self.blocks[index]
        return (block.height, block.width) if self.turned else (block.width, block.height)


def row_of(
    words: Sequence[str], face: Face, size: float, across: tuple[float, float], turned: float, *, cut: bool = True
) -> Row:
    """Words that each have a room of `across`; read upwards, up to `turned` pixels long, where that makes them larger.

    Without `cut` a word that is too long for both is small.
    """
    upright = _size_of_all(words, face, size, across)
    upwards = turned, across[0]
    if upright < LEAST_ACROSS * size and _size_of_all(words, face, size, upwards) > upright:
        return Row(one_size(words, face, size, upwards, cut=cut), turned=True)
    return Row(one_size(words, face, size, across, cut=cut))


def one_size(
    words: Sequence[str],
    face: Face,
    size: float,
    room: tuple[float, float],
    align: Align = "center",
    *,
    cut: bool = True,
) -> tuple[Block, ...]:
    """Each text in a room of its own, all at the size that the longest needs, unless it is far too long."""
    shared = max(_size_of_all(words, face, size, room), LEAST_SHARED * size)
    blocks = []
    for each in words:
        whole = fit(each, face, shared, *room, align, cut=False)
        in_pieces = fit(each, face, shared, *room, align) if cut and whole.size < shared else whole
        blocks.append(max(whole, in_pieces, key=lambda block: block.size))
    return tuple(blocks)


def _size_of_all(words: Sequence[str], face: Face, size: float, room: tuple[float, float]) -> float:
    """The size, up to `size`, at which each text fits into the room with its words whole."""
    alone = [fit(each, face, size, *room, "center", cut=False).size for each in words if each.strip()]
    return min(alone, default=size)
