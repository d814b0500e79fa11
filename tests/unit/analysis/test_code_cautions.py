from __future__ import annotations

import pytest

from qes.analysis.agreement.cautions import CodeCaution, caution_words, cautions_of
from qes.analysis.agreement.two_by_two import TwoByTwo


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        # the published table of much agreement and a kappa below 0
        (TwoByTwo(118, 5, 2, 0), [CodeCaution.PREVALENCE]),
        (TwoByTwo(1, 6, 5, 400), [CodeCaution.PREVALENCE, CodeCaution.SHARED_ABSENCE]),
        (TwoByTwo(10, 20, 0, 70), [CodeCaution.BIAS]),
        (TwoByTwo(40, 9, 6, 45), []),
        (TwoByTwo(50, 0, 0, 50), []),
        (TwoByTwo(0, 0, 0, 50), []),
        (TwoByTwo(0, 0, 0, 0), []),
    ],
)
def test_a_paradox_is_said_where_it_is_and_not_elsewhere(
    counts: TwoByTwo, said: list[CodeCaution]
) -> None:
    assert list(cautions_of(counts)) == said


def test_a_coder_who_never_gave_a_code_is_named() -> None:
    counts = TwoByTwo(0, 0, 12, 80)
    assert CodeCaution.CONSTANT_CODER in cautions_of(counts)
    words = caution_words(CodeCaution.CONSTANT_CODER, "pay", counts, ("ann", "bo"))
    assert words.startswith("pay: ann gave it to none")


@pytest.mark.parametrize("caution", list(CodeCaution))
def test_every_caution_has_a_sentence_with_the_code_in_it(caution: CodeCaution) -> None:
    words = caution_words(caution, "pay", TwoByTwo(118, 5, 2, 0), ("ann", "bo"))
    assert words.startswith("pay: ")
    assert words.endswith(".")


def test_by_character_characters_are_counted_and_not_times() -> None:
    counts = TwoByTwo(10, 30, 0, 60)
    words = caution_words(CodeCaution.BIAS, "pay", counts, ("ann", "bo"), characters=True)
    assert "ann applied it to 40 characters and bo to 10." in words
