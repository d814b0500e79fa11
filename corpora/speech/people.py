"""Whose the labels of a transcript are: spellings taken together, parts told or shown by manner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.cast.people import Cast
from corpora.columns import NO_ONE, Turns
from corpora.manuscript import Manuscript
from corpora.source import Remark, RemarkCode, Role, Speaker
from corpora.speech.speakers import Manner, clean_label, label_key, roles_of
from corpora.speech.utterances import Utterances


@dataclass(frozen=True, slots=True)
class People:
    """Those who speak, in order of first appearance."""

    labels: tuple[str, ...]
    """The label each goes by."""
    of_printed: tuple[int, ...]
    """For each label printed in the text the place of its person in `labels`."""
    by_key: dict[str, str]
    """The label that each key stands for."""
    spellings: tuple[Counter[str], ...]
    """For each key how often it is spelled in which way."""
    labelled: Counter[str]
    """How often a label of each is printed."""

    def printed(self) -> dict[str, int]:
        """Return how often each label is printed, in its commonest spelling, before the cast."""
        return {spelled.most_common(1)[0][0]: spelled.total() for spelled in self.spellings}


def people_of(said: Utterances, cast: Cast) -> People:
    """Take labels that differ in spelling only for one person's, and those the cast gives to one."""
    times = [0] * len(said.printed)
    for number, count in zip(said.who, said.counts, strict=True):
        if number != NO_ONE:
            times[number] += count
    spelled: dict[str, Counter[str]] = {}
    for label, count in zip(said.printed, times, strict=True):
        spelled.setdefault(label_key(label), Counter())[clean_label(label)] += count
    by_key: dict[str, str] = {}
    labelled: Counter[str] = Counter()
    for key, spellings in spelled.items():
        label = spellings.most_common(1)[0][0]
        person = cast.named(label)
        by_key[key] = label if person is None else person.name
        labelled[by_key[key]] += spellings.total()
    places = {label: place for place, label in enumerate(labelled)}
    of_printed = tuple(places[by_key[label_key(label)]] for label in said.printed)
    return People(tuple(places), of_printed, by_key, tuple(spelled.values()), labelled)


def parts_of(
    people: People, text: str, said: Utterances, cast: Cast
) -> tuple[tuple[Role, ...], tuple[Remark, ...]]:
    """Return everyone's part: as told, else as their label or their manner shows."""
    count = len(people.labels)
    utterances, questions, characters = [0] * count, [0] * count, [0] * count
    for number, start, end in zip(said.who, said.starts, said.ends, strict=True):
        if number != NO_ONE:
            who = people.of_printed[number]
            utterances[who] += 1
            characters[who] += end - start
            if start < end and text[end - 1] == "?":
                questions[who] += 1
    manners = tuple(map(Manner, people.labels, utterances, questions, characters))
    roles, remarks = roles_of(manners)
    told = tuple(map(cast.named, people.labels))
    parts = tuple(
        role if person is None or person.role is None else person.role
        for role, person in zip(roles, told, strict=True)
    )
    return parts, remarks


def speakers_of(
    people: People, turns: Turns, manuscript: Manuscript, cast: Cast
) -> tuple[Speaker, ...]:
    """Return those who speak, with what there is to count and what was told of them."""
    counts = Counter(turns.who)
    told = _told(people, turns.people, manuscript, cast)
    return tuple(
        Speaker(label, role, counts[who], people.labelled[label], told.get(label, ()))
        for who, (label, role) in enumerate(turns.people)
    )


def _told(
    people: People, parts: Sequence[tuple[str, Role]], manuscript: Manuscript, cast: Cast
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what the file and the cast say of each speaker; the cast has the last word."""
    found: dict[str, dict[str, str]] = {}
    for label, said in manuscript.people:
        found.setdefault(people.by_key.get(label_key(label), label), {}).update(said)
    for label, part in parts:
        found.setdefault(label, {}).update(cast.attributes_of(label, part))
    return {label: tuple(said.items()) for label, said in found.items()}


def spelling_remarks(spellings: Sequence[Counter[str]]) -> Iterator[Remark]:
    """Yield what to say of labels that are spelled in more than one way."""
    for spelled in spellings:
        if len(spelled) > 1:
            said = ", ".join(f"{label} ({n})" for label, n in spelled.most_common())
            yield Remark(RemarkCode.MERGED_LABELS, f"taken for one speaker: {said}")
