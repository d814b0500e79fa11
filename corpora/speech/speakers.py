"""Who speaks: what a speaker label looks like, its spellings, and the part its bearer takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.source import Remark, RemarkCode, Role
from corpora.speech.label_words import (
    COUNTED,
    HELPERS,
    INTERVIEWERS,
    MODERATORS,
    NOBODY,
    NOT_IN_NAMES,
    NOT_PEOPLE,
    OTHER_ROLES,
    PARTICIPANTS,
    PARTICLES,
    ROLES,
    SORTS,
    STAGE,
    STARTERS,
)

LABEL_MAX = 60
"""Characters; longer is a sentence."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_MARKUP = re.compile(r"^[\s*_\\]+|[\s*_\\:.]+$")
_CODE = re.compile(r"[a-z]{1,3}[ \-_#]?\d{1,6}[a-z]?|[a-z]{1,4}\d{1,6}", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<word>\D+?)(?:[ \-_#]*\d{1,4}[a-z]?|[ \-_#]+(?:[a-z]|one|two|three|four|five|six))?"
)
_GROUP = re.compile(r"(?:[a-z]{1,4}|focus group|group) ?\d{1,3}[a-z]? ?[\-_/.] ?(?=[a-z])")
"""The group that stands before a part: `FG2-P1`."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTED = re.compile(r"[()\[\]/|,]|\s[-\u2013\u2014]\s")
_SENTENCE = re.compile(r"[!?;“”\"<>=…]|\.\.|,[.,]|(?<=[^\W\d_]{4})(?<!\bProf)\.\s")
_TELLING = 4
"""Letters a word needs to name a part beside a name: `Mod` may be one."""


def clean_name(given: str) -> str:
    """Return a name a person gave as it should be shown: NFC, nothing invisible, single spaces."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", given)).split())


@lru_cache(maxsize=16384)
def clean_label(printed: str) -> str:
    """Return a label as it should be shown: NFC, nothing invisible, single spaces, no markup."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", printed))
    return _MARKUP.sub("", " ".join(visible.split()))


@lru_cache(maxsize=16384)
def label_key(printed: str) -> str:
    """Return what the spellings of one label share: case, accents and what is invisible do not count.

    Only the marks that accents are made of are dropped, not the vowel signs of other scripts.
    """
    shown = clean_label(printed)
    if shown.isascii():
        return shown.casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", shown)).casefold()


def is_person(key: str) -> bool:
    """Tell a possible speaker from a heading such as Date, Break or Note, and from a number."""
    bare = _BRACKETED.sub("", key).strip()
    words = bare.split()
    return (
        any(c.isalpha() for c in bare)
        and key not in NOT_PEOPLE
        and not is_noise(key)
        and (len(words) == 1 or NOT_IN_NAMES.isdisjoint(words))
        and bare.rstrip("0123456789 -_#.") not in COUNTED
        and not (words[0] in {"end", "start", "beginning"} and "of" in words)
    )


def is_noise(key: str) -> bool:
    """Tell what transcribers write of noises and pauses."""
    words = _BRACKETED.sub("", key).split()
    return bool(words) and (words[0] in STAGE or words[-1] in STAGE)


def speaks_by_itself(key: str) -> bool:
    """Tell whether a label is one on its own evidence: a role, a code such as P1 or ES12."""
    return _base(key) in ROLES or _CODE.fullmatch(key) is not None


def is_numbered(key: str) -> bool:
    """Tell whether a label is a role or a code with a number: P1, Speaker 2."""
    return key[-1:].isdigit() and speaks_by_itself(key)


def is_name(printed: str) -> bool:
    """Tell whether a label is written like a name: capitals, particles, initials, brackets."""
    label = clean_label(printed)
    if not 0 < len(label) <= LABEL_MAX or _SENTENCE.search(label):
        return False
    words = _BRACKETED.sub(" ", label).replace("|", " ").replace(",", " ").split()
    if not 1 <= len(words) <= 6 or words[0].casefold() in STARTERS:
        return False
    return any(_is_proper(w) for w in words) and all(
        _is_proper(w) or w.casefold() in PARTICLES or w.isdigit() for w in words
    )


def is_handle(printed: str) -> bool:
    """Tell whether a label is one lower-case word, as people name themselves in calls."""
    label = clean_label(printed)
    return (
        label.casefold() not in STARTERS and re.fullmatch(r"[^\W_][\w.\-]{1,29}", label) is not None
    )


@lru_cache(maxsize=16384)
def role_of(label: str) -> Role:
    """Return the part a label names; most names name none.

    The part may stand beside a name: `Ann (Interviewer)`, `Moderator - Ben`, `Participant Ida`.
    """
    key = label_key(label)
    told = _role(_base(key))
    if told is not None:
        return told
    words = [part.strip() for part in _PARTED.split(key)]
    words += key.split()[:1]
    for word in words:
        named = _role(_base(word)) if len(word) >= _TELLING else None
        if named is not None:
            return named
    return Role.UNKNOWN


@dataclass(frozen=True, slots=True)
class Manner:
    """How one speaks, in numbers."""

    label: str
    utterances: int
    questions: int
    """Of the utterances, those that end with a question mark."""
    characters: int


def roles_of(manners: Sequence[Manner]) -> tuple[tuple[Role, ...], tuple[Remark, ...]]:
    """Return everyone's part, and what was guessed.

    Where a label says who interviews, those who do not are participants. Where none does, it is
    guessed from the manner of the two who speak most, and only where it is clear.

    Args:
        manners: In order of first appearance.
    """
    roles = tuple(role_of(one.label) for one in manners)
    if any(role.asks for role in roles):
        return tuple(
            Role.PARTICIPANT
            if role is Role.UNKNOWN and not _stands_beside(label_key(one.label))
            else role
            for one, role in zip(manners, roles, strict=True)
        ), ()
    guessed = _guessed(manners, roles)
    if guessed is None:
        return roles, ()
    asker, answerer = guessed
    found = list(roles)
    found[asker], found[answerer] = Role.INTERVIEWER, Role.PARTICIPANT
    return tuple(found), (_guess_told(manners, asker),)


def _stands_beside(key: str) -> bool:
    """Tell whether someone who does not ask is no participant either."""
    return key in NOBODY or _base(key) in HELPERS


_PAIR = 0.9
"""Of all utterances, those of the two who speak most in a conversation of two."""
_QUESTIONS = 6
_OWN_SHARE = 0.25
"""Of an interviewer's utterances, those that are questions."""
_SHARE_WHO_BEGINS = 0.7
"""Of all questions, those of an interviewer who speaks first."""
_SHARE = 0.9
_SHORTER = 0.85
"""An interviewer's characters an utterance, to the other's."""


