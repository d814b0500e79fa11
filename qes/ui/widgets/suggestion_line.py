"""What is suggested for the current segment, beside each other for a small screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from qes.ui.printable import line, shortened
from qes.ui.widgets.offered import MAX_SHOWN, Offer, quoted_words

_LEAST_NAME = 14
_BESIDE_NAME = 8
"""Cells in the line for number, sign, figure and gaps of one suggestion."""
_FAINT = "$foreground 60%"


class SuggestionLine(Static):
    """The suggestions beside each other; under them why the highlighted one is suggested."""

    DEFAULT_CSS = """
    SuggestionLine { height: 2; padding: 0 1; color: $foreground 82%; }
    """
    auto_links = False
    offer: reactive[Offer] = reactive(Offer(""))

    @property
    def places(self) -> range:
        """Which suggestions stand on the screen."""
        return _window(self.offer, self._width)

    @property
    def _width(self) -> int:
        return max(12, self.content_size.width or self.size.width)

    def render(self) -> Content:
        """Draw as many suggestions as can be told apart in the width there is."""
        width, offer = self._width, self.offer
        if offer.notice or not offer.items:
            return _instead(offer, width)
        return Content("\n").join([_beside_each_other(offer, width), _why_in_a_line(offer, width)])


def _instead(offer: Offer, width: int) -> Content:
    """Say why there are no suggestions, and whether no code is likely."""
    none = _no_code_words(offer)
    text = shortened(line(offer.notice or offer.title), width - cell_len(none) - 2)
    above = Content.assemble(text, (f"  {none}" if none else "", _FAINT))
    return Content("\n").join([above, Content(shortened(_given_words(offer), width))])


def _given_words(offer: Offer) -> str:
    return "  ".join(f"✓ {line(name)}" for name in offer.given)


def _no_code_words(offer: Offer) -> str:
    return "" if offer.no_code is None else f"0 none {offer.no_code.figure}".rstrip()


def _window(offer: Offer, width: int) -> range:
    """Return which suggestions there is room for, the highlighted one among them."""
    items = offer.items[:MAX_SHOWN]
    if not items or offer.notice:
        return range(0)
    room = width - cell_len(_no_code_words(offer)) - 2
    count = max(1, min(len(items), room // (_LEAST_NAME + _BESIDE_NAME)))
    first = min(max(0, offer.highlighted - count + 1), len(items) - count)
    return range(first, first + count)


def _beside_each_other(offer: Offer, width: int) -> Content:
    none = _no_code_words(offer)
    likeliest = offer.no_code is not None and offer.no_code.likeliest
    window = _window(offer, width)
    shown = [offer.items[place] for place in window]
    room = width - cell_len(none) - 2 - len(window) * _BESIDE_NAME
    names = _fitted([line(one.name) for one in shown], room)
    pieces: list[Content] = []
    for place, one, name in zip(window, shown, names, strict=True):
        style = "$foreground 50% strike" if one.rejected else f"$code-{one.hue % 12 + 1}"
        if place == offer.highlighted and not one.rejected:
            style += " bold"
        piece = Content.assemble(
            (f"{place + 1}", "$accent bold"),
            "✓" if one.given else "✗" if one.rejected else " ",
            (name, style),
            (f" {one.figure}  ", _FAINT),
        )
        pieces.append(piece.stylize(Style.from_meta({"@click": f"screen.accept({place + 1})"})))
    if likeliest:
        return Content.assemble((none, "$foreground bold"), "  ", *pieces)
    return Content.assemble(*pieces, (none, _FAINT))


def _why_in_a_line(offer: Offer, width: int) -> Content:
    """Say in one line which codes were given otherwise, and why the highlighted one is offered."""
    given = _given_words(offer)
    if given:
        return Content.styled(shortened(given, width), "$foreground")
    one = offer.items[min(offer.highlighted, len(offer.items) - 1)]
    name = line(one.name)
    if one.because:
        where = f" ({shortened(line(one.where), width // 4)})" if one.where else ""
        words = shortened(f"  {name}: “{line(one.because)}”", width - cell_len(where))
        return Content.styled(words + where, _FAINT)
    reason = line(one.definition) or (f"words: {quoted_words(one.words)}" if one.words else "")
    return Content.styled(
        shortened(f"  {name}: {reason}" if reason else f"  {name}", width), _FAINT
    )


def _fitted(names: Sequence[str], room: int) -> list[str]:
    """Cut the longest names until all fit beside each other."""
    limits = [cell_len(name) for name in names]
    while limits and sum(limits) > room and max(limits) > _LEAST_NAME:
        limits[limits.index(max(limits))] -= 1
    return [shortened(name, limit) for name, limit in zip(names, limits, strict=True)]
