"""The people of a project: from labels and mentions to persons, each with the forms of their name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpora.names.labels import initials_of, label_names, name_parts
from corpora.names.name import NUMBERED, Form, FoundBy, Name, NameKind, Where, cleaned
from corpora.names.vocabulary import Vocabulary, folds

_NUMBERED_NICKNAME = re.compile(r"(?P<word>[^\W\d_]{2,})\d{2,}")


@dataclass(slots=True)
class Finding:
    """Something that may be a name, while it is being looked for."""

    kind: NameKind
    text: str
    found_by: FoundBy
    forms: dict[Form, None] = field(default_factory=dict)
    doubt: str | None = None
    """Why it may be no name at all."""
    note: str | None = None
    """Whose it may be."""
    name: Name | None = None
    """The accepted name it belongs to."""
    owner: Finding | None = None
    """The finding whose pseudonym it is to share."""


class People:
    """Persons under the names they go by; two labels are one person only if spelled alike."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.persons: list[Finding] = []
        self.bodies: dict[str, Finding] = {}
        """Organisations that labels name."""
        self._by_fold: dict[str, Finding] = {}
        self._parts: set[str] = set()
        """Folds of the parts of all names."""
        self._pseudonyms: set[str] = set()
        """Folds of what stands for names already, and of its words."""

    def know(self, names: Iterable[Name]) -> None:
        """Take in persons whose names are accepted already."""
        for name in names:
            for words in (name.pseudonym, *name.pseudonym.split()):
                self._pseudonyms |= folds(words)
            if name.kind is NameKind.PERSON:
                person = Finding(NameKind.PERSON, name.forms[0].text, FoundBy.LABEL, name=name)
                self._keep(person, [form.text for form in name.forms])

    def label(self, labels: Iterable[str]) -> None:
        """Take in those whom speaker labels name; initials go to whom they fit."""
        told = [label_names(one) for one in labels]
        for one in told:
            for body in one.affiliations:
                found = Finding(
                    NameKind.ORGANISATION, body, FoundBy.LABEL, {Form(cleaned(body)): None}
                )
                self.bodies.setdefault(body.casefold(), found)
            if one.name is None or one.initials or self._is_pseudonym(one.name):
                continue
            person = self.person(one.name, FoundBy.LABEL)
            if one.whole:
                person.forms[Form(cleaned(one.label))] = None
                self._keep(person, [cleaned(one.label)])
            self._add_name(person, one.name, label=True)
            for handle in one.handles:
                person.forms[Form(handle)] = None
                self._keep(person, [handle])
        for one in told:
            if one.name is not None and one.initials:
                self._initials(one.name)

    def mention(self, name: str, found_by: FoundBy) -> Finding:
        """Take in a person whose full name is spoken."""
        person = self.person(name, found_by)
        self._add_name(person, name, label=False)
        return person

    def person(self, name: str, found_by: FoundBy) -> Finding:
        """Return the person of a name, however it is spelled; a new one if there is none."""
        known = next((p for fold in folds(name) if (p := self._by_fold.get(fold))), None)
        if known is not None:
            return known
        person = Finding(NameKind.PERSON, name, found_by)
        self._keep(person, [name])
        return person

    def covers(self, words: str) -> bool:
        """Say whether words are the name of a person here, or a part of one."""
        return self._is_pseudonym(words) or any(
            fold in self._by_fold or fold in self._parts for fold in folds(words)
        )

    def named_in(self, address: str) -> bool:
        """Say whether an address on the web spells someone's given name and surname."""
        words = re.sub(r"[^a-z]+", " ", min(folds(address)))
        return any(
            parts.surnames
            and any(
                re.search(rf"\b{given} ?{surname}\b", words)
                for given in map(re.escape, folds(parts.given))
                for surname in map(re.escape, folds(parts.surnames[-1]))
            )
            for parts in (name_parts(person.text) for person in self.persons)
            if parts.given
        )

    def _is_pseudonym(self, words: str) -> bool:
        return NUMBERED.fullmatch(words) is not None or not self._pseudonyms.isdisjoint(
            folds(words)
        )

    def spoken(self) -> tuple[Finding, ...]:
        """Give everyone the parts of their name that are spoken; return what is not clearly theirs.

        A part that several persons share becomes a finding of its own.
        """
        owners: dict[str, list[tuple[Finding, bool]]] = {}
        spelled: dict[str, str] = {}
        for person in self.persons:
            parts = name_parts(person.text)
            for part, given in ((parts.given, True), *((one, False) for one in parts.surnames)):
                if part:
                    key = min(folds(part))
                    spelled.setdefault(key, part)
                    owners.setdefault(key, []).append((person, given))
            if parts.short is not None:
                person.forms.setdefault(Form(parts.short))
        extra = [short for person in self.persons for short in self._short(person)]
        for key, whose in owners.items():
            extra += self._part(spelled[key], whose)
        return tuple(extra)

    def _short(self, person: Finding) -> Iterator[Finding]:
        """Yield what a nickname with a number may be called by: `PK` for `pk4711`."""
        numbered = _NUMBERED_NICKNAME.fullmatch(person.text)
        if numbered is None or self.covers(numbered["word"]):
            return
        told = (form for form, _ in self._vocabulary.spellings(numbered["word"], given=True))
        forms = dict.fromkeys(Form(one.text) for one in told if one.text != one.text.lower())
        if forms:
            text = next(iter(forms)).text
            doubt = f"may be short for {person.text}"
            yield Finding(NameKind.PERSON, text, FoundBy.LABEL, forms, doubt, owner=person)

    def _part(self, part: str, whose: Sequence[tuple[Finding, bool]]) -> list[Finding]:
        whole = self._by_fold.get(min(folds(part)))
        persons = list({id(p): p for p, _ in whose}.values())
        owner = whole or (persons[0] if len(persons) == 1 else None)
        given = any(first for _, first in whose)
        spellings: tuple[tuple[Form, str | None], ...] = (
            ((Form(part), None), (Form(part.upper()), None))
            if " " in part
            else self._vocabulary.spellings(part, given=given)
        )
        note = " or ".join(person.text for person in persons)
        found_by = persons[0].found_by
        extra: list[Finding] = []
        shared: Finding | None = None
        for form, doubt in spellings:
            if doubt is not None:
                extra.append(
                    Finding(NameKind.PERSON, form.text, found_by, {form: None}, doubt, note)
                )
                extra[-1].owner = owner
            elif owner is not None:
                owner.forms.setdefault(form)
            elif shared is None:
                shared = Finding(NameKind.PERSON, form.text, found_by, {form: None}, note=note)
                extra.append(shared)
            else:
                shared.forms[form] = None
        for one in extra:
            if one is not shared and owner is None:
                one.owner = shared
        return extra

    def _initials(self, initials: str) -> None:
        letters = initials.replace(".", "").upper()
        fitting = [
            person for person in self.persons
            if " " in person.text and initials_of(person.text) == letters
        ]  # fmt: skip
        person = fitting[0] if len(fitting) == 1 else self.person(initials, FoundBy.LABEL)
        person.forms[Form(cleaned(initials), Where.LABEL)] = None

    def _add_name(self, person: Finding, name: str, *, label: bool) -> None:
        form = cleaned(name)
        if " " in form:
            for way in (form, form.upper(), form.lower(), form.title()):
                person.forms.setdefault(Form(way))
            return
        careful = form == form.lower() or self._vocabulary.is_common(form)
        sure = not careful or any(char.isdigit() for char in form)
        if label or not sure:
            where = Where.ANYWHERE if sure else Where.LABEL if label else Where.WITHIN
            person.forms.setdefault(Form(form, where))
        else:
            person.forms.setdefault(Form(form))

    def _keep(self, person: Finding, names: Iterable[str]) -> None:
        if not any(one is person for one in self.persons):
            self.persons.append(person)
        for name in names:
            for fold in folds(name):
                self._by_fold.setdefault(fold, person)
        for part in _all_parts(person.text):
            self._parts |= folds(part)


def _all_parts(name: str) -> tuple[str, ...]:
    parts = name_parts(name)
    return tuple(filter(None, (parts.given, *parts.surnames, parts.short)))
