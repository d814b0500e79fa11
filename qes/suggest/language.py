"""Whether a source seems to be in another language than English, which the sentence model knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qes.suggest.function_words import FILLERS, FUNCTION_WORDS

_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W\d_]+(?:['\u2019][^\W\d_]+)*"
)
"""A word; a single letter in scripts that set no spaces between words."""
_STRETCH = 40
"""Words that are judged together."""
_LEAST_ENGLISH = 3
"""So many of them are English function words, or the stretch is not English."""
_LEAST_DIFFERENT = 16
"""With fewer different words it is a list or a table, and says nothing of a language."""
_ALIKE = """
    a all also am an are as at be been bit by can come do even far for get go had has have he her
    his i in is let may me mine most much my need no of oh on once one or over own per same say
    see second so some than to two under use via want was we were will
"""
_ENGLISH = FUNCTION_WORDS - frozenset(_ALIKE.split()) - FILLERS
_OF_NEITHER = frozenset(_ALIKE.split()) | FILLERS
"""Written alike in other languages, with whatever meaning, and often; and sounds."""


def seems_foreign(texts: Sequence[str]) -> bool:
    """Return whether most of a source is probably not in English.

    The source is cut into stretches of 40 words. In a stretch of English at least 3 of them are
    English function words (the, and, you, that, with ...), also where it is dense with terms;
    in other languages hardly any is. Words that other languages write alike (in, on, was)
    and sounds (hm, oh) are passed over. A source seems foreign if more than half of its stretches
    are not English.

    Stretches of fewer than 16 different words are lists or tables and are not judged. A source
    with less than one stretch never seems foreign, nor does one without words.

    Args:
        texts: the source's segments, in order; they are read as one text.
    """
    words = _words(texts)
    foreign = judged = 0
    while len(stretch := tuple(islice(words, _STRETCH))) == _STRETCH:
        if len(set(stretch)) >= _LEAST_DIFFERENT:
            judged += 1
            foreign += sum(word in _ENGLISH for word in stretch) < _LEAST_ENGLISH
    return 2 * foreign > judged


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for found in _WORD.finditer(text):
            word = found.group().lower().replace("\u2019", "'")
            if word not in _OF_NEITHER:
                yield word
