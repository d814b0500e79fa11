"""Turns and the text between them."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.source import Role
from qes.ui.widgets.blocks import blocks


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: str | None
    role: Role
    start: int
    end: int


def test_labels_and_times_are_left_out_and_all_other_text_stays() -> None:
    text = "Interview two\n\nANNA: Yes.\n00:01:02\n\n[door opens]\nBEN: No.\nEnd of tape."
    turns = [
        Turn("ANNA", Role.INTERVIEWER, text.index("Yes."), text.index("Yes.") + 4),
        Turn("BEN", Role.PARTICIPANT, text.index("No."), text.index("No.") + 3),
    ]
    found = blocks(text, turns)
    assert [text[one.start : one.end] for one in found] == [
        "Interview two", "Yes.", "00:01:02\n\n[door opens]", "No.", "End of tape.",
    ]  # fmt: skip
    assert [one.quiet for one in found] == [True, True, True, False, True]
    assert [one.speaker for one in found] == ["", "ANNA", "", "BEN", ""]


def test_a_text_without_turns_is_one_block() -> None:
    assert [(one.start, one.end, one.quiet) for one in blocks("Plain text.", ())] == [
        (0, 11, False)
    ]
    assert blocks("", ()) == ()
