"""Where names stand in a text, and putting pseudonyms there: whole words only, the longest first."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.names.name import Form, Name, NameKind, Where

_BLANK = r"(?:[^\S\r\n]+|[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*)"
"""Between the words of a name: spaces, or one line end where a line is wrapped."""
_GAP = re.compile(r"[^\S\r\n]+")
_ALIKE = {"'": "['\u2019\u02bc]", "\u2019": "['\u2019\u02bc]", "-": "[-\u2010\u2011]"}
_BEFORE_LABEL = re.compile(r"[ \t>*_\[(\\#\-]*(?:\d[\d:.,]*[\])>]?[ \t]*-?[ \t]*)?[*_\[]*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+")
_AFTER_LABEL = re.compile(
    r"[ \t]*[*_\\]*[ \t]*(?:\([^()\r\n]*\)[ \t]*|\|[^:|\r\n]{1,40})?(?:[\[(<]?\d[\d:.,]*[\])>]?[ \t]*)?"
    r"[*_]*(?:[:\uff1a\t\])>]|[\r\n]|\Z)"
)
_CELL = frozenset(',;\t"')
_REACH = 120
"""Characters before a label that may stand in its line."""
_SENTENCE_ENDS = frozenset(".?!…:;\r\n\u2028\u2029\t")
_OPENERS = " \u00a0\"'“”\u2018\u2019«»([*_"
_CONTRACTED = re.compile(r"['\u2019]t(?!\w)")
"""Makes `Don` another word; `'s`, `'ll`, `'d` do not."""
_PREFIXED = re.compile(r"[A-Z]['\u2019](?=\w)")
"""Makes `Dea` a part of `O'Dea`; a French `d'` does not."""
_STRICTEST_FIRST = (Where.LABEL, Where.WITHIN, Where.ANYWHERE)
_NAMED_AT_START = re.compile(
    r"['\u2019]s\b|,| (?:said|says|told|asked|thinks|thought|knows|knew|wants|wanted|went"
    r"|came|got|(?:is|was|has|had|does|did|would|could|wo)(?:n['\u2019]t)?|will)\b"
)
"""What may follow a name that begins a sentence, and hardly a verb: `Will is late`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of a text that is a name: code points, `end` exclusive."""

    start: int
    end: int
    name: Name
    form: Form
    also: tuple[Form, ...] = ()
    """Forms of the same name that stand beside it and are one with it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement, as the new text shows it."""

    at: int
    """Where `put` begins in the new text."""
    put: str
    was: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with pseudonyms in it, and how to turn them back."""

    text: str
    edits: tuple[Edit, ...]


class NameMatcher:
    """Finds the forms of names in texts; what already is a pseudonym is never touched."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = tuple(names)
        self._of: dict[tuple[str, Where], tuple[Name, Form]] = {}
        for name in names:
            for form in name.forms:
                self._of.setdefault((form.text, form.where), (name, form))
        self._known = {_key(text): text for text, _ in self._of}
        pseudonyms = {name.pseudonym for name in names}
        self._protected = _pattern(pseudonyms)
        wide = {
            text
            for text, _ in self._of
            if self._protected is not None and self._protected.search(text) is not None
        }
        self._wide = _pattern(wide)
        self._forms = _pattern({text for text, _ in self._of} - wide)

    def claims(self, text: str) -> tuple[Claim, ...]:
        """Return every name in a text, in order; none overlaps another or lies inside a word.

        Replacing them all leaves a text in which nothing more is found.
        """
        found = list(self._found(text, wide=True))
        while found:
            put = _put(text, found)
            more = [_moved_back(one, found) for one in self._found(put.text, wide=False)]
            if not more:
                break
            found = sorted((*found, *more), key=lambda one: one.start)
        return tuple(_as_one(text, found))

    def replaced(self, text: str) -> Replaced:
        """Put pseudonyms in the place of names."""
        return _put(text, self.claims(text))

    def _found(self, text: str, *, wide: bool) -> Iterator[Claim]:
        first = tuple(self._accepted(text, self._wide, 0, len(text))) if wide else ()
        taken = sorted(
            [(one.start, one.end) for one in first]
            + [
                span
                for span in _spans(self._protected, text)
                if not any(one.start < span[1] and span[0] < one.end for one in first)
            ]
        )
        claims = list(first)
        at = 0
        for start, end in (*taken, (len(text), len(text))):
            claims.extend(self._accepted(text, self._forms, at, start))
            at = max(at, end)
        yield from sorted(claims, key=lambda one: one.start)

    def _accepted(
        self, text: str, pattern: re.Pattern[str] | None, start: int, end: int
    ) -> Iterator[Claim]:
        if pattern is None:
            return
        for match in pattern.finditer(text, start, end):
            written = self._known[_key(match.group())]
            for where in _STRICTEST_FIRST:
                one = self._of.get((written, where))
                if one is not None and _fits(text, match, one[0], where):
                    yield Claim(match.start(), match.end(), *one)
                    break


def applied(text: str, places: Sequence[tuple[int, int, str]]) -> Replaced:
    """Replace stretches, which are in order and do not overlap, each by the words given."""
    pieces: list[str] = []
    edits: list[Edit] = []
    at = length = 0
    for start, end, put in places:
        length += start - at
        pieces += (text[at:start], put)
        edits.append(Edit(length, put, text[start:end]))
        length += len(put)
        at = end
    pieces.append(text[at:])
    return Replaced("".join(pieces), tuple(edits))


def restored(text: str, edits: Sequence[Edit]) -> str | None:
    """Turn replacements back; None if the text is not the one they were made in."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.at < at or not text.startswith(edit.put, edit.at):
            return None
        pieces += (text[at : edit.at], edit.was)
        at = edit.at + len(edit.put)
    return "".join((*pieces, text[at:]))


