"""Numbers as people write them: what they amount to, and a figure with its unit as one piece of text. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from videos.document.slots import Figure

NO_BREAK_SPACE = "\u00a0"
CLOSE_UNITS = "%‰°′″'\"×x+kKMB"  # a unit that begins with one of these, and is no longer word, stands without a space
BEHIND = "€"  # the currency's sign that stands behind its number
TIMES = {
    "k": 1e3, "K": 1e3, "tsd": 1e3, "thousand": 1e3, "tausend": 1e3, "mil": 1e3, "mille": 1e3, "lakh": 1e5,
    "M": 1e6, "mio": 1e6, "mln": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "millones": 1e6,
    "crore": 1e7, "B": 1e9, "bn": 1e9, "mrd": 1e9, "mld": 1e9, "billion": 1e9, "billions": 1e9, "milliarden": 1e9,
    "milliards": 1e9, "T": 1e12, "trillion": 1e12,
}  # fmt: skip
_OF_MONEY = {"m": 1e6, "b": 1e9, "t": 1e12}  # metres and tonnes elsewhere
_SPACES = " \u00a0\u2009\u202f"
_RUN = re.compile(rf"[.,]?\d(?:[\d.,'’{_SPACES}]*\d)?")
_GROUPS = re.compile(rf"\d{{1,3}}(?P<sign>[.,'’{_SPACES}])\d{{3}}(?:(?P=sign)\d{{3}})*(?:(?!(?P=sign))[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_PLAIN = re.compile(r"\d*(?:(?P<sign>[.,])\d+)?")
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # "1.250": a thousand and more, or one and a quarter


def amounts(texts: Iterable[str]) -> list[float | None]:
    """What each text amounts to: "4,300 €" 4300, "1.250,50" 1250.5, "−12 %" −12, "2.5M" 2500000; None without a number.

    The texts are written by one hand: beside "2.5", "1.250" is one and a quarter, alone it is more than a thousand.
    """
    plain = [_plain(text) for text in texts]
    signs = {sign for text in plain for run in _RUN.findall(text) if (sign := _decimal_sign(run))}
    return [_amount(text, signs) for text in plain]


def amount(text: str) -> float | None:
    """What a text with one number in it amounts to; None when it has no number, or more than one."""
    return amounts([text])[0]


def share(text: str) -> float | None:
    """ "72 %" is 0.72, "7/10" and "7 of 10" are 0.7; None for what is not a part of a whole."""
    plain = _plain(text)
    runs = list(_RUN.finditer(plain))
    if len(runs) == 1 and re.search("[%٪]", plain):
        found = _amount(plain, set())
        return None if found is None else found / 100
    if len(runs) == 2:
        part, whole = (_value(run[0], set()) for run in runs)
        between = plain[runs[0].end() : runs[1].start()].strip()
        if part is not None and whole and between and between not in "-–:":
            return part / whole
    return None


def written(figure: Figure) -> str:
    """The number with its unit in one piece, as it is said: "4,300 €", "$4,300", "98%", "24°". No line breaks it."""
    value, unit = figure.value.strip(), figure.unit
    if not unit.strip():
        text = value
    elif unit.strip() != BEHIND and all(unicodedata.category(letter) == "Sc" for letter in unit.strip()):
        text = f"{unit.strip()}{value}"
    else:
        stands_close = unit[0] in CLOSE_UNITS and not (len(unit) > 1 and unit[:2].isalpha()) or unit[0] == "/"
        text = f"{value}{unit.rstrip()}" if stands_close else f"{value} {unit.strip()}"
    return re.sub(r"\s", NO_BREAK_SPACE, text)


def _plain(text: str) -> str:
    """The text with the digits, signs and spaces that all others are forms of."""
    one = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return one.translate(str.maketrans("−‒﹣－٫٬", "---" + "-.,"))


def _decimal_sign(run: str) -> str:
    """The sign that can only be a decimal one in this number; empty when there is none."""
    if _EITHER.fullmatch(run) or _INDIAN.fullmatch(run):
        return ""
    if found := _PLAIN.fullmatch(run):
        return found["sign"] or ""
    decimals = re.search(r"([.,])\d+$", run)
    groups = _GROUPS.fullmatch(run)
    return decimals[1] if groups and decimals and decimals[1] != groups["sign"] else ""


def _amount(text: str, decimal_signs: set[str]) -> float | None:
    runs = list(_RUN.finditer(text))
    if len(runs) != 1:
        return None
    value = _value(runs[0][0], decimal_signs)
    if value is None:
        return None
    before, after = text[: runs[0].start()], text[runs[0].end() :]
    is_money = any(unicodedata.category(letter) == "Sc" for letter in text)
    sign = -1 if re.search(r"(?:^|[^\w])-\s*$", _without_currency(before)) else 1
    return sign * value * _times(after, is_money)


def _value(run: str, decimal_signs: set[str]) -> float | None:
    """A number without sign and unit; None for "1.2.3" and other rows of digits that are none."""
    is_decimal = _EITHER.fullmatch(run) and {sign for sign in ".," if sign in run} & decimal_signs
    if not is_decimal and (groups := _GROUPS.fullmatch(run)) and not run.startswith("0"):
        whole = run.replace(groups["sign"], "")
        return float(whole.replace(",", "."))
    if _INDIAN.fullmatch(run):
        return float(run.replace(",", ""))
    return float(run.replace(",", ".")) if _PLAIN.fullmatch(run) else None


def _times(after: str, is_money: bool) -> float:
    """What a word behind a number multiplies it by: "2.5 Mio. €"."""
    found = re.match(r"\s*([^\W\d_]+)", after)
    word = found[1] if found else ""
    if is_money and word in _OF_MONEY:
        return _OF_MONEY[word]
    return TIMES.get(word, TIMES.get(word.lower(), 1.0) if len(word) > 1 else 1.0)


def _without_currency(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Sc")
