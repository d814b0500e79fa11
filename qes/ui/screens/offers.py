"""What is offered for the current segment, put into the words of the screen."""

from __future__ import annotations

from qes.services.coding import CodingState
from qes.services.review import SuggestionView
from qes.ui.sitting import Sitting
from qes.ui.widgets.suggestion_panel import MAX_SHOWN, Offer, Suggested

_NONE_YET = "No suggestions yet: g computes them while you go on."
_INTERVIEWER = "Nothing is suggested for what an interviewer says."


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
    codes = dict.fromkeys(one.code for one in sitting.at_hand.given(here.start, here.end))
    found = sitting.suggestions
    items = found.items[:MAX_SHOWN] if found is not None else ()
    offered = {one.code for one in items}
    given = tuple(sitting.tree.name(code) for code in codes if code not in offered)
    if sitting.suggested_for != here.id:
        return Offer(title, given=given)
    if found is None or not items:
        nothing = _NONE_YET if here.queued else _INTERVIEWER
        return Offer(title, notice=computing or nothing, given=given)
    return Offer(
        title,
        tuple(_suggested(sitting, one) for one in items),
        found.none_probability,
        highlighted=highlighted,
        given=given,
    )


def _suggested(sitting: Sitting, one: SuggestionView) -> Suggested:
    code = sitting.tree.get(one.code)
    nearest = one.because[0] if one.because else None
    place = sitting.at_hand.place_of(nearest.segment) if nearest is not None else None
    if nearest is None:
        where = ""
    elif place is not None and sitting.source is not None:
        where = f"s. {sitting.source.segments[place].n}"
    else:
        where = nearest.source_name or "codebook"
    return Suggested(
        name=one.name,
        hue=0 if code is None else sitting.tree.hue(code.branch),
        probability=one.probability,
        because=nearest.text if nearest is not None else "",
        where=where,
        given=one.state is CodingState.APPLIED,
        rejected=one.state is CodingState.REJECTED,
    )
