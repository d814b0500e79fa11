"""Numbers of a spreadsheet as they are printed: dates, times, percentages, leading zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite

_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DIGITS = re.compile(r"(?P<whole>[#0?,]*0)(?:\.(?P<fraction>0+))?(?P<percent>%?)")
_SECONDS_A_DAY = 86_400


class _Kind(StrEnum):
    GENERAL = "general"
    DIGITS = "digits"
    DATE = "date"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of one style are printed."""

    kind: _Kind = _Kind.GENERAL
    width: int = 1
    """Of the whole part, filled with zeros."""
    decimals: int = 0
    grouped: bool = False
    percent: bool = False
    from_1904: bool = False

    def printed(self, stored: str) -> str:
        """Print a stored number; dates in ISO 8601, since their order is a matter of the reader's.

        What is no number is returned as it is.
        """
        try:
            value = float(stored)
        except ValueError:
            return stored
        if not isfinite(value):
            return stored
        if self.kind is _Kind.DURATION and abs(value) < 1e9:
            return _clock(value)
        if self.kind is _Kind.DATE:
            return _date(value, from_1904=self.from_1904) or stored
        if self.kind is _Kind.DIGITS:
            value *= 100 if self.percent else 1
            sign = "," if self.grouped else ""
            whole = f"{abs(value):{sign}.{self.decimals}f}"
            places = self.width + (self.decimals + 1 if self.decimals else 0)
            minus = "-" if value < 0 and float(whole.replace(",", "")) else ""
            return minus + whole.zfill(places) + ("%" if self.percent else "")
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


GENERAL = NumberFormat()


def number_format(code: str, *, from_1904: bool) -> NumberFormat:
    """Read a format code, such as `0.00%`; only its part for positive numbers counts.

    Args:
        code: As the workbook writes it.
        from_1904: The workbook counts its days from 1904, as old Macintosh ones do.
    """
    # takes a while to load, and only workbooks need it
    from openpyxl.styles.numbers import (  # noqa: PLC0415
        is_date_format,
        is_timedelta_format,
    )

    if is_timedelta_format(code):
        return NumberFormat(_Kind.DURATION)
    if is_date_format(code):
        return NumberFormat(_Kind.DATE, from_1904=from_1904)
    found = _DIGITS.fullmatch(_LITERAL.sub("", code.partition(";")[0]).strip())
    if found is None:
        return GENERAL
    whole = found["whole"]
    return NumberFormat(
        _Kind.DIGITS,
        width=whole.count("0"),
        decimals=min(len(found["fraction"] or ""), 30),
        grouped="," in whole,
        percent=bool(found["percent"]),
    )


def _clock(days: float, hour_digits: int = 1) -> str:
    """Write a stretch of time, or a time of day, as h:mm:ss."""
    milliseconds = round(abs(days) * _SECONDS_A_DAY * 1000)
    seconds, fraction = divmod(milliseconds, 1000)
    minus = "-" if days < 0 and milliseconds else ""
    rest = f".{fraction:03}" if fraction else ""
    return (
        f"{minus}{seconds // 3600:0{hour_digits}}:{seconds // 60 % 60:02}:{seconds % 60:02}{rest}"
    )


def _date(days: float, *, from_1904: bool) -> str | None:
    """Write a day or a time of day; None for what is out of a calendar's range."""
    if not 0 <= days < 2_900_000:
        return None
    if days < 1 and not from_1904:
        return _clock(days, hour_digits=2)
    # Excel counts a 29 February 1900 that never was
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - no zone
    day = days + 1 if days < 60 and not from_1904 else days
    moment = start + timedelta(milliseconds=round(day * _SECONDS_A_DAY * 1000))
    return f"{moment:%Y-%m-%d}" if days.is_integer() else f"{moment:%Y-%m-%d %H:%M:%S}"
