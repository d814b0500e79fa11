from __future__ import annotations

import pytest

from corpora.readers.numerals import NumberFormat, numeral


@pytest.mark.parametrize(
    ("count", "form", "printed"),
    [
        (12, NumberFormat.ARABIC, "12"),
        (1, NumberFormat.SMALL_LETTER, "a"),
        (26, NumberFormat.LETTER, "Z"),
        (27, NumberFormat.LETTER, "AA"),
        (703, NumberFormat.SMALL_LETTER, "aaa"),
        (4, NumberFormat.SMALL_ROMAN, "iv"),
        (1994, NumberFormat.ROMAN, "MCMXCIV"),
        (3999, NumberFormat.SMALL_ROMAN, "mmmcmxcix"),
        (4000, NumberFormat.ROMAN, "4000"),
        (0, NumberFormat.LETTER, "0"),
        (-1, NumberFormat.SMALL_ROMAN, "-1"),
    ],
)
def test_numbers_are_printed_as_their_list_counts(
    count: int, form: NumberFormat, printed: str
) -> None:
    assert numeral(count, form) == printed
