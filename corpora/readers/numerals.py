"""The numbers of lists, as they are printed."""

from __future__ import annotations

from enum import StrEnum

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_ROMAN_BELOW = 4000


class NumberFormat(StrEnum):
    """How a list counts, by the sign that both OpenDocument and HTML use for it."""

    ARABIC = "1"
    SMALL_LETTER = "a"
    LETTER = "A"
    SMALL_ROMAN = "i"
    ROMAN = "I"


def numeral(count: int, form: NumberFormat) -> str:
    """Return a number as it is printed; one its format cannot write is printed in digits."""
    if form in {NumberFormat.SMALL_LETTER, NumberFormat.LETTER} and count > 0:
        printed = _letters(count)
    elif form in {NumberFormat.SMALL_ROMAN, NumberFormat.ROMAN} and 0 < count < _ROMAN_BELOW:
        printed = _roman(count)
    else:
        return str(count)
    return printed.upper() if form in {NumberFormat.LETTER, NumberFormat.ROMAN} else printed


def _letters(count: int) -> str:
    """Count a, b … z, aa, ab and so on."""
    printed = ""
    while count:
        count, letter = divmod(count - 1, 26)
        printed = chr(ord("a") + letter) + printed
    return printed


def _roman(count: int) -> str:
    printed = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        printed += sign * times
    return printed
