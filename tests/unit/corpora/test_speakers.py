from __future__ import annotations

import unicodedata

import pytest

from corpora.source import Role
from corpora.speakers import Manner, clean_label, is_name, is_person, label_key, role_of, roles_of


def test_spellings_of_one_label_share_a_key() -> None:
    composed = "Zoë"
    spellings = [composed, unicodedata.normalize("NFD", composed), "ZOË", " Zoë\u200b", "**Zoë:**"]
    assert len({label_key(label) for label in spellings}) == 1
    assert clean_label("**Zoë\u200b  Ann:**") == "Zoë Ann"


@pytest.mark.parametrize(
    "label",
    [
        "Maria de la Cruz",
        "R. J. Okafor, Ph.D",
        "Kim (North Site)",
        "Ola | Team B",
        "Tom and Ida",
        "李雷",
        "O'Neil",
    ],
)
def test_names_are_seen_as_names(label: str) -> None:
    assert is_name(label)


@pytest.mark.parametrize(
    "label",
    ["so I said", "And then", "The thing is", "It ended. Then he said", "“Well", "what", ""],
)
def test_beginnings_of_sentences_are_not_names(label: str) -> None:
    assert not is_name(label)


@pytest.mark.parametrize("label", ["Break", "NOTE", "Date", "[laughs]", "12", "https", "Box 3"])
def test_headings_numbers_and_noises_are_not_people(label: str) -> None:
    assert not is_person(label_key(label))


def test_roles_follow_from_labels() -> None:
    assert role_of("Interviewer 2") is Role.INTERVIEWER
    assert role_of("INT") is Role.INTERVIEWER
    assert role_of("P12") is Role.PARTICIPANT
    assert role_of("Service User 3") is Role.PARTICIPANT
    assert role_of("Anna") is Role.UNKNOWN


def parts(*labels: str) -> tuple[Role, ...]:
    return roles_of([Manner(label, 10, 0, 1000) for label in labels])[0]


def test_where_one_interviews_the_others_take_part() -> None:
    assert parts("Moderator", "Anna", "Unknown Speaker") == (
        Role.INTERVIEWER,
        Role.PARTICIPANT,
        Role.UNKNOWN,
    )
    assert parts("Anna", "Ben") == (Role.UNKNOWN, Role.UNKNOWN)
