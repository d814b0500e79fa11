"""The characters of RTF, which may come as bytes of a code page or in halves."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpora.readers.rtf.words import SYMBOL, drawn
from corpora.text import REPLACEMENT

_PRIVATE = range(0xF020, 0xF100)
"""Where symbol fonts' codes stand in Unicode."""


@dataclass(slots=True)
class Characters:
    """Bytes of a code page and halves of a pair, until they are characters."""

    unreadable: int = 0
    """Bytes that mean nothing in their code page."""
    _bytes: bytearray = field(default_factory=bytearray)
    _high: int = 0

    def add(self, more: bytes) -> None:
        """Take bytes of the current font's code page."""
        self._bytes += more

    def unicode(self, number: int) -> str:
        r"""Take the number of a `\u`, and return the characters that are whole by now."""
        number = number + 0x10000 if -0x8000 <= number < 0 else number
        before = ""
        if self._high and not 0xDC00 <= number < 0xE000:
            before, self._high = REPLACEMENT, 0
        if 0xD800 <= number < 0xDC00:
            self._high = number
            return before
        if self._high:
            whole = 0x10000 + ((self._high - 0xD800) << 10) + number - 0xDC00
            self._high = 0
            return chr(whole)
        if number in _PRIVATE:
            return before + drawn(number & 0xFF)
        known = 0 < number < 0x110000 and not 0xDC00 <= number < 0xE000
        return before + (chr(number) if known else REPLACEMENT)

    def taken(self, page: str) -> str:
        """Return what is waiting, by its code page."""
        if not self._bytes:
            return ""
        before, self._high = REPLACEMENT if self._high else "", 0
        raw = bytes(self._bytes)
        self._bytes.clear()
        if page == SYMBOL:
            return before + "".join(map(drawn, raw))
        try:
            return before + raw.decode(page)
        except UnicodeDecodeError:
            words = raw.decode(page, "replace")
            self.unreadable += words.count(REPLACEMENT)
            return before + words
