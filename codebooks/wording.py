"""Whose words an instrument is in, and whether they may be passed on."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from codebooks.code import LineText, NameText


class Wording(StrEnum):
    """Whose words the items are in."""

    PARAPHRASE = "paraphrase"
    OFFICIAL = "official"
    USER_SUPPLIED = "user_supplied"


class Licence(BaseModel):
    """The terms of an instrument's words.

    Official wording that may not be passed on is refused: someone who holds such a text loads it
    as `user_supplied`, and it stays in their project.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: NameText
    """SPDX identifier of the licence of the published instrument, or `unknown`."""
    url: LineText = ""
    wording: Wording
    redistributable: bool
    """Whether the words in this file may be passed on."""

    @model_validator(mode="after")
    def _may_be_held(self) -> Self:
        if self.wording is Wording.OFFICIAL and not self.redistributable:
            raise ValueError(
                "says the wording is official and may not be passed on: paraphrase it, or load it "
                "as 'wording: user_supplied'"
            )
        return self
