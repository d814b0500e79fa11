"""What is suggested for the current segment: as a panel with reasons, or as one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from qes.ui.printable import line, shortened

MAX_SHOWN = 9
_LEAST_NAME = 8
_BESIDE_NAME = 8
"""Cells in the line for number, sign, probability and gaps of one suggestion."""
_REASONS = 3
"""How many of the first suggestions say why without being asked."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion as it is shown; all texts are as people wrote them."""

    name: str
    hue: int
    probability: float | None
    because: str
    """The nearest accepted passage, or empty."""
    where: str
    """Which passage that is, such as `s. 64`."""
    given: bool
    rejected: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """All that the panel shows."""

    title: str
    items: tuple[Suggested, ...] = ()
    none_probability: float | None = None
    notice: str = ""
    """Shown in place of suggestions: that there are none, or how far a computation is."""
    highlighted: int = 0
    given: tuple[str, ...] = ()
    """Codes the segment has that are not among the suggestions."""


def share(probability: float | None) -> str:
    """Write a probability in two digits, as `.81`; nothing for an unknown one."""
    if probability is None:
        return ""
    return "1.0" if probability >= 0.995 else f".{round(probability * 100):02d}"


class SuggestionPanel(Static):
    """The suggestions below each other, the first with their reasons."""

    DEFAULT_CSS = """
    SuggestionPanel { height: 1fr; padding: 0 1; color: $foreground 82%; }
    """
    # A row is clickable as a whole; it should not look like a link.
    auto_links = False
    offer: reactive[Offer] = reactive(Offer(""))

    def render(self) -> Content:
        """Draw the suggestions in the room there is: reasons give way first, then suggestions."""
        width = max(12, self.content_size.width or self.size.width)
        offer = self.offer
        lines = [Content.styled(shortened(line(offer.title), width), "$foreground 60%")]
        for name in offer.given:
            given = shortened(line(name), width - 2)
            lines.append(Content.assemble(("✓ ", "$foreground 70%"), given))
        if offer.notice:
            lines.append(Content(line(offer.notice)))
        none = _none(offer, width)
        items = offer.items[: min(MAX_SHOWN, self.size.height - len(lines) - len(none))]
        room = self.size.height - len(lines) - len(none) - len(items)
        explained = sorted(
            {offer.highlighted, *range(_REASONS)}, key=lambda n: n != offer.highlighted
        )
        reasons = {n: _reason(items[n], width) for n in explained if n < len(items)}
        for number, reason in reasons.items():
            room -= len(reason)
            if room < 0:
                reasons[number] = []
        for place, one in enumerate(items):
            lines.append(_row(place, one, width, highlighted=place == offer.highlighted))
            lines.extend(reasons.get(place, ()))
        return Content("\n").join([*lines, *none])


def _none(offer: Offer, width: int) -> list[Content]:
    """Say how likely it is that no code applies."""
    if not offer.items or offer.none_probability is None:
        return []
    name, number = "0 probably no code", share(offer.none_probability)
    gap = " " * max(1, width - cell_len(name) - len(number))
    return [Content.styled(f"{name}{gap}{number}", "$foreground 60%")]


def _row(place: int, one: Suggested, width: int, *, highlighted: bool) -> Content:
    sign = "✓" if one.given else "✗" if one.rejected else "•" if highlighted else " "
    number = share(one.probability)
    name = shortened(line(one.name), width - 4 - len(number) - 1)
    gap = " " * max(1, width - 4 - cell_len(name) - len(number))
    style = f"$code-{one.hue % 12 + 1}"
    if one.rejected:
        style = "$foreground 50% strike"
    elif highlighted:
        style += " bold"
    row = Content.assemble(
        (f"{place + 1}", "$accent bold"),
        (f" {sign} ", "$accent" if highlighted else "$foreground 70%"),
        (name, style),
        (f"{gap}{number}", "$foreground 60%"),
    )
    return row.stylize(Style.from_meta({"@click": f"screen.accept({place + 1})"}))


def _reason(one: Suggested, width: int) -> list[Content]:
    """Quote the passage a suggestion rests on, in two lines or three."""
    if not one.because:
        return []
    quoted = line(one.because)
    where = f" ({line(one.where)})" if one.where else ""
    room = 2 * (width - 4) - cell_len(where) - 12
    words = f"because “{shortened(quoted, max(12, room))}”{where}"
    lines: list[str] = []
    for word in words.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width - 4:
            lines[-1] += f" {word}"
        else:
            lines.append(shortened(word, width - 4))
    return [Content.styled(f"    {text}", "$foreground 60%") for text in lines[:3]]


class SuggestionLine(Static):
    """The suggestions beside each other in one line, for a small screen."""

    DEFAULT_CSS = """
    SuggestionLine { height: 1; padding: 0 1; color: $foreground 82%; }
    """
    offer: reactive[Offer] = reactive(Offer(""))

    def render(self) -> Content:
        """Draw as many suggestions as fit."""
        width = max(12, self.content_size.width or self.size.width)
        if self.offer.notice or not self.offer.items:
            said = " ".join(f"✓ {name} " for name in self.offer.given)
            said += self.offer.notice or self.offer.title
            return Content(shortened(line(said), width))
        return Content.assemble(*_pieces(self.offer, width))


def _pieces(offer: Offer, width: int) -> Sequence[tuple[str, str]]:
    none = share(offer.none_probability)
    last = f"0 none {none}".rstrip()
    given = [f"✓{shortened(line(name), 24)}  " for name in offer.given]
    room = width - cell_len(last) - sum(cell_len(name) for name in given)
    items = list(offer.items[:MAX_SHOWN])
    while len(items) > 1 and len(items) * (_LEAST_NAME + _BESIDE_NAME) > room:
        items.pop()
    names = _fitted([line(one.name) for one in items], room - len(items) * _BESIDE_NAME)
    pieces: list[tuple[str, str]] = [(name, "$foreground") for name in given]
    for place, (one, name) in enumerate(zip(items, names, strict=True)):
        number = share(one.probability)
        sign = "✓" if one.given else "✗" if one.rejected else " "
        style = "$foreground 50% strike" if one.rejected else f"$code-{one.hue % 12 + 1}"
        if place == offer.highlighted and not one.rejected:
            style += " bold"
        pieces += [
            (f"{place + 1}", "$accent bold"),
            (sign, "$foreground"),
            (name, style),
            (f" {number}  " if number else "  ", "$foreground 60%"),
        ]
    return [*pieces, (last, "$foreground 60%")]


def _fitted(names: Sequence[str], room: int) -> list[str]:
    """Cut the longest names until all fit beside each other."""
    limits = [cell_len(name) for name in names]
    while limits and sum(limits) > room and max(limits) > _LEAST_NAME:
        limits[limits.index(max(limits))] -= 1
    return [shortened(name, limit) for name, limit in zip(names, limits, strict=True)]
