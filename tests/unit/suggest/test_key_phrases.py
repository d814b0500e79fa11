"""The phrases by which a group of passages is told from the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qes.suggest.function_words import FUNCTION_WORDS
from qes.suggest.phrases import key_phrases

BUS = ("The bus ticket was too dear.", "A bus ticket, um, for two.", "I lost my bus ticket twice.")
FOOD = ("The soup was cold.", "They served cold soup again.", "Cold soup and bread.")


def said(*groups: tuple[str, ...]) -> list[list[str]]:
    return [[phrase.text for phrase in phrases] for phrases in key_phrases(groups)]


def test_a_group_is_told_by_what_the_others_lack() -> None:
    shared = ("The ward was busy today.", "A busy ward, as ever.")
    bus, food = said((*BUS, *shared), (*FOOD, *shared))
    assert bus[0] == "bus ticket"
    assert food[0] in {"soup", "cold soup"}
    assert "busy" not in (bus[0], food[0])


def test_words_that_stand_together_are_one_phrase_and_not_repeated() -> None:
    (phrases,) = said(BUS)
    assert "bus ticket" in phrases
    assert "bus" not in phrases
    assert "ticket" not in phrases


def test_a_longer_phrase_speaks_for_a_shorter_one_of_which_it_is_half() -> None:
    texts = ("waiting list", "a waiting list", "no waiting", "waiting again")
    assert said(texts) == [["waiting list"]]
    assert said((*texts, "waiting?")) == [["waiting"]]


def test_a_phrase_counts_the_passages_it_stands_in() -> None:
    ((phrase, *_),) = key_phrases([("noise noise noise", "such noise", "silence here")])
    assert (phrase.text, phrase.passages) == ("noise", 2)


def test_phrases_do_not_reach_over_punctuation() -> None:
    (phrases,) = said(("I came by train. Bus was late.", "Off the train; bus gone"))
    assert phrases == ["bus", "train"]


def test_sounds_of_thinking_stand_between_no_words() -> None:
    (phrases,) = said(("the waiting um list", "a waiting list"))
    assert phrases == ["waiting list"]


def test_a_hyphen_does_not_make_another_phrase() -> None:
    (phrases,) = said(("a follow-up visit", "the follow-up", "follow up", "to follow up"))
    assert len([one for one in phrases if "follow" in one]) == 1


def test_a_plural_does_not_make_another_phrase() -> None:
    (phrases,) = said(("a night shift", "night shifts", "night shift", "night shifts again"))
    assert phrases in (["night shift"], ["night shifts"])


def test_stumbling_says_nothing() -> None:
    assert said(("I-I was he-he", "I-I and-the he-he")) == [[]]


def test_what_stands_in_one_passage_is_no_key_phrase() -> None:
    assert said(("lighthouse",), ("harbour",)) == [[], []]
    assert said(()) == [[]]
    assert said() == []


@given(
    groups=st.lists(st.lists(st.text("ab the-of'., \n", max_size=30), max_size=6), max_size=4),
    count=st.integers(1, 4),
)
def test_phrases_are_short_few_and_begin_and_end_with_words_that_tell(
    groups: list[list[str]], count: int
) -> None:
    phrases = key_phrases(groups, count)
    assert len(phrases) == len(groups)
    for group, ones in zip(groups, phrases, strict=True):
        assert len(ones) <= count
        for one in ones:
            words = one.text.split(" ")
            assert 1 <= len(words) <= 3
            assert words[0] not in FUNCTION_WORDS
            assert words[-1] not in FUNCTION_WORDS
            assert 2 <= one.passages <= len(group)


def test_a_word_of_300_000_characters_and_endless_text_are_read() -> None:
    long = "x" * 300_000
    endless = "quiet room " * 50_000
    (phrases,) = said((endless, endless, long))
    assert phrases[0] in {"quiet room quiet", "room quiet room", "quiet room"}
