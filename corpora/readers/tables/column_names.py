"""What the columns of transcripts and surveys are commonly called."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNNAMED = "column "
"""Begins the name of a column that has none."""
_PARTS = re.compile(r"[\W_]+")
_UNIT = re.compile(r" (?:s|secs?|seconds|ms|msec|milliseconds)$")


def _listed(names: str) -> tuple[str, ...]:
    return tuple(names.split("|"))


WORDS = _listed(
    "words|utterance|utterance text|text|sentence|transcript|transcription|transcript text|speech"
    "|spoken text|content|dialogue|dialog|verbatim|quote|quotation|excerpt|passage|segment|statement"
    "|paragraph|free text|freetext|response|answer|message|comment|comments|body|caption"
    "|what was said|said|what is said|what"
    "|texte|texto|testo|tekst|wortlaut|äußerung|aussage|paroles"
)
"""Names of columns of words, the surest first."""
SURE_WORDS = WORDS[:7]
"""The names that are believed whatever the cells hold."""
SPEAKERS = _listed(
    "speaker|speaker name|speaker label|speaker id|speakers|interlocutor|talker|who|voice|sprecher"
    "|sprecherin|sprecher in|locuteur|locutrice|hablante|orador|spreker"
)
PEOPLE = _listed(
    "respondent|respondent id|participant|participant id|participant name|participant number"
    "|response id|responseid|case|case id|caseid|case name|pid|p id|subject|subject id|interviewee"
    "|pseudonym|teilnehmer|participante"
)
"""Names of columns that say whose row it is, the surest first."""
IDS = ("name", "person", "user", "author", "record id", "recordid", "rand id", "id", "email")
RECORDS = frozenset(("id", "email", "record id", "recordid", "rand id"))
"""What names a row rather than a person."""
TIMES = _listed(
    "timestamp|time stamp|timespan|time|start|start time|starttime|begin|begin time|onset|in"
    "|time code|timecode|offset|zeit|at|when"
)
STARTS = frozenset(("start", "start time", "starttime", "begin", "begin time", "onset", "offset"))
"""Names of columns that say how far into the recording something is said."""
NOT_SPEAKERS = frozenset(("gender", "sex", "age", "group", "site", "field", "condition"))
"""Columns whose values recur and look like roles, but say what people are."""
_OTHERS = _listed(
    "tag|tags|code|codes|theme|themes|turn|number|row|note|notes|document|file|date|age|gender|sex"
    "|role|group|site"
)
_KNOWN = frozenset((*WORDS, *SPEAKERS, *PEOPLE, *IDS, *_OTHERS))


def key_of(name: str) -> str:
    """Return a name as it is compared: case, marks and white space do not count."""
    return " ".join(_PARTS.sub(" ", name.casefold()).split())


def is_time(name: str) -> bool:
    """Tell whether a column is named for when something is said; a unit may be named with it."""
    return _UNIT.sub("", key_of(name)) in TIMES


def known_names(cells: Sequence[str]) -> int:
    """Count the cells that are names which columns of transcripts commonly have."""
    return sum(key_of(cell) in _KNOWN or is_time(cell) for cell in cells if len(cell) < 40)


def is_generic(name: str) -> bool:
    """Tell whether a column's name asks nothing, such as `text`."""
    return key_of(name) in WORDS
