from __future__ import annotations

import pytest

from corpora.names.finding import Material, Proposal, find_names
from corpora.names.labels import initials_of, label_names, name_parts
from corpora.names.matching import NameMatcher
from corpora.names.name import Form, FoundBy, Name, NameKind, Where, checked_pseudonym
from corpora.names.patterns import sightings
from corpora.names.recognition import Entity
from qes.errors import UserError


def material(text: str, id_: str = "s1") -> Material:
    """Take every line `Label: words` for a turn."""
    labels: dict[str, None] = {}
    spoken: list[str] = []
    for line in text.splitlines(keepends=True):
        label, colon, words = line.partition(": ")
        if colon:
            labels[label] = None
            spoken.append(words.strip())
    return Material(id_, text, tuple(spoken) or (text,), tuple(labels))


def found(
    *texts: str,
    known: tuple[Name, ...] = (),
    rejected: tuple[str, ...] = (),
    entities: tuple[Entity, ...] = (),
) -> dict[str, Proposal]:
    materials = [material(text, f"s{n}") for n, text in enumerate(texts)]
    return {one.text: one for one in find_names(materials, known, rejected, entities)}


def pseudonymised(text: str, proposals: dict[str, Proposal]) -> str:
    sure = [one for one in proposals.values() if one.doubt is None]
    names = [Name(one.kind, one.pseudonym, one.forms) for one in sure]
    return NameMatcher(names).replaced(text).text


@pytest.mark.parametrize(
    ("label", "name", "handles", "bodies"),
    [
        ("Ann Lee", "Ann Lee", (), ()),
        ("Dr. Ann Lee", "Ann Lee", (), ()),
        ("Lee, Ann", "Ann Lee", (), ()),
        ("Ann Lee (Weir House)", "Ann Lee", (), ("Weir House",)),
        ("Ann Lee | Weir House", "Ann Lee", (), ("Weir House",)),
        ("Ann Lee (annl)", "Ann Lee", ("annl",), ()),
        ("Ann Lee (she/her)", "Ann Lee", (), ()),
        ("Ann Lee (Interviewer)", "Ann Lee", (), ()),
        ("Interviewer (Ann Lee)", "Ann Lee", (), ()),
        ("brook", "brook", (), ()),
        ("pk4711", "pk4711", (), ()),
        ("INTERVIEWER", None, (), ()),
        ("Interviewer 2", None, (), ()),
        ("P1", None, (), ()),
        ("ES12", None, (), ()),
        ("Speaker 3", None, (), ()),
        ("C", None, (), ()),
        ("Ann Lee, PhD", "Ann Lee", (), ()),
        ("Date", None, (), ()),
    ],
)
def test_a_label_tells_a_name_from_a_part_and_a_code(
    label: str, name: str | None, handles: tuple[str, ...], bodies: tuple[str, ...]
) -> None:
    told = label_names(label)
    assert (told.name, told.handles, told.affiliations) == (name, handles, bodies)


def test_names_are_taken_apart_with_their_particles() -> None:
    parts = name_parts("Mrs Ann Maria van der Lee")
    assert parts.given == "Ann"
    assert parts.surnames == ("van der Lee", "Lee")
    assert parts.short == "Ann van der Lee"
    assert initials_of("Ann van der Lee") == "AL"


def test_a_person_is_one_under_full_name_parts_capitals_and_initials() -> None:
    text = (
        "Rita Holm: Hello.\nOTTO BERG: Thanks, Rita. Is Holm here?\nRH: It is RITA HOLM.\n"
        "Otto Berg: Rita's kitchen.\n"
    )
    proposals = found(text)
    assert set(proposals) == {"Rita Holm", "Otto Berg"} or set(proposals) == {
        "Rita Holm",
        "OTTO BERG",
    }
    assert pseudonymised(text, proposals) == (
        "Person 1: Hello.\nPerson 2: Thanks, Person 1. Is Person 1 here?\n"
        "Person 1: It is Person 1.\nPerson 2: Person 1's kitchen.\n"
    )


def test_a_name_has_one_pseudonym_over_all_sources_and_spellings() -> None:
    one, two = "Ulla Müller: Yes.\nP1: No.\n", "P2: Ulla Mueller came, Frau Müller, ULLA.\n"
    proposals = found(one, two)
    assert list(proposals) == ["Ulla Müller"]
    assert proposals["Ulla Müller"].sources == ("s0", "s1")
    assert pseudonymised(two, proposals) == "P2: Person 1 came, Frau Person 1, Person 1.\n"


