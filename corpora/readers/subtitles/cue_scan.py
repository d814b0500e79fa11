"""Subtitle files line by line: which lines time a cue, which number it, and which are its words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from corpora.readers.subtitles.cues import Captions, Cue, Note
from corpora.source import Remark, RemarkCode
from corpora.speech.speakers import clean_label
from corpora.text import canonical

_CLOCK = r"(?:\d{1,9}:)?\d{1,3}:\d{1,2}(?:[.,:]\d{1,3})?"
_TIMING = re.compile(rf"[ \t]*({_CLOCK})[ \t]*-->[ \t]*({_CLOCK})?")
_ODD_TIMING = re.compile(
    rf"[ \t]*({_CLOCK})(?:[ \t]*(?:[-\u2013\u2014=]{{1,3}}>|\u2192|-{{2,3}})[ \t]*|[ \t]+)({_CLOCK})[ \t]*$"
)
"""What stands where a timing line should, its arrow broken; nothing else may be on the line."""
_VOICE = re.compile(r"<v(?:\.[^ \t<>]{0,80})?[ \t]{1,4}([^<>\n]{0,200})>")
_TAG = re.compile(
    r"</?(?:[cibuvs]|lang|ruby|font|\d[\d:.]*)(?:[.\s][^<>]*)?>|\{\\[^{}\n]{0,80}\}", re.IGNORECASE
)
_READING = re.compile(r"<rt[^<>]{0,40}>([^<]*)(?:</rt>)?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_NUMBER = re.compile(r"\s*(\d{1,9})\s*")
_NAMING = re.compile(r'\d{1,9} "([^"\n]{1,60})" \(\d+\)')
"""The line over a cue in which Webex says who speaks."""
_UNSHOWN = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:[ \t]|$)", re.MULTILINE)


class CueScan:
    """Takes a file's lines; blocks are parted by empty lines, but one may hold several cues."""

    def __init__(self, *, webvtt: bool) -> None:
        self._webvtt = webvtt
        """Any line before a timing line names its cue, and some blocks are not shown."""
        self._cues: list[Cue] = []
        self._idents: list[str] = []
        self._notes: list[Note] = []
        self._untimed: list[tuple[int, str]] = []
        """Lines where words stand under no time, and how they begin."""
        self._timed = 0
        self._number: int | None = None
        """The number printed over the last cue."""
        self._who: str | None = None
        """The name printed over it."""
        self._odd: list[int] = []

    def captions(self, text: str) -> Captions:
        """Scan the whole of a canonical text."""
        line = 1
        for block in text.split("\n\n"):
            self._block(block.split("\n"), line)
            line += block.count("\n") + 2
        return Captions(
            tuple(self._cues),
            self._timed,
            tuple(self._idents),
            tuple(self._notes),
            tuple(self._remarks()),
        )

    def _remarks(self) -> Iterator[Remark]:
        if self._odd:
            said = f"broken timing lines, read as if they were whole: {len(self._odd)}"
            yield Remark(RemarkCode.DAMAGED, said, f"line {self._odd[0]}")
        if self._untimed:
            at, shown = self._untimed[0]
            times = f"{len(self._untimed)} times, first" if len(self._untimed) > 1 else "once"
            said = f"words under no time, kept with the cue before: {times}: {shown}"
            yield Remark(RemarkCode.DAMAGED, said, f"line {at}")

    def _block(self, lines: Sequence[str], at: int) -> None:
        timings = [(n, found) for n, line in enumerate(lines) if (found := self._timing(line))]
        first = timings[0][0] if timings else len(lines)
        self._who = None
        self._before(lines[:first], at, timed=bool(timings))
        stops = [n for n, _ in timings[1:]] + [len(lines)]
        for (n, clocks), stop in zip(timings, stops, strict=False):  # no timing has one stop still
            self._timed += 1
            if _TIMING.match(lines[n]) is None:
                self._odd.append(at + n)
            body = lines[n + 1 : stop]
            number = self._number
            if stop < len(lines) and body and number is not None and _is(body[-1], number + 1):
                body = body[:-1]  # it numbers the cue below, though no empty line parts them
                self._number = number + 1
                self._idents.append(lines[stop - 1].strip())
            self._cues.extend(_voices(self._timed, clocks, body, self._who if n == first else None))

    @staticmethod
    def _timing(line: str) -> tuple[str, str] | None:
        if ":" not in line:
            return None
        found = _TIMING.match(line) or _ODD_TIMING.match(line)
        return (found[1], found[2] or found[1]) if found is not None else None

    def _before(self, lines: Sequence[str], at: int, *, timed: bool) -> None:
        """Take the lines of a block that stand under no timing line of their own."""
        held = list(lines)
        unshown = _UNSHOWN.match("\n".join(held).lstrip()) if self._webvtt else None
        if unshown is not None:
            self._keep("\n".join(held).lstrip())
            return
        if timed and held and (self._webvtt or _NUMBER.fullmatch(held[-1])):
            self._name(held.pop())
        elif held and self._number is not None and _is(held[0], self._number + 1):
            self._name(held.pop(0))  # a cue whose timing line is missing
        words = _plain("\n".join(held))
        if not any(c.isalnum() for c in words):
            return
        last = self._cues[-1] if self._cues else Cue(0, None, None, "")
        self._cues.append(Cue(last.n, None, None, words, last.speaker))
        self._untimed.append((at, " ".join(words.split())[:60]))

    def _name(self, line: str) -> None:
        number = _NUMBER.fullmatch(line)
        self._number = int(number[1]) if number is not None else None
        naming = _NAMING.fullmatch(line.strip())
        self._who = clean_label(naming[1]) or None if naming is not None else None
        if line.strip():
            self._idents.append(line.strip())

    def _keep(self, block: str) -> None:
        """Keep a note, and the title after the format's name; styles and regions hold no words."""
        if block.startswith("NOTE"):
            words = block[4:].strip()
        elif block.startswith("WEBVTT"):
            words = block[6:].partition("\n")[0].strip(" \t-\u2013")
        else:
            words = ""
        if words:
            self._notes.append(Note(self._timed, words))


