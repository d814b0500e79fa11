from __future__ import annotations

import pytest

from corpora.names import recognition
from corpora.names.name import NameKind
from corpora.names.recognition import CHUNK, is_available, recognised


@pytest.fixture
def _pipeline() -> None:
    if not is_available():
        pytest.skip("the English pipeline is not installed")


@pytest.mark.usefixtures("_pipeline")
def test_persons_and_places_are_recognised_with_how_often() -> None:
    steps: list[tuple[int, int]] = []
    text = "Michael Harrison lives in London. Michael Harrison works in London."
    entities = {
        one.text: one for one in recognised([text], lambda _what, *step: steps.append(step))
    }
    assert entities["Michael Harrison"].kind is NameKind.PERSON
    assert entities["Michael Harrison"].times == 2
    assert entities["London"].kind is NameKind.PLACE
    assert steps[-1] == (len(text), len(text))


def test_a_long_text_is_cut_between_words_and_nothing_is_lost() -> None:
    text = ("one two three\n" * 3 * CHUNK)[: 3 * CHUNK] + "x" * (CHUNK + 50)
    pieces = list(recognition._chunks(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= CHUNK
    assert pieces[0].endswith("\n")


def test_white_space_alone_is_not_given_to_the_recogniser() -> None:
    assert list(recognition._chunks(" \n ")) == []


@pytest.mark.parametrize(
    ("entity", "name"),
    [
        ("the Harbour Trust", "Harbour Trust"),
        ("Rita's", "Rita"),
        ("Sorry Rita", "Rita"),
        ("Good morning, Rita Holm", "Rita Holm"),
        ("Anna Smith", "Anna Smith"),
        ("Noel", "Noel"),
        ("Rita\nOtto", "Rita"),
        ("three weeks", None),
        ("2 Mills", None),
        ("A", None),
        ("One Two Three Four Five Six", None),
    ],
)
def test_an_entity_is_trimmed_to_the_name(entity: str, name: str | None) -> None:
    assert recognition._name(entity) == name


def test_without_the_pipeline_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_PACKAGE", "no_such_pipeline")
    assert not is_available()
