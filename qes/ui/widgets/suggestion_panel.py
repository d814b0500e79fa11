"""What is suggested for the current segment, as a panel with reasons."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from qes.ui.printable import line, shortened
from qes.ui.widgets.offered import MAX_SHOWN, Offer, Suggested, quoted_words, wrapped

_REASONS = 3
"""How many of the first suggestions say why without being asked."""
_LEAST_WHERE = 8
_FAINT = "$foreground 60%"
_INDENT = "    "


class SuggestionPanel(Static):
    """The suggestions below each other, the first with their reasons."""

    DEFAULT_CSS = """
    SuggestionPanel { height: 1fr; padding: 0 1; color: $foreground 82%; }
    """
    # A row is clickable as a whole; it should not look like a link.
    auto_links = False
    offer: reactive[Offer] = reactive(Offer(""))

    @property
    def places(self) -> range:
        """Which suggestions stand on the screen."""
        return range(self._room()[0])

    def _room(self) -> tuple[int, int]:
        """Return how many suggestions there is room for, and how many rows are left for reasons."""
        offer = self.offer
        rows = self.size.height - len(_above(offer, self._width)) - (offer.no_code is not None)
        count = max(0, min(len(offer.items), MAX_SHOWN, rows))
        return count, rows - count

    @property
    def _width(self) -> int:
        return max(12, self.content_size.width or self.size.width)

    def render(self) -> Content:
        """Draw the suggestions in the room there is: reasons give way first, then suggestions."""
        width, offer = self._width, self.offer
        count, room = self._room()
        reasons = _reasons(offer, count, width, room)
        rows: list[Content] = []
        for place, one in enumerate(offer.items[:count]):
            rows.append(_row(place, one, width, highlighted=place == offer.highlighted))
            rows.extend(reasons.get(place, ()))
        none = _no_code(offer, width)
        first = none if offer.no_code is not None and offer.no_code.likeliest else []
        last = [] if first else none
        return Content("\n").join([*_above(offer, width), *first, *rows, *last])


def _above(offer: Offer, width: int) -> list[Content]:
    """Say what the suggestions are for, which codes it has, and what there is to say instead."""
    lines = [Content.styled(shortened(line(offer.title), width), _FAINT)]
    for name in offer.given:
        given = shortened(line(name), width - 2)
        lines.append(Content.assemble(("✓ ", "$foreground 70%"), given))
    if offer.notice:
        lines += [Content(row) for row in wrapped(line(offer.notice), width, 6)]
    return lines


def _no_code(offer: Offer, width: int) -> list[Content]:
    """Say how likely it is that no code applies."""
    if offer.no_code is None:
        return []
    name, figure = "probably no code", offer.no_code.figure
    gap = " " * max(1, width - 4 - cell_len(name) - len(figure))
    style = "$foreground bold" if offer.no_code.likeliest else _FAINT
    key = "$accent bold" if offer.no_code.likeliest else _FAINT
    row = Content.assemble(("0", key), (f"   {name}", style), (f"{gap}{figure}", _FAINT))
    return [row.stylize(Style.from_meta({"@click": "screen.no_code"}))]


def _row(place: int, one: Suggested, width: int, *, highlighted: bool) -> Content:
    sign = "✓" if one.given else "✗" if one.rejected else "•" if highlighted else " "
    name = shortened(line(one.name), width - 4 - len(one.figure) - 1)
    gap = " " * max(1, width - 4 - cell_len(name) - len(one.figure))
    style = f"$code-{one.hue % 12 + 1}"
    if one.rejected:
        style = "$foreground 50% strike"
    elif highlighted:
        style += " bold"
    row = Content.assemble(
        (f"{place + 1}", "$accent bold"),
        (f" {sign} ", "$accent" if highlighted else "$foreground 70%"),
        (name, style),
        (f"{gap}{one.figure}", _FAINT),
    )
    return row.stylize(Style.from_meta({"@click": f"screen.accept({place + 1})"}))


def _reasons(offer: Offer, count: int, width: int, room: int) -> dict[int, list[Content]]:
    """Return the rows that say why, as many as there is room for.

    What is highlighted comes first, and of each suggestion what it rests on before its words.
    """
    places = sorted(
        {offer.highlighted, *range(_REASONS)} & set(range(count)),
        key=lambda place: (place != offer.highlighted, place),
    )
    reasons: dict[int, list[Content]] = {place: [] for place in places}
    for part in (_rests_on, _words):
        for place in places:
            rows = part(offer.items[place], width - len(_INDENT))
            if len(rows) <= room:
                room -= len(rows)
                reasons[place] += [Content.styled(_INDENT + row, _FAINT) for row in rows]
    return reasons


def _rests_on(one: Suggested, room: int) -> list[str]:
    """Quote the nearest accepted passage, or else the definition, in at most two lines."""
    if not one.because:
        rows = wrapped(f"means: {line(one.definition)}", room, 2) if one.definition.strip() else []
        return [shortened(row, room) for row in rows]
    where = f" ({shortened(line(one.where), max(_LEAST_WHERE, room // 3))})" if one.where else ""
    first, *more = wrapped(f"because “{line(one.because)}”", room, 2)
    if not more and cell_len(first + where) <= room:
        return [first + where]
    left = room - cell_len(where)
    if not more:
        return [shortened(first, room), where.strip()] if where else [shortened(first, room)]
    last = more[0] if cell_len(more[0]) <= left else shortened(more[0], left - 1) + "”"
    return [shortened(first, room), last + where]


def _words(one: Suggested, room: int) -> list[str]:
    if not one.words:
        return []
    return [shortened(f"words: {quoted_words(one.words)}", room)]