def _is(line: str, number: int) -> bool:
    found = _NUMBER.fullmatch(line)
    return found is not None and int(found[1]) == number


def _voices(
    n: int, clocks: tuple[str, str], lines: Sequence[str], who: str | None
) -> Iterator[Cue]:
    """Yield a cue, in parts where several voices speak in it; `who` does where none is marked."""
    begins, ends = _seconds(clocks[0]), _seconds(clocks[1])
    parts = _VOICE.split("\n".join(lines))
    spoken = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for voice, marked in spoken:
        words = _plain(marked)
        if words or (voice is None and len(spoken) == 1):
            speaker = clean_label(_unescaped(voice)) or None if voice is not None else who
            yield Cue(n, begins, ends, words, speaker, named=speaker is not None)


def _seconds(clock: str) -> float:
    """Read `h:mm:ss,mmm`; programs differ in whether a comma, a dot or a colon parts the fraction."""
    whole, *fraction = clock.replace(",", ".").split(".")
    numbers = whole.split(":")
    if len(numbers) == 4:
        fraction = [numbers.pop()]
    total = 0.0
    for number in numbers:
        total = total * 60 + int(number)
    return total + float(f"0.{fraction[0]}" if fraction else 0)


def _plain(marked: str) -> str:
    """Take the markup off a cue's words; a ruby reading stays in brackets."""
    bare = _TAG.sub("", _READING.sub(r"(\1)", marked)) if "<" in marked or "{" in marked else marked
    words = canonical(_unescaped(bare)).text
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


def _unescaped(marked: str) -> str:
    """Resolve entities; `&` alone, as in R&D, is none."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), marked)
