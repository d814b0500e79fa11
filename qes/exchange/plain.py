"""What of people's text may stand in a file: everything but control characters."""

from __future__ import annotations

import re

# Line ends of all kinds become one; other controls, lone surrogates and what XML cannot hold
# get a visible stand-in, one for one.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STAND_IN = "\ufffd"


def plain(text: str) -> str:
    r"""Replace control characters, so that only tabs and line ends (as LF) are left.

    >>> plain("one\r\ntwo \x1b[31mred")
    'one\ntwo �[31mred'
    """
    return _CONTROL.sub(_STAND_IN, _LINE_END.sub("\n", text))
