"""Saying who speaks in the source under review, where its labels tell too little."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from corpora.source import Role
from qes.services.speaking import Said, Voice
from qes.ui.code_tree import folded_text
from qes.ui.dialogs.chooser import Choice, Chooser
from qes.ui.screens.acts import told
from qes.ui.screens.ordering import ReviewOrdering
from qes.ui.widgets.key_line import Tone
from qes.ui.widgets.rows import Piece, RowPieces

if TYPE_CHECKING:
    from collections.abc import Callable

_ROLES = {
    Role.INTERVIEWER: "asks; their words await no decision",
    Role.MODERATOR: "leads the group; their words await no decision",
    Role.PARTICIPANT: "answers; their words are coded",
    Role.UNKNOWN: "their words are coded",
}


def _search(names: Sequence[str]) -> Callable[[str], Sequence[int]]:
    folded = [folded_text(name) for name in names]

    def search(typed: str) -> Sequence[int]:
        words = folded_text(typed).split()
        return tuple(i for i, name in enumerate(folded) if all(word in name for word in words))

    return search


def voice_choice(voices: Sequence[Voice]) -> Choice[int]:
    """Return the choice among those who speak; keys are places in `voices`."""

    def row(place: int) -> RowPieces:
        one = voices[place]
        whose = f"   is {one.name}" if one.name != one.label else ""
        return RowPieces(
            (Piece(one.label), Piece(f"{whose}   {one.role.value}", faint=True)),
            Piece(str(one.turns), faint=True),
        )

    return Choice(
        title="Who speaks here? Choose one to say more of",
        placeholder="part of a name",
        search=_search([f"{one.label} {one.name}" for one in voices]),
        row=row,
        detail=lambda place: "; ".join(f"{n}: {v}" for n, v in voices[place].attributes),
        nothing="Nobody here is called so.",
    )


def said_choice(one: Voice, others: Sequence[Voice]) -> Choice[int]:
    """Return the choice of what may be said of a speaker; keys are places in `sayings`."""
    told_of = sayings(one, others)
    return Choice(
        title=f"{one.name} is",
        placeholder="part of a role or a name",
        search=_search([text for text, _, _ in told_of]),
        row=lambda place: RowPieces(
            (Piece(told_of[place][0]), Piece(f"   {told_of[place][1]}", faint=True))
        ),
        detail=lambda place: told_of[place][1],
        nothing="Nothing fits. Names and attributes: qes sources speaker",
    )


def sayings(one: Voice, others: Sequence[Voice]) -> tuple[tuple[str, str, Said], ...]:
    """Return what may be said of a speaker: each with what it means and how it is recorded."""
    roles = [(role.value, meaning, Said(role=role)) for role, meaning in _ROLES.items()]
    names = dict.fromkeys(other.name for other in others if other.name != one.name)
    same = [(name, "the same person", Said(name=name)) for name in names]
    return (*roles, *same)


class ReviewDescribing(ReviewOrdering):
    """The key that says who speaks."""

    @told
    async def action_speakers(self) -> None:
        """Ask of whom there is something to say."""
        voices = await self.sitting.voices()
        if not voices:
            self.say("Nobody is named in this source")
            return
        await self.ask(Chooser(voice_choice(voices)), partial(self._chosen_voice, voices))

    @told
    async def _chosen_voice(self, voices: Sequence[Voice], place: int | None) -> None:
        if place is None:
            return
        one = voices[place]
        choice = said_choice(one, voices)
        await self.ask(Chooser(choice), partial(self._describe, one, sayings(one, voices)))

    @told
    async def _describe(
        self, one: Voice, choices: Sequence[tuple[str, str, Said]], place: int | None
    ) -> None:
        if place is None:
            return
        said, _, meant = choices[place]
        await self.sitting.describe(one, meant)
        self.show_source()
        self.say(f"{one.label} is {said}", Tone.DONE, "p to change it")
