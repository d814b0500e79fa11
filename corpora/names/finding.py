"""All that may be names in a body of texts, with what would stand for them: proposals, no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from corpora.names.labels import name_parts
from corpora.names.matching import NameMatcher
from corpora.names.name import NUMBERED, Form, FoundBy, Name, NameKind, cleaned, next_pseudonym
from corpora.names.patterns import sightings
from corpora.names.people import Finding, People
from corpora.names.recognition import Entity
from corpora.names.vocabulary import Vocabulary

_CONTEXT = 32
"""Characters on either side in which a name is shown."""
_ACRONYM = 6
_AGREED = 0.75
_PUBLIC = ("linkedin.", "facebook.", "instagram.", "twitter.", "//x.com", "tiktok.", "/~", "/@")
"""What an address on the web holds where it is a person's page."""


@dataclass(frozen=True, slots=True)
class Material:
    """One source, as names are looked for in it.

    Where it has pseudonyms already, `spoken` and `labels` are as they were before: what shows that
    words are names is not to change with the names that are gone.
    """

    id: str
    text: str
    """As it stands: only what is in it is proposed."""
    spoken: tuple[str, ...]
    """What is said, without the labels, turn by turn."""
    labels: tuple[str, ...]
    """Who is said to speak."""
    beside: tuple[str, ...] = ()
    """Words that are kept beside the text: footnotes, comments, the other columns of a table."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be a name, for a person to accept or reject."""

    n: int
    kind: NameKind
    text: str
    forms: tuple[Form, ...]
    """Those that stand in the texts, the fullest first."""
    pseudonym: str
    found_by: FoundBy
    count: int
    sources: tuple[str, ...]
    example: str
    doubt: str | None
    """Why it may be no name; None where there is no reason for doubt."""
    note: str | None
    """Whose name it may be, where that is open."""
    accepted: bool


def find_names(
    materials: Sequence[Material],
    known: Sequence[Name],
    rejected: Collection[str],
    entities: Sequence[Entity] = (),
) -> tuple[Proposal, ...]:
    """Find what may be names in texts, ordered by kind and first appearance.

    The same texts, names and decisions give the same proposals under the same numbers.

    Args:
        materials: The texts.
        known: Names accepted earlier; their further spellings are proposed for them.
        rejected: Forms that a person said are no names.
        entities: What a recogniser found in what is said.
    """
    vocabulary = Vocabulary.of(spoken for one in materials for spoken in one.spoken)
    refused = {form.casefold() for form in rejected}
    findings = _findings(materials, known, entities, vocabulary)
    for one in findings:
        for form in tuple(one.forms):
            if form.text.casefold() in refused:
                del one.forms[form]
    return _proposed(materials, known, [one for one in findings if one.forms or one.name])


def _findings(
    materials: Sequence[Material],
    known: Sequence[Name],
    entities: Sequence[Entity],
    vocabulary: Vocabulary,
) -> list[Finding]:
    people = People(vocabulary)
    people.know(known)
    people.label(dict.fromkeys(label for one in materials for label in one.labels))
    patterned = [_by_pattern(kind, text, people) for kind, text in _sighted(materials)]
    others = [
        Finding(name.kind, name.forms[0].text, FoundBy.PATTERN, name=name)
        for name in known
        if name.kind is not NameKind.PERSON
    ]
    held = {form.text.casefold() for name in known for form in name.forms}
    held |= set(people.bodies)
    recognised = [one for one in entities if not NUMBERED.search(one.text)]
    for entity in recognised:
        if (
            entity.kind is NameKind.PERSON
            and _is_full_name(entity.text)
            and entity.text.casefold() not in held
        ):
            people.mention(entity.text, FoundBy.NER)
    extra = people.spoken()
    others += [
        _by_recogniser(entity, vocabulary, people.persons)
        for entity in recognised
        if entity.text.casefold() not in held and not people.covers(entity.text)
    ]
    bodies = [one for key, one in people.bodies.items() if key not in _texts(known)]
    return [*people.persons, *extra, *bodies, *patterned, *others]


def _texts(known: Sequence[Name]) -> set[str]:
    return {form.text.casefold() for name in known for form in name.forms}


def _sighted(materials: Sequence[Material]) -> Iterator[tuple[NameKind, str]]:
    seen: set[str] = set()
    for one in materials:
        for found in (found for text in (one.text, *one.beside) for found in sightings(text)):
            form = cleaned(found.text)
            if form and form not in seen:
                seen.add(form)
                yield found.kind, form


def _by_pattern(kind: NameKind, text: str, people: People) -> Finding:
    personal = any(part in text.casefold() for part in _PUBLIC) or people.named_in(text)
    public = kind is NameKind.URL and not personal
    doubt = "may be a public page" if public else None
    return Finding(kind, text, FoundBy.PATTERN, {Form(text): None}, doubt)


def _is_full_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words)