def test_a_first_name_of_two_people_is_a_name_of_its_own() -> None:
    text = "Rita Holm: So Rita left.\nRita Lund: Lund? Holm?\n"
    proposals = found(text)
    assert proposals["Rita"].note == "Rita Holm or Rita Lund"
    assert len({one.pseudonym for one in proposals.values()}) == 3
    assert pseudonymised(text, proposals).count(proposals["Rita"].pseudonym) == 1


def test_a_nickname_that_is_a_word_is_replaced_as_a_label_only() -> None:
    text = "brook: The brook is high.\nRita Holm: Brook said so.\n"
    proposals = found(text)
    sure = pseudonymised(text, proposals)
    assert "The brook is high" in sure
    assert sure.startswith("Person ")


def test_a_name_in_lower_case_is_proposed_with_a_doubt_for_the_same_person() -> None:
    text = "Rita Holm: Yes.\nOtto Berg: thanks rita\n"
    proposals = found(text)
    assert proposals["rita"].doubt == "in lower case"
    assert proposals["rita"].pseudonym == proposals["Rita Holm"].pseudonym


def test_a_name_that_is_a_verb_is_kept_apart_from_the_verb() -> None:
    text = "Will Berg: Will you come?\nP1: Ask Will. Will, come! I will.\n"
    assert pseudonymised(text, found(text)) == (
        "Person 1: Will you come?\nP1: Ask Person 1. Person 1, come! I will.\n"
    )


def test_a_name_that_is_a_verb_begins_a_sentence_where_a_verb_follows() -> None:
    text = "Will Berg: Will is late. Will will come. Will it rain? Will do.\n"
    assert pseudonymised(text, found(text)) == (
        "Person 1: Person 1 is late. Person 1 will come. Will it rain? Will do.\n"
    )


@pytest.mark.parametrize(
    ("address", "doubt"),
    [
        ("https://rita-holm.example.org/about", None),
        ("www.ritaholm.example", None),
        ("https://grace.example.org/holm", "may be a public page"),
    ],
)
def test_a_page_that_spells_a_persons_name_is_theirs(address: str, doubt: str | None) -> None:
    assert found(f"Rita Holm: It is at {address} now.\n")[address].doubt == doubt


def test_a_month_is_never_silently_taken_for_a_person() -> None:
    proposals = found("May Berg: It was in May.\nP1: Yes.\n")
    assert proposals["May"].doubt == "also a month or a day"


def test_what_was_accepted_keeps_its_pseudonym_and_gains_spellings() -> None:
    known = (Name(NameKind.PERSON, "Maria", (Form("Rita Holm"), Form("Rita"))),)
    proposals = found("P1: Ask Rita or RITA HOLM. Mr Holm too.\n", known=known)
    assert {one.pseudonym for one in proposals.values()} == {"Maria"}
    assert proposals["Rita Holm"].accepted
    (new,) = (one for one in proposals.values() if not one.accepted)
    assert {form.text for form in new.forms} == {"RITA", "HOLM", "Holm"}


def test_what_was_rejected_is_not_proposed_again() -> None:
    assert "Weir" not in found("Rita Holm (Weir): Yes.\nP1: No.\n", rejected=("weir",))


def test_pseudonyms_are_not_names_and_their_numbers_are_not_given_twice() -> None:
    proposals = found(
        "Person 1: Hello.\nRita Holm: Hello, Person 1.\n",
        entities=(Entity(NameKind.PERSON, "Person 1", 1, 1.0),),
    )
    assert {text: one.pseudonym for text, one in proposals.items()} == {"Rita Holm": "Person 2"}


def test_a_pseudonym_of_ones_own_is_not_a_name_either() -> None:
    known = (Name(NameKind.PERSON, "Maria Lund", (Form("Rita Holm"),)),)
    entities = (Entity(NameKind.PERSON, "Maria", 1, 1.0),)
    assert found("Maria Lund: Hello.\nP1: Hello, Maria.\n", known=known, entities=entities) == {}


