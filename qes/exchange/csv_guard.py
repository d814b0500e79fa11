"""Keep a spreadsheet from taking a CSV cell for a formula, so that reading gives it back.

A spreadsheet that opens a CSV runs a cell beginning with `=`, `+`, `-`, `@`, a tab or a line end
(or a full-width form of a sign) as a formula. Such a text gets an apostrophe in front, which
spreadsheets know as "this is text". A text that already begins so with apostrophes gets one more,
and reading takes one away: every text comes back as it was.
"""

from __future__ import annotations

import re

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - full-width signs are meant


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    >>> guarded("- well, I think so")
    "'- well, I think so"
    >>> guarded("it's fine")
    "it's fine"
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`: every reader of CSV that this program may have written calls it.

    >>> unguarded("'- well, I think so")
    '- well, I think so'
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
