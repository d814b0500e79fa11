"""Names in the names of files: `ann_lee-2.docx`."""

from __future__ import annotations

import re
from pathlib import PurePath

from corpora.names.matching import NameMatcher, applied
from corpora.names.name import Form, Name, Where

_SHORTEST = 3
"""Letters of a name that is looked for whatever its case."""


def file_name(name: str, matcher: NameMatcher) -> str:
    """Replace names in a file's name, where `_`, `-` and `.` part words and case does not count."""
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    names = tuple(
        Name(one.kind, one.pseudonym, tuple(_loosely(form) for form in one.forms if _long(form)))
        for one in matcher.names
    )
    claims = NameMatcher(names).claims(re.sub(r"[_.\-]", " ", stem).casefold())
    if len(stem.casefold()) != len(stem) or not claims:
        return name
    places = [(one.start, one.end, one.name.pseudonym.replace(" ", "-")) for one in claims]
    return applied(stem, places).text + suffix


def _loosely(form: Form) -> Form:
    return Form(re.sub(r"[_.\-]", " ", form.text).casefold().strip(), Where.ANYWHERE)


def _long(form: Form) -> bool:
    return sum(char.isalpha() for char in form.text) >= _SHORTEST
