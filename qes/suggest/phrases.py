"""Key phrases: the words that a group of passages has and the other groups have not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qes.suggest.function_words import FILLERS, FUNCTION_WORDS

_LONGEST = 3
"""A phrase has one to three words."""
_READ_PASSAGES = 400
"""Of a group so many passages are read at most, at even steps: enough to know its words."""
_READ_WORDS = 2_000
"""Of a passage so many words."""
_COMMON_SHARE = 0.5
"""A shorter phrase yields to a longer one that holds it in so many of its passages."""
_LONGER = 1.25
"""What each further word of a phrase is worth: longer phrases say more and are rarer."""

_CLAUSE = re.compile(r"[^.,;:!?()\[\]{}\"“”„«»…\n\r\t\u2013\u2014/|]+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three words, in lower case, and in how many of the group's passages they stand."""

    text: str
    passages: int


def key_phrases(groups: Sequence[Sequence[str]], count: int = 6) -> tuple[tuple[Phrase, ...], ...]:
    """Return for each group of passages its `count` most telling phrases, best first.

    A phrase weighs the share of the group's passages it stands in, times the logarithm of one
    plus how much commoner it is there than over all groups: class-based TF-IDF (Grootendorst
    2022, BERTopic, doi:10.48550/arXiv.2203.05794), counted in passages, so that one passage that
    repeats a word does not speak for a group. It stands in two passages at least, neither begins
    nor ends with a function word of English and does not reach over punctuation. Phrases that
    say the same are given once.
    """
    counts = [_passages_with(_even(group)) for group in groups]
    sizes = [min(len(group), _READ_PASSAGES) for group in groups]
    overall: Counter[str] = Counter()
    for counted in counts:
        overall.update(counted)
    total = sum(sizes)
    return tuple(
        _distinct(_weighed(counted, size, overall, total), counted, count)
        for counted, size in zip(counts, sizes, strict=True)
    )


def _even(group: Sequence[str]) -> list[str]:
    if len(group) <= _READ_PASSAGES:
        return list(group)
    return [group[at * len(group) // _READ_PASSAGES] for at in range(_READ_PASSAGES)]


def _passages_with(texts: Sequence[str]) -> Counter[str]:
    """Count in how many texts each phrase stands."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(set(_phrases(text)))
    return counted


def _phrases(text: str) -> Iterator[str]:
    read = 0
    for clause in _CLAUSE.finditer(text):
        words = [
            word.group().casefold().replace("\u2019", "'") for word in _WORD.finditer(clause[0])
        ]
        words = [word for word in words if word not in FILLERS]
        read += len(words)
        for start, first in enumerate(words):
            if not _tells(first):
                continue
            for length in range(1, min(_LONGEST, len(words) - start) + 1):
                if _tells(words[start + length - 1]):
                    yield " ".join(words[start : start + length])
        if read > _READ_WORDS:
            return


def _tells(word: str) -> bool:
    """Whether a phrase may begin or end with the word."""
    if len(word) < 2 or word in FUNCTION_WORDS or word.isdigit():
        return False
    parts = word.split("-")
    # "i-i", "and-the": someone stumbled over a word
    return len(parts) == 1 or (len(set(parts)) > 1 and not FUNCTION_WORDS.issuperset(parts))


def _weighed(
    counted: Counter[str], size: int, overall: Counter[str], total: int
) -> list[tuple[float, str]]:
    """Return weight and phrase, heaviest first; ties in the alphabet's order."""
    weighed = []
    for phrase, here in counted.items():
        if here < 2:
            continue
        share = here / size
        lift = share / (overall[phrase] / total)
        length = phrase.count(" ")
        weighed.append((-share * math.log1p(lift) * _LONGER**length, phrase))
    return sorted(weighed)


def _distinct(
    weighed: Sequence[tuple[float, str]], counted: Counter[str], count: int
) -> tuple[Phrase, ...]:
    """Take the heaviest phrases; what adds no word, or only holds one taken, says nothing new."""
    chosen: list[str] = []
    said: set[str] = set()
    for _, phrase in weighed:
        if len(chosen) >= count:
            break
        longer = [
            other
            for _, other in weighed
            if other.count(" ") > phrase.count(" ")
            and _within(phrase, other)
            and counted[other] >= _COMMON_SHARE * counted[phrase]
        ]
        best = max(longer, key=lambda other: (counted[other], len(other)), default=phrase)
        words = set(_plain(best).split()) - FUNCTION_WORDS
        if words <= said or any(_within(other, best) for other in chosen):
            continue
        chosen.append(best)
        said |= words
    return tuple(Phrase(phrase, counted[phrase]) for phrase in chosen)


def _within(short: str, long: str) -> bool:
    """Whether one phrase holds the other, as whole words; hyphens and plurals do not count."""
    return f" {_plain(short)} " in f" {_plain(long)} "


def _plain(phrase: str) -> str:
    return " ".join(word.removesuffix("s") for word in phrase.replace("-", " ").split())
