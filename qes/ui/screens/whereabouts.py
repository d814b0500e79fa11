"""What the first and the last line say of where one is and how one works."""

from __future__ import annotations

from datetime import datetime

from qes.ui.sitting import Sitting
from qes.ui.widgets.head_line import Heading


def heading(sitting: Sitting, title: str) -> Heading:
    """Say whose review it is, in which round, which source is open, and how far one is."""
    round_ = sitting.round
    standing = (
        [] if round_ is None else [round_.title, "blind" if round_.blind else round_.state.value]
    )
    ids = [one.id for one in sitting.sources]
    open_ = sitting.source.id if sitting.source is not None else None
    place = ids.index(open_) + 1 if open_ in ids else 0
    return Heading(
        title=title,
        standing=(*standing, sitting.desk.author),
        where=f"source {place}/{len(ids)}" if place else "",
        name=sitting.source.name if sitting.source is not None else "",
        decided=sitting.at_hand.n_decided,
        awaited=sitting.at_hand.n_awaited,
    )


def note(sitting: Sitting, *, stays: bool, narrow: bool) -> str:
    """Say how one works, when the last decision was on disk, and how many there are here."""
    how = [name for name in (sitting.order.name, "stays" if stays else "") if name]
    parts = [" · ".join(how)] if how else []
    # On a small screen how one works matters more than when it was saved.
    if sitting.saved_at is not None and not (how and narrow):
        parts.append(f"saved {_local_time(sitting.saved_at)}")
    return "  ".join([*parts, f"✓ {sitting.at_hand.n_decided}"])


def _local_time(moment: str) -> str:
    """Write the hour of a stored moment as the clock on the wall shows it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