def test_the_recogniser_adds_what_labels_do_not_cover() -> None:
    text = "Rita Holm: Rita met Jon Askew. Jon was in Orrest with the NMA. Square.\nP1: A square.\n"
    proposals = found(
        text,
        entities=(
            Entity(NameKind.PERSON, "Rita", 1, 1.0),
            Entity(NameKind.PERSON, "Jon Askew", 1, 1.0),
            Entity(NameKind.PLACE, "Orrest", 1, 1.0),
            Entity(NameKind.ORGANISATION, "NMA", 1, 1.0),
            Entity(NameKind.PERSON, "Square", 1, 1.0),
        ),
    )
    assert {text for text, one in proposals.items() if one.doubt is None} == {
        "Rita Holm",
        "Jon Askew",
        "Orrest",
    }
    assert Form("Jon") in proposals["Jon Askew"].forms
    assert proposals["NMA"].doubt == "an abbreviation"
    assert proposals["Square"].doubt == "also a common word"


def test_a_name_one_letter_off_says_whose_it_may_be() -> None:
    proposals = found(
        "Etan Holm: Yes.\nP1: Thanks, Ethan.\n",
        entities=(Entity(NameKind.PLACE, "Ethan", 1, 1.0),),
    )
    assert proposals["Ethan"].note == "spelled nearly like Etan Holm"
    assert proposals["Ethan"].kind is NameKind.PERSON


def test_the_same_texts_give_the_same_numbers_after_a_decision() -> None:
    text = "Rita Holm: Ask Otto.\nOtto Berg: Ask Ulla.\nUlla Lund: Rita?\n"
    before = {one.text: one.n for one in found(text).values()}
    known = (Name(NameKind.PERSON, "Maria", (Form("Otto Berg"), Form("Otto"))),)
    assert {one.text: one.n for one in found(text, known=known).values()} == before


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to ann.lee+x@weir-house.org.uk, please", NameKind.EMAIL, "ann.lee+x@weir-house.org.uk"),
        ("see https://example.org/a_b?c=1.", NameKind.URL, "https://example.org/a_b?c=1"),
        ("call 020 7946 0958 now", NameKind.PHONE, "020 7946 0958"),
        ("call 07700 900123.", NameKind.PHONE, "07700 900123"),
        ("call +49 30 901820 or", NameKind.PHONE, "+49 30 901820"),
        ("call (415) 555-0132 or", NameKind.PHONE, "(415) 555-0132"),
        ("at LA9 4XX, I think", NameKind.ADDRESS, "LA9 4XX"),
        ("in Orrest, VT 05001.", NameKind.ADDRESS, "VT 05001"),
        ("at 14 Old Mill Lane, left", NameKind.ADDRESS, "14 Old Mill Lane"),
        ("my number AB 12 34 56 C is", NameKind.ID, "AB 12 34 56 C"),
        ("NHS 943 476 5919 it says", NameKind.ID, "943 476 5919"),
        ("I was born on 3 March 1971, in", NameKind.DATE, "3 March 1971"),
        ("DOB: 03/03/1971", NameKind.DATE, "03/03/1971"),
    ],
)  # fmt: skip
def test_contacts_and_numbers_are_found_as_written(text: str, kind: NameKind, words: str) -> None:
    assert [(one.kind, one.text) for one in sightings(text)] == [(kind, words)]
    one = next(sightings(text))
    assert text.startswith(words, one.start)


@pytest.mark.parametrize(
    "text",
    [
        "00:05:31.760 --> 00:05:34.100",
        "from 2019-2020 to 2021",
        "we met on 3 March 1971",
        "in 1984 there were 12,000,000 of them, 45.3 % more",
        "P12 and ES3 in EIP 7688, 8105",
        "943 476 5918 of them",
        "£1500 2000 3000",
        "ACD 181 and Q1 2",
        "version 3.8.18, section 4.2",
    ],
)
def test_other_numbers_are_no_contacts(text: str) -> None:
    assert list(sightings(text)) == []


@pytest.mark.parametrize("text", ["", "a:b", "<b>", 'a"b', "a,b", "[a", "a\u0007b", "x" * 61, "-"])
def test_a_pseudonym_that_would_break_a_file_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        checked_pseudonym(text)


def test_a_pseudonym_may_stand_in_brackets() -> None:
    assert checked_pseudonym(" [a  town]") == "[a town]"


def test_a_label_form_is_kept_where_only_the_label_has_it() -> None:
    proposals = found("brook: Yes.\nP1: No.\n")
    assert proposals["brook"].forms == (Form("brook", Where.LABEL),)
    assert proposals["brook"].found_by is FoundBy.LABEL


def test_the_word_in_a_numbered_nickname_is_proposed_with_a_doubt() -> None:
    proposals = found("qd4711: Yes.\nP1: Thanks, QD.\n")
    assert proposals["QD"].doubt == "may be short for qd4711"
    assert proposals["QD"].pseudonym == proposals["qd4711"].pseudonym