def _by_recogniser(entity: Entity, vocabulary: Vocabulary, persons: Sequence[Finding]) -> Finding:
    found = Finding(entity.kind, entity.text, FoundBy.NER, {Form(entity.text): None})
    one_word = " " not in entity.text
    spoken = vocabulary.counts[entity.text]
    if one_word and vocabulary.is_common(entity.text):
        found.doubt = "also a common word"
    elif any(char.isdigit() for char in entity.text):
        found.doubt = "holds a number"
    elif one_word and entity.text.isupper() and len(entity.text) <= _ACRONYM:
        found.doubt = "an abbreviation"
    elif entity.agreed < _AGREED:
        found.doubt = "taken for several kinds of thing"
    elif one_word and spoken > 2 * entity.times:
        found.doubt = f"taken for a name {entity.times} of {spoken} times"
    elif entity.kind is NameKind.PERSON and not one_word and not _is_full_name(entity.text):
        found.doubt = "not written like a name"
    if one_word and len(entity.text) > 3:
        near = [
            person.text
            for person in persons
            if any(_nearly(entity.text, part) for part in _words(person.text))
        ]
        if near:
            found.note = f"spelled nearly like {' or '.join(near)}"
            found.kind = NameKind.PERSON
    return found


def _words(name: str) -> tuple[str, ...]:
    parts = name_parts(name)
    return tuple(filter(None, (parts.given, *parts.surnames[-1:])))


def _nearly(one: str, other: str) -> bool:
    return (
        len(other) > 3
        and Levenshtein.distance(one.casefold(), other.casefold(), score_cutoff=1) == 1
    )


@dataclass(slots=True)
class _Tally:
    """Where and how often a finding's forms stand."""

    first: tuple[int, int] | None = None
    example: str = ""
    count: int = 0
    forms: Counter[Form] = field(default_factory=Counter)
    sources: dict[str, None] = field(default_factory=dict)


def _proposed(
    materials: Sequence[Material], known: Sequence[Name], findings: Sequence[Finding]
) -> tuple[Proposal, ...]:
    names: dict[int, Name] = {}
    for n, one in enumerate(findings):
        new = tuple(form for form in one.forms if one.name is None or form not in one.name.forms)
        if new:
            # a stand-in that is in no text: the true pseudonym follows from the order of appearance
            names[n] = Name(one.kind, f"\ue000{n}\ue001", new)
    tallies = _tallies(materials, (*known, *names.values()))
    drafts: list[tuple[_Tally, Finding, Name, bool]] = []
    for n, one in enumerate(findings):
        if one.name is not None and one.name.pseudonym in tallies:
            drafts.append((tallies[one.name.pseudonym], one, one.name, True))
        if n in names and names[n].pseudonym in tallies:
            drafts.append((tallies[names[n].pseudonym], one, names[n], False))
    drafts.sort(key=lambda draft: (list(NameKind).index(draft[1].kind), draft[0].first))
    return _numbered(drafts, materials, known)


def _tallies(materials: Sequence[Material], names: Sequence[Name]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    matcher = NameMatcher(names)
    for at, one in enumerate(materials):
        length = 0
        for text in (one.text, *one.beside):
            for claim in matcher.claims(text):
                tally = tallies.setdefault(claim.name.pseudonym, _Tally())
                tally.count += 1
                tally.forms.update((claim.form, *claim.also))
                tally.sources[one.id] = None
                if tally.first is None:
                    tally.first = (at, length + claim.start)
                    around = text[max(0, claim.start - _CONTEXT) : claim.end + _CONTEXT]
                    tally.example = " ".join(around.split())
            length += len(text)
    return tallies


def _numbered(
    drafts: Sequence[tuple[_Tally, Finding, Name, bool]],
    materials: Sequence[Material],
    known: Sequence[Name],
) -> tuple[Proposal, ...]:
    taken = {name.pseudonym for name in known}
    for material in materials:
        taken.update(NUMBERED.findall(material.text))
    given: dict[int, str] = {}
    found: list[Proposal] = []
    for n, (tally, one, name, accepted) in enumerate(drafts, start=1):
        whose = one.owner or one
        if whose.name is not None:
            pseudonym = whose.name.pseudonym
        elif id(whose) in given:
            pseudonym = given[id(whose)]
        else:
            pseudonym = given[id(whose)] = next_pseudonym(one.kind, taken)
            taken.add(pseudonym)
        found.append(
            Proposal(
                n=n,
                kind=one.kind,
                text=name.forms[0].text if accepted else _headline(one, name, tally),
                forms=name.forms if accepted else _standing(one, name, tally),
                pseudonym=pseudonym,
                found_by=one.found_by,
                count=tally.count,
                sources=tuple(tally.sources),
                example=tally.example,
                doubt=None if accepted else one.doubt,
                note=None if accepted else one.note,
                accepted=accepted,
            )
        )
    return tuple(found)


def _headline(one: Finding, name: Name, tally: _Tally) -> str:
    """Return the words a finding is listed under: its own, or those of it that stand in a text."""
    if one.owner is None and one.name is None and any(f.text == one.text for f in name.forms):
        return one.text
    return next(form.text for form in name.forms if tally.forms[form])


def _standing(one: Finding, name: Name, tally: _Tally) -> tuple[Form, ...]:
    """Return the forms that stand in the texts, and first the full name, which tells its parts."""
    return tuple(
        sorted(
            (form for form in name.forms if tally.forms[form] or form.text == one.text),
            key=lambda form: form.text != one.text,
        )
    )