def _put(text: str, claims: Sequence[Claim]) -> Replaced:
    return applied(text, [(one.start, one.end, one.name.pseudonym) for one in claims])


def _moved_back(one: Claim, before: Sequence[Claim]) -> Claim:
    """Return a claim on the replaced text as one on the text before; it touches no pseudonym."""
    shift = 0
    for earlier in before:
        if earlier.start + shift >= one.end:
            break
        shift += len(earlier.name.pseudonym) - (earlier.end - earlier.start)
    return Claim(one.start - shift, one.end - shift, one.name, one.form)


def _as_one(text: str, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Join parts of one name that stand beside each other; the same part twice is a stutter."""
    last: Claim | None = None
    for one in claims:
        if (
            last is not None
            and last.name is one.name
            and last.form.text.casefold() != one.form.text.casefold()
            and _GAP.fullmatch(text, last.end, one.start)
        ):
            last = Claim(last.start, one.end, last.name, last.form, (*last.also, one.form))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _spans(pattern: re.Pattern[str] | None, text: str) -> Iterator[tuple[int, int]]:
    if pattern is not None:
        yield from (match.span() for match in pattern.finditer(text))


@lru_cache(maxsize=1)
def _word_class() -> str:
    r"""Return what continues a word: `\w` and the marks that combine with a letter."""
    ranges: list[list[int]] = []
    for point in range(sys.maxunicode + 1):
        if point < 0x300 or 0x3400 <= point < 0xA000 or 0x20000 <= point < 0xE0000:
            continue  # no marks there; looking takes the time
        if unicodedata.category(chr(point))[0] == "M":
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return r"\w" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _pattern(forms: set[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    spelled = {
        _flexible(way): len(way)
        for form in forms
        for way in (form, *(unicodedata.normalize(how, form) for how in ("NFC", "NFD")))
    }
    longest_first = sorted(spelled, key=lambda way: (-spelled[way], way))
    word = _word_class()
    return re.compile(rf"(?<![{word}])(?:{'|'.join(longest_first)})(?![{word}])")


def _flexible(form: str) -> str:
    return _BLANK.join(
        "".join(_ALIKE.get(char, re.escape(char)) for char in word) for word in form.split()
    )


def _key(words: str) -> str:
    """Return what all spellings that one form matches share."""
    one = " ".join(unicodedata.normalize("NFC", words).split())
    return re.sub("[\u2019\u02bc]", "'", re.sub("[\u2010\u2011]", "-", one))


def _fits(text: str, match: re.Match[str], name: Name, where: Where) -> bool:
    start, end = match.span()
    if _CONTRACTED.match(text, end) or _PREFIXED.match(text, max(0, start - 2)):
        return False
    broken = "\n" in match.group() or "\r" in match.group()
    if broken and _AFTER_LABEL.match(text, end) and text[end : end + 1] not in {"\r", "\n", ""}:
        return False  # the second half is the label of the next line
    if name.kind is NameKind.PERSON and _joined_to_another(text, start, end):
        return False
    match where:
        case Where.LABEL:
            return _is_label(text, start, end)
        case Where.WITHIN:
            return not _begins_sentence(text, start) or bool(_NAMED_AT_START.match(text, end))
        case Where.ANYWHERE:
            return True


def _joined_to_another(text: str, start: int, end: int) -> bool:
    """Tell `Anna` in `Anna-Maria`, who is someone else; but not in `ex-Anna` or `Anna-like`."""
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper():
        return True
    if start < 2 or text[start - 1] != "-":
        return False
    first = start - 1
    while first > 0 and text[first - 1].isalnum():
        first -= 1
    return text[first].isupper()


def _is_label(text: str, start: int, end: int) -> bool:
    line = max(text.rfind(ends, max(0, start - _REACH), start) for ends in "\r\n") + 1
    if line == 0 and start > _REACH:
        return text[start - 1] in _CELL and text[end : end + 1] in _CELL
    before = text[line:start]
    if _BEFORE_LABEL.fullmatch(before) or (before[-1:].isspace() and _ends_with_voice(before)):
        return _AFTER_LABEL.match(text, end) is not None or text[end : end + 1] in _CELL
    return before[-1] in _CELL and (text[end : end + 1] in _CELL or text[end : end + 1] in "\r\n")


def _ends_with_voice(before: str) -> bool:
    tag = before.rfind("<v")
    return tag >= 0 and _VOICE.fullmatch(before, tag) is not None


def _begins_sentence(text: str, start: int) -> bool:
    at = start
    while at > 0 and text[at - 1] in _OPENERS:
        at -= 1
    return at == 0 or text[at - 1] in _SENTENCE_ENDS