def _guessed(manners: Sequence[Manner], roles: Sequence[Role]) -> tuple[int, int] | None:
    """Return who asks and who answers, where that is clear.

    A wrong guess hides someone's words from reviewers. In groups a chair asks as an interviewer
    does, and a therapist's or a teacher's questions are what is studied: neither is guessed at.
    """
    by_number = sorted(range(len(manners)), key=lambda n: -manners[n].utterances)
    if len(by_number) < 2:
        return None
    total = sum(one.utterances for one in manners)
    first, second = sorted(by_number[:2], key=lambda n: -manners[n].questions)
    one, other = manners[first], manners[second]
    if one.utterances + other.utterances < _PAIR * total:
        return None
    named_else = _base(label_key(one.label)) in OTHER_ROLES
    if roles[first] is Role.PARTICIPANT or named_else or label_key(one.label) in NOBODY:
        return None
    begins = first == 0 or (first < second and manners[0].utterances < _QUESTIONS)
    share = one.questions / max(1, one.questions + other.questions)
    clear = (
        one.questions >= _QUESTIONS
        and one.questions >= _OWN_SHARE * one.utterances
        and share >= (_SHARE_WHO_BEGINS if begins else _SHARE)
        and one.characters * other.utterances <= _SHORTER * other.characters * one.utterances
    )
    return (first, second) if clear else None


def _guess_told(manners: Sequence[Manner], asker: int) -> Remark:
    asked = sum(one.questions for one in manners)
    who = manners[asker]
    said = (
        f"{who.label} asks {who.questions:,} of {asked:,} questions: taken for the interviewer;"
        " if not, say so: qes sources speaker"
    )
    return Remark(RemarkCode.GUESSED_ROLE, said)


def _role(base: str) -> Role | None:
    """Return the part a bare word names."""
    if base in MODERATORS:
        return Role.MODERATOR
    if base in INTERVIEWERS:
        return Role.INTERVIEWER
    return Role.PARTICIPANT if base in PARTICIPANTS else None


def _base(key: str) -> str:
    """Return a label without its number, sort and group.

    `Female interviewer 2` and `FG1-interviewer` are interviewers.
    """
    bare = _BRACKETED.sub("", key).strip()
    if bare in ROLES:
        return bare
    grouped = _GROUP.match(bare)
    if grouped is not None and bare[grouped.end() :].rstrip("0123456789 -_#") in ROLES:
        bare = bare[grouped.end() :]
    numbered = _NUMBERED.fullmatch(bare)
    word = numbered["word"].strip() if numbered is not None else bare
    sort, _, rest = word.partition(" ")
    return rest if sort in SORTS and rest in ROLES else word


def _is_proper(word: str) -> bool:
    """Tell whether a word may be part of a name; scripts without capitals may."""
    letter = next((c for c in word if c.isalpha()), "")
    return letter != "" and not letter.islower()
