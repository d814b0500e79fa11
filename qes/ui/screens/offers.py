"""What is offered for the current segment, put into the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from qes.services.coding import CodingState
from qes.services.review import Because, SegmentSuggestions, SuggestionView
from qes.ui.printable import line
from qes.ui.sitting import Sitting
from qes.ui.widgets.offered import MAX_SHOWN, NoCode, Offer, Suggested, quoted_words

if TYPE_CHECKING:
    from qes.suggest.calibration import Strength

WITHHELD = "decide first · g to see suggestions"
_NONE_YET = "No suggestions yet: g computes them while you go on."
_NOT_AWAITED = "Nothing is suggested where no decision of yours is awaited."
_LEARNING = "Learning from what is decided; go on meanwhile."
_ALWAYS, _UNCALIBRATED = 3, 5
_LEAST = 0.02
_MARKS = {"strong": "●●●", "fair": "●●○", "weak": "●○○"}


def worth_showing(found: SegmentSuggestions | None) -> tuple[SuggestionView, ...]:
    """Return the suggestions that stand on the screen where there is room for all.

    After the first three only those that are not all but ruled out: a long tail of `.00` tires
    the eye, and what does not stand there does not count as having been offered.
    """
    items = () if found is None else found.items[:MAX_SHOWN]
    return tuple(
        one
        for place, one in enumerate(items)
        if place < _ALWAYS
        or (place < _UNCALIBRATED if one.probability is None else one.probability >= _LEAST)
    )


def figure(probability: float | None, strength: Strength) -> str:
    """Write how likely something is: `.81`, or three marks while there is no probability."""
    if probability is None:
        return _MARKS[strength]
    return "1.0" if probability >= 0.995 else f".{round(probability * 100):02d}"


def offer(sitting: Sitting, highlighted: int, computing: str) -> Offer:
    """Return the suggestions for the segment one is at, or what stands in their place.

    Args:
        sitting: Where one is, and what is known of it.
        highlighted: Which suggestion x and Space mean, from 0.
        computing: How far a computation is; empty while none runs.
    """
    here = sitting.segment
    if here is None:
        return Offer("SUGGESTED", notice="Suggestions for the segment you are at come here.")
    title = f"SUGGESTED for segment {here.n}"
    advice = sitting.advice
    found = advice.of(here.id)
    items = worth_showing(found)
    offered = {one.code for one in items}
    codes = dict.fromkeys(one.code for one in sitting.at_hand.given(here.start, here.end))
    given = tuple(sitting.tree.name(code) for code in codes if code not in offered)
    if not advice.knows(here.id):
        notice = computing or ("" if advice.ready else _LEARNING)
        return Offer(title, notice=notice, given=given)
    if found is None:
        nothing = advice.trouble(here.id) or (_NONE_YET if here.awaited else _NOT_AWAITED)
        return Offer(title, notice=computing or nothing, given=given)
    if found.withheld:
        return Offer(title, notice=WITHHELD, given=given)
    states = sitting.at_hand.states(here.start, here.end)
    return Offer(
        title,
        tuple(_suggested(sitting, one, states.get(one.code)) for one in items),
        NoCode(figure(found.none_probability, found.none_strength), found.probably_nothing),
        highlighted=highlighted,
        given=given,
    )


def _suggested(sitting: Sitting, one: SuggestionView, state: CodingState | None) -> Suggested:
    code = sitting.tree.get(one.code)
    nearest = one.because[0] if one.because else None
    return Suggested(
        name=one.name,
        hue=0 if code is None else sitting.tree.hue(code.branch),
        figure=figure(one.probability, one.strength),
        because=nearest.excerpt if nearest is not None else "",
        where=_where(sitting, nearest) if nearest is not None else "",
        words=one.words,
        definition=one.definition,
        given=state is CodingState.APPLIED,
        rejected=state is CodingState.REJECTED,
    )


def _where(sitting: Sitting, passage: Because) -> str:
    place = sitting.at_hand.place_of(passage.segment)
    if place is not None:
        return f"s. {sitting.at_hand.segments[place].n}"
    return passage.source_name or "codebook"


def explanation(sitting: Sitting, found: SegmentSuggestions, place: int) -> tuple[Content, ...]:
    """Say all that there is to say about one suggestion."""
    one = found.items[place]
    parts = [Content.styled(line(one.path), "bold"),
             Content(line(one.definition) or "It has no definition yet."),
             Content.styled(f"\n{how_likely(one, found.decisions)}", "$foreground 75%")]  # fmt: skip
    for reason in one.because:
        where = _where(sitting, reason)
        if reason.segment is not None and reason.source_name and where != reason.source_name:
            where = f"{reason.source_name} · {where}"
        parts.append(Content(f"\n“{line(reason.text)}”"))
        parts.append(
            Content.styled(f"{line(where)} · {sitting.tree.name(reason.code)}", "$foreground 65%")
        )
    if not one.because:
        parts.append(Content("\nNo passage like it has this code yet; it rests on the definition."))
    if one.words:
        parts.append(Content(f"\nWords that speak for it here: {quoted_words(one.words)}"))
    return tuple(parts)


def how_likely(one: SuggestionView, decisions: int) -> str:
    """Say in a sentence how strong a suggestion is, and what that was learned from."""
    after = f"after {decisions:,} decision{'' if decisions == 1 else 's'}"
    if one.probability is not None:
        right = min(99, max(1, round(one.probability * 100)))
        return f"{after.capitalize()}, of 100 such suggestions about {right} are right."
    from qes.suggest.calibration import DECISIONS_NEEDED  # noqa: PLC0415 - loads numpy

    if not decisions:
        after = "nothing is decided yet"
    return (
        f"A {one.strength.value} suggestion {_MARKS[one.strength]}; {after}. "
        f"From about {DECISIONS_NEEDED} decisions on, a number says how often such are right."
    )
