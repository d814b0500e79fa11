"""Authors' names as lists of references print them: parted into family and given names."""

from __future__ import annotations

import re

from qes.store.citation import Author

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?", re.IGNORECASE)
_ORCID = re.compile(r"\s*\([^()]*(?:@|\d{6,})[^()]*\)\s*$")
"""An address or a number in brackets after a name."""

_BETWEEN_INITIALS = {ord(sign): None for sign in ".-\N{HYPHEN}"}
_MOST_INITIALS = 5


def author_of(text: str) -> Author | None:
    """Part one name: at its comma, or before initials that end it.

    A name with neither, such as that of a body, stays whole: no order of names is guessed.

    >>> author_of("Shannon,Claude E.")
    Author(family='Shannon', given='Claude E.')
    >>> author_of("van der Berg JK").given
    'JK'
    >>> author_of("Ministry of Health").given is None
    True
    """
    name = " ".join(_ORCID.sub("", text).split()).strip(" ;,")
    if not name:
        return None
    family, comma, given = name.partition(",")
    if comma:
        return Author(family.strip(), given.strip() or None)
    words = name.split(" ")
    last = len(words) - (len(words) > 2 and _SUFFIX.fullmatch(words[-1]) is not None)
    first = last
    while first > 1 and _are_initials(words[first - 1]):
        first -= 1
    if first == last or name.isupper():
        return Author(name)
    return Author(" ".join(words[:first]), " ".join(words[first:]))


def parted_at_semicolons(text: str) -> tuple[str, ...]:
    """Part a list of names at semicolons, or where there is none at what stands between whole names.

    >>> parted_at_semicolons("Smith, J.; Jones, A.")
    ('Smith, J.', 'Jones, A.')
    >>> parted_at_semicolons("Smith JK, Jones A.")
    ('Smith JK', 'Jones A.')
    >>> parted_at_semicolons("Smith, Jane")
    ('Smith, Jane',)
    """
    if ";" in text or "\n" in text:
        return tuple(one.strip() for one in re.split(r"[;\n]", text) if one.strip())
    for between in (" and ", ","):
        names = [one.strip() for one in text.split(between) if one.strip()]
        # what is parted is names only if each has its given names: no body is cut in two
        if len(names) > 1 and all(_is_whole(one) for one in names):
            return tuple(names)
    return (text.strip(),) if text.strip() else ()


def _are_initials(word: str) -> bool:
    letters = word.translate(_BETWEEN_INITIALS)
    return len(letters) <= _MOST_INITIALS and letters.isalpha() and letters.isupper()


def _is_whole(name: str) -> bool:
    found = author_of(name)
    return found is not None and found.given is not None
