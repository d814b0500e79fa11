"""The words of a body of texts, and in which spellings a name stands among them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpora.names.name import Form, Where


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORD = re.compile(r"[^\W_]+(?:['\u2019\-._][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_SPELLED_OUT = str.maketrans(
    {letter: f"{vowel}e" for letter, vowel in zip("äöüøæœ", "aouoao", strict=True)}
    | {"å": "aa", "ł": "l", "đ": "d"}
)
_BARE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})
_CALENDAR = _words("april may june july august sunday friday")
"""Given names which capitals do not tell from a month or a day."""
_COMMON = _CALENDAR | _words(
    "angel art ball banks bell best bill black bond brown bush can chance charity chase christian cook"
    " dawn day don drew earl early faith field fields fish ford fox frank gene grace grant gray green"
    " grey guy hall hand hardy hill hope hunt joy king lake lane law little long love mark miles moon"
    " noble page pat pope price prince rain ray reed rice rich river rob rose sharp short skip small"
    " stone storm street strong sue summer swift wade ward waters way west white will winter wise wolf"
    " wood woods young"
)
"""Names that begin a sentence more often as another word."""
_SHORT = 4
"""Letters below which a word all in capitals is hardly a name but an abbreviation."""


@dataclass(slots=True)
class Vocabulary:
    """Which words are spoken, each in the case it stands in."""

    counts: Counter[str] = field(default_factory=Counter)
    by_fold: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Collect the words of texts."""
        made = cls()
        for text in texts:
            composed = unicodedata.normalize("NFC", text)
            made.counts.update(_POSSESSIVE.sub("", word) for word in _WORD.findall(composed))
        for word in made.counts:
            for fold in folds(word):
                made.by_fold.setdefault(fold, set()).add(word)
        return made

    def is_common(self, word: str) -> bool:
        """Say whether a name is also a word: of English, or one these texts use in lower case."""
        lower = word.casefold()
        return lower in _COMMON or (lower != word and 0 < self.counts[lower] >= self.counts[word])

    def spellings(self, part: str, *, given: bool) -> tuple[tuple[Form, str | None], ...]:
        """Return the forms in which a word of a name is spoken, each with the doubt it raises."""
        words = sorted({word for fold in folds(part) for word in self.by_fold.get(fold, ())})
        common = part.casefold() in _COMMON or any(self.is_common(word) for word in words)
        found: list[tuple[Form, str | None]] = []
        for word in words:
            if word == word.lower() and any(char.isdigit() for char in word):
                found.append((Form(word), None))
            elif word == word.lower():
                if not common:
                    found.append((Form(word), "in lower case"))
            elif word.isupper() and (common or len(word) < _SHORT):
                found.append((Form(word, Where.LABEL), None))
            elif part.casefold() in _CALENDAR:
                found.append((Form(word, Where.WITHIN), "also a month or a day"))
            elif common:
                doubt = None if given else "also a common word"
                found.append((Form(word, Where.WITHIN), doubt))
            else:
                found.append((Form(word), None))
        return tuple(found)


def folds(word: str) -> frozenset[str]:
    """Return what the spellings of a word share: case, accents and spelt-out umlauts aside."""
    lower = unicodedata.normalize("NFC", word).casefold()
    return frozenset((_bare(lower.translate(_BARE)), _bare(lower.translate(_SPELLED_OUT))))


def alike(one: str, other: str) -> bool:
    """Say whether two names of any number of words are spellings of one."""
    return bool(_whole_folds(one) & _whole_folds(other))


def _whole_folds(name: str) -> frozenset[str]:
    words = " ".join(name.replace(".", " ").split())
    return folds(words)


def _bare(word: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", word)
    return "".join(char for char in taken_apart if not unicodedata.combining(char))
