"""Which encoding bytes are in, where nothing marks it: told from how plausible each reading is.

Latin text in an 8-bit encoding shows itself by what stands beside the characters above ASCII: read
in the wrong one, capitals and signs turn up inside words ("cafÈ", "donÕt").
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from itertools import islice
from unicodedata import category

_SAMPLE_BYTES = 65_536
_SAMPLE_RUNS = 4_000
_RUN = 40
"""Bytes of a run that are looked at."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BROKEN = re.compile("\ufffd+")
_CONTINUED = re.compile(rb"\A[\x80-\xbf]{1,3}")
_AROUND = 500_000
_MANY_CONTROLS = 0.05
"""Share of control characters from which bytes are no text; compressed data has twice as many."""
_STRANGE = frozenset(("Cc", "Cn", "Co", "Cs"))
_SIGNS = frozenset(("Lm", "Sc", "Sk", "Sm", "So", "No", "Lo"))
_APOSTROPHES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_STANDING_ALONE = frozenset("†‡‰¶§ƒ")
"""Signs that Unicode counts among letters or punctuation."""
_STOPS = frozenset(".,;:!?")


def wide_encoding(data: bytes) -> str | None:
    """Return which UTF-16 bytes with zeros are in, if either.

    In UTF-16 the space and the line end hold a zero byte in any script. Read in the wrong order
    they are characters that no text has, and so is much else.
    """
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    if len(sample) % 2:
        sample = sample[:-1]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    readings = {name: _plausible(sample, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(readings, key=lambda name: readings[name])
    return best if readings[best] > 0.9 else None


def is_binary(data: bytes) -> bool:
    """Tell bytes of no text from text in which a zero byte has strayed."""
    sample = data[:_SAMPLE_BYTES]
    return len(_CONTROLS.findall(sample)) > _MANY_CONTROLS * len(sample)


def is_damaged_utf8(data: bytes, at: int) -> bool:
    """Tell damaged UTF-8 from another encoding by what stands around the first break, at byte `at`.

    In UTF-8 the well-formed characters above ASCII outnumber the breaks.
    """
    first = max(at - _AROUND, 0)
    around = data[first : at + _AROUND]
    # what is cut at the ends of the stretch is no break
    if first:
        around = _CONTINUED.sub(b"", around, 1)
    text = getincrementaldecoder("utf-8")("replace").decode(around)
    breaks = sum(1 for _ in _BROKEN.finditer(text))
    well_formed = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    return well_formed >= max(breaks, 1)


def eight_bit_encoding(data: bytes) -> str:
    """Return `cp1252` or `mac-roman`, whichever puts fewer characters where none belongs.

    Where both do equally well, bare carriage returns as line ends speak for the Macintosh.
    """
    old_mac = b"\r" in data and b"\n" not in data
    windows, mac = _odd_places(data, "cp1252"), _odd_places(data, "mac-roman")
    return "mac-roman" if mac < windows or (old_mac and mac == windows) else "cp1252"


def _plausible(sample: bytes, name: str) -> float:
    """Return the share of characters that text may hold; 0 where no space or line end is among them."""
    text = sample.decode(name, "replace")
    if not any(char in text for char in " \n\r\t\u3000\u3002"):
        return 0.0
    strange = sum(category(char) in _STRANGE and char not in "\n\r\t" for char in text)
    # a space or a line end in the wrong byte order
    strange += sum(text.count(char) for char in "\u2000\u0a00\u0d00\ufffd")
    return 1 - strange / len(text)


def _odd_places(data: bytes, name: str) -> int:
    return sum(_odd(*place) for place in _places(data, name))


def _places(data: bytes, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the characters above ASCII, each between its neighbours."""
    for run in islice(_HIGH.finditer(data), _SAMPLE_RUNS):
        first, last = max(run.start() - 1, 0), min(run.end(), run.start() + _RUN)
        stretch = data[first : last + 1].decode(name, "replace")
        for n in range(run.start() - first, last - first):
            before = stretch[n - 1] if n else " "
            yield before, stretch[n], stretch[n + 1] if n + 1 < len(stretch) else " "


def _odd(before: str, char: str, after: str) -> bool:
    """Tell whether a character stands where writing in Latin letters has none such."""
    kind = category(char)
    if kind in _STRANGE or char == "\ufffd":
        return True
    if kind in {"Lu", "Ll"} and char not in _STANDING_ALONE:
        return _odd_letter(before, char, after)
    inside = before.isalpha() and after.isalpha()
    if char != "°" and (kind in _SIGNS or char in _STANDING_ALONE):
        return (
            inside
            or (after.isalpha() and not before.isdigit())
            or (before.isalpha() and kind in {"Lm", "Sk"})
        )
    if char in "¿¡":
        return before.isalpha() or after.isspace()
    closing = kind in {"Pi", "Pf"} and char not in _APOSTROPHES
    return inside and (closing or char == "•")


def _odd_letter(before: str, char: str, after: str) -> bool:
    """Tell whether a letter beyond ASCII stands where a quotation mark of the other encoding would."""
    if before in _STOPS and not after.isalpha():
        return True
    if char.isupper():
        return before.islower() or (before.isupper() and after.islower())
    return after.isupper() and not before.islower()


def registered(name: str | None) -> str | None:
    """Return the name an encoding is registered under (IANA), as people and browsers know it."""
    if name is None:
        return None
    found = re.fullmatch(r"cp(125\d)", name)
    return f"windows-{found[1]}" if found is not None else name
