"""What people decide about proposed names, put into the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpora.names.finding import Proposal
from corpora.names.matching import NameMatcher
from corpora.names.name import NUMBERED, Form, FoundBy, Name, NameKind, checked_pseudonym, cleaned
from qes.errors import NotFound, UserError
from qes.services.key_file import NamesKey
from qes.services.name_proposals import Proposed, propose_again

ALL = "all"
"""Accepts every proposal that gives no reason for doubt."""
DOUBTFUL = "doubtful"
"""Accepts those that do."""
_MOST_RERUNS = 4
"""What follows from what follows: more often than twice it has not been seen."""
_NUMBERS = re.compile(r"\d{1,6}(?:-\d{1,6})?(?:,\d{1,6}(?:-\d{1,6})?)*")


def decided(
    key: NamesKey, found: Proposed, accept: Sequence[str], reject: Sequence[str]
) -> NamesKey:
    """Return the key with a person's decisions in it.

    Args:
        key: What was decided before.
        found: What they were shown.
        accept: `all`, `doubtful`, a way of finding (`label`, `pattern`, `ner`), numbers (`3,5-9`),
            words of a proposal, or words with a pseudonym of one's own (`Ann Lee=Maria`); a
            pseudonym that is there already gives its owner another form.
        reject: Numbers or words.

    Raises:
        NotFound: there is no such proposal.
        UserError: a pseudonym cannot be used.
    """
    by_number = {one.n: one for one in found.proposals}
    for wanted in reject:
        forms = [form.text for one in _meant(found, by_number, wanted) for form in one.forms]
        key = key.without(tuple(dict.fromkeys(forms)) or (_words(wanted),))
    chosen = [one for one in accept if "=" in one]
    renamed: dict[str, str] = {}
    for pair in chosen:
        words, _, wished = pair.rpartition("=")
        key, proposed, given = _named_by_hand(key, found, by_number, words.strip(), wished)
        if proposed is not None:
            renamed[proposed] = given
    for wanted in (one for one in accept if "=" not in one):
        for one in _accepted(found, by_number, wanted):
            pseudonym = renamed.get(one.pseudonym, one.pseudonym)
            key = key.with_name(Name(one.kind, pseudonym, one.forms))
    return _with_what_follows(key, found) if ALL in accept else key


def _with_what_follows(key: NamesKey, found: Proposed) -> NamesKey:
    """Accept also the spellings that show as such once a name is known, so none waits for a rerun."""
    for _ in range(_MOST_RERUNS):
        following = [
            one
            for one in propose_again(found, key).proposals
            if not one.accepted and one.doubt is None
        ]
        if not following:
            break
        for one in following:
            key = key.with_name(Name(one.kind, one.pseudonym, one.forms))
    return key


def _accepted(found: Proposed, by_number: dict[int, Proposal], wanted: str) -> list[Proposal]:
    new = [one for one in found.proposals if not one.accepted]
    if wanted == ALL:
        return [one for one in new if one.doubt is None]
    if wanted == DOUBTFUL:
        return [one for one in new if one.doubt is not None]
    by_way = [one for one in new if one.found_by.value == wanted and one.doubt is None]
    if by_way or wanted in frozenset(FoundBy):
        return by_way
    meant = _meant(found, by_number, wanted)
    if not meant:
        raise NotFound(
            f"no proposal {wanted!r}", hint="take a number of the list, or say TEXT=PSEUDONYM"
        )
    return meant


def _meant(found: Proposed, by_number: dict[int, Proposal], wanted: str) -> list[Proposal]:
    if _NUMBERS.fullmatch(wanted.replace(" ", "")):
        numbers = list(_numbers(wanted.replace(" ", "")))
        missing = [n for n in numbers if n not in by_number]
        if missing:
            raise NotFound(
                f"no proposal {missing[0]}", hint=f"the list goes from 1 to {len(by_number)}"
            )
        return [by_number[n] for n in numbers]
    words = _words(wanted)
    exact = [one for one in found.proposals if one.text == words]
    return exact or [one for one in found.proposals if one.text.casefold() == words.casefold()]


def _numbers(listed: str) -> Iterator[int]:
    for part in listed.split(","):
        first, _, last = part.partition("-")
        if last and int(last) - int(first) > len(listed) + 100_000:
            raise UserError(f"{part} is a long way", hint="take numbers of the list")
        yield from range(int(first), int(last or first) + 1)


def _words(text: str) -> str:
    words = cleaned(text)
    if not words:
        raise UserError(f"{text!r} is no name", hint="give its words")
    return words


def _named_by_hand(
    key: NamesKey,
    found: Proposed,
    by_number: dict[int, Proposal],
    words: str,
    wished: str,
) -> tuple[NamesKey, str | None, str]:
    """Give words the pseudonym a person chose; return also the one that was proposed for them."""
    pseudonym = checked_pseudonym(wished)
    meant = _meant(found, by_number, words)
    there = key.named(pseudonym) is not None
    offered = any(one.pseudonym == pseudonym for one in found.proposals)
    if not there and not offered:
        _refuse_known_word(key, found, pseudonym)
    if not meant:
        numbered = NUMBERED.fullmatch(pseudonym)
        kind = _kind_of(pseudonym) if numbered else NameKind.PERSON
        owner = key.named(pseudonym)
        new = Name(owner.kind if owner else kind, pseudonym, (Form(_words(words)),))
        return key.with_name(new), None, pseudonym
    for one in meant:
        if one.accepted and one.pseudonym != pseudonym:
            if key.sources:
                raise UserError(
                    f"{one.text!r} is {one.pseudonym} in sources already",
                    hint="restore them first, or keep the pseudonym",
                )
            key = key.without([form.text for form in one.forms])
        key = key.with_name(Name(one.kind, pseudonym, one.forms))
    return key, meant[0].pseudonym, pseudonym


def _kind_of(pseudonym: str) -> NameKind:
    word = pseudonym.split(maxsplit=1)[0].casefold()
    kinds = {"link": NameKind.URL, "number": NameKind.ID}
    return kinds[word] if word in kinds else NameKind(word)


def _refuse_known_word(key: NamesKey, found: Proposed, pseudonym: str) -> None:
    """Refuse a pseudonym that someone or something in the texts goes by: two would become one."""
    looked_for = NameMatcher((Name(NameKind.PERSON, "\ue000", (Form(pseudonym),)),))
    standing = any(looked_for.claims(one.text) for one in found.materials)
    forms = {form.text.casefold() for name in key.names for form in name.forms}
    if standing or pseudonym.casefold() in forms:
        raise UserError(
            f"{pseudonym!r} stands in the texts already", hint="choose another pseudonym"
        )
