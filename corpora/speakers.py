"""Who speaks: what a speaker label looks like, its spellings, and the part its bearer takes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpora.source import Role

LABEL_MAX = 60
"""Characters; longer is a sentence."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_INTERVIEWERS = _words(
    "interviewer i int moderator mod facilitator fac q question questioner researcher"
)
_PARTICIPANTS = _words(
    "participant participants p part respondent resp r interviewee informant client patient subject"
    " answer student pupil carer customer tenant jobseeker a"
) | {"service user", "focus group"}
_OTHER_ROLES = _words(
    "speaker host guest therapist counsellor counselor nurse doctor teacher t coach manager employer"
    " translator interpreter observer chair chairperson panellist panelist all both group everyone"
    " male female man woman s su es wc"
) | {"unknown speaker", "multiple speakers", "unidentified speaker", "work coach"}
_NOBODY = frozenset({"unknown speaker", "unidentified speaker", "multiple speakers", "all", "both"})

_NOT_PEOPLE = _words(
    "break note notes nb date time duration length location place venue file filename recording audio"
    " transcript transcription transcriber project study title subject topic present attendees version"
    " language kind format keywords keyword summary source url http https mailto start end page"
    " interview bio section part chapter background appendix figure table key age gender occupation"
    " site context re cc to from warning comment comments music silence intermission pause example"
    " abstract introduction methods results discussion conclusion conclusions email tel phone article"
    " objective objectives aim aims findings funding author authors citation doi copyright"
) | frozenset(
    (
        "transcribed by",
        "start time",
        "end time",
        "interview date",
        "interview number",
        "date of interview",
        "time of interview",
        "participant id",
        "study id",
        "key words",
        "research question",
    )
)
_STARTERS = _words(
    "so and but the this that it well yes no yeah ok okay or because then now if when what why how"
    " which who where there here my your our their in on at for as with like"
)
_STAGE = _words(
    "laughs laughter laughing laugh pause pauses long inaudible unintelligible crosstalk silence sigh"
    " sighs coughs cough applause redacted overlapping music sic indistinct crying cries nods"
)
_PARTICLES = _words(
    "van der den de del della di da do dos du la le von zu zur ter ten bin ibn al el and & of und y e"
)
_COUNTED = _words("box fig tab vol no sec ch eq ref day pp ex col row")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_MARKUP = re.compile(r"^[\s*_\\]+|[\s*_\\:.]+$")
_CODE = re.compile(r"[a-z]{1,3}[ \-_#]?\d{1,6}[a-z]?|[a-z]{1,4}\d{1,6}", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<word>\D+?)[ \-_#]*(?:\d{1,4}|[a-z]|one|two|three|four|five|six)?")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SENTENCE = re.compile(r"[!?;“”\"<>=…]|[.,]{2}|[^\W\d_]{4}\.\s")


@lru_cache(maxsize=16384)
def clean_label(printed: str) -> str:
    """Return a label as it should be shown: NFC, nothing invisible, single spaces, no markup."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", printed))
    return _MARKUP.sub("", " ".join(visible.split()))


@lru_cache(maxsize=16384)
def label_key(printed: str) -> str:
    """Return what two spellings of one label share: case, marks and composition do not count."""
    return clean_label(printed).casefold()


def is_person(key: str) -> bool:
    """Tell a possible speaker from a heading such as Date, Break or Note, and from a number."""
    bare = _BRACKETED.sub("", key).strip()
    return (
        bool(bare)
        and key not in _NOT_PEOPLE
        and bare not in _STAGE
        and bare.split()[0] not in _STAGE
        and bare.rstrip("0123456789 -_#.") not in _COUNTED
        and any(c.isalpha() for c in bare)
    )


def speaks_by_itself(key: str) -> bool:
    """Tell whether a label is one on its own evidence: a role, a code such as P1 or ES12."""
    return _base(key) in _ROLES or _CODE.fullmatch(key) is not None


def is_name(printed: str) -> bool:
    """Tell whether a label is written like a name: capitals, particles, initials, brackets."""
    label = clean_label(printed)
    if not 0 < len(label) <= LABEL_MAX or _SENTENCE.search(label):
        return False
    words = _BRACKETED.sub(" ", label).replace("|", " ").replace(",", " ").split()
    if not 1 <= len(words) <= 6 or words[0].casefold() in _STARTERS:
        return False
    return any(_is_proper(w) for w in words) and all(
        _is_proper(w) or w.casefold() in _PARTICLES or w.isdigit() for w in words
    )


def is_handle(printed: str) -> bool:
    """Tell whether a label is one lower-case word, as people name themselves in calls."""
    label = clean_label(printed)
    return (
        label.casefold() not in _STARTERS
        and re.fullmatch(r"[^\W_][\w.\-]{1,29}", label) is not None
    )


def role_of(label: str) -> Role:
    """Return the part a label names; most names name none."""
    base = _base(label_key(label))
    if base in _INTERVIEWERS:
        return Role.INTERVIEWER
    return Role.PARTICIPANT if base in _PARTICIPANTS else Role.UNKNOWN


def roles_of(labels: tuple[str, ...]) -> tuple[Role, ...]:
    """Return everyone's part: where one is the interviewer, those who are not are participants."""
    roles = tuple(role_of(label) for label in labels)
    if Role.INTERVIEWER not in roles:
        return roles
    return tuple(
        Role.PARTICIPANT if role is Role.UNKNOWN and label_key(label) not in _NOBODY else role
        for label, role in zip(labels, roles, strict=True)
    )


_ROLES = _INTERVIEWERS | _PARTICIPANTS | _OTHER_ROLES


def _base(key: str) -> str:
    """Return a label without its number: `interviewer 2` is an interviewer."""
    bare = _BRACKETED.sub("", key).strip()
    if bare in _ROLES:
        return bare
    numbered = _NUMBERED.fullmatch(bare)
    return numbered["word"].strip() if numbered is not None else bare


def _is_proper(word: str) -> bool:
    """Tell whether a word may be part of a name; scripts without capitals may."""
    letter = next((c for c in word if c.isalpha()), "")
    return letter != "" and not letter.islower()
