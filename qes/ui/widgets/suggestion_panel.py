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
_LEAST_NAME = 14
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
    """Quote the passage a suggestion rests on, in at most two lines."""
    if not one.because:
        return []
    room = width - 4
    where = f" ({line(one.where)})" if one.where else ""
    first, rest = "", f"because “{line(one.because)}”"
    if cell_len(rest) > room - cell_len(where):
        words = rest.split(" ")
        while words and cell_len(f"{first} {words[0]}") <= room:
            first = f"{first} {words.pop(0)}".strip()
        rest = " ".join(words)
        left = room - cell_len(where)
        if cell_len(rest) > left:
            rest = shortened(rest, left - 1) + "”"
    lines = [text for text in (first, (rest + where).strip()) if text]
    return [Content.styled(f"    {shortened(text, room)}", "$foreground 60%") for text in lines]


class SuggestionLine(Static):
    """The suggestions beside each other, for a small screen; under them why the highlighted one."""

    DEFAULT_CSS = """
    SuggestionLine { height: 2; padding: 0 1; color: $foreground 82%; }
    """
    auto_links = False
    offer: reactive[Offer] = reactive(Offer(""))

    def render(self) -> Content:
        """Draw as many suggestions as can be told apart in the width there is."""
        width = max(12, self.content_size.width or self.size.width)
        offer = self.offer
        if offer.notice or not offer.items:
            given = Content(shortened(_given_words(offer), width))
            return Content("\n").join([Content(line(offer.notice or offer.title)), given])
        return Content("\n").join([_beside_each_other(offer, width), _why_in_a_line(offer, width)])


def _given_words(offer: Offer) -> str:
    return "  ".join(f"✓ {line(name)}" for name in offer.given)


def _beside_each_other(offer: Offer, width: int) -> Content:
    none = share(offer.none_probability)
    last = f"0 none {none}".rstrip()
    room = width - cell_len(last)
    items = offer.items[:MAX_SHOWN]
    count = max(1, min(len(items), room // (_LEAST_NAME + _BESIDE_NAME)))
    first = min(max(0, offer.highlighted - count + 1), len(items) - count)
    shown = items[first : first + count]
    names = _fitted([line(one.name) for one in shown], room - count * _BESIDE_NAME)
    pieces: list[Content] = []
    for number, (one, name) in enumerate(zip(shown, names, strict=True), first + 1):
        probability = share(one.probability)
        style = "$foreground 50% strike" if one.rejected else f"$code-{one.hue % 12 + 1}"
        if number == offer.highlighted + 1 and not one.rejected:
            style += " bold"
        piece = Content.assemble(
            (f"{number}", "$accent bold"),
            "✓" if one.given else "✗" if one.rejected else " ",
            (name, style),
            (f" {probability}  " if probability else "  ", "$foreground 60%"),
        )
        pieces.append(piece.stylize(Style.from_meta({"@click": f"screen.accept({number})"})))
    return Content.assemble(*pieces, (last, "$foreground 60%"))


def _why_in_a_line(offer: Offer, width: int) -> Content:
    """Say in one line which codes were given otherwise, and why the highlighted one is offered."""
    given = _given_words(offer)
    if given:
        return Content.styled(shortened(given, width), "$foreground")
    one = offer.items[min(offer.highlighted, len(offer.items) - 1)]
    name = line(one.name)
    if not one.because:
        return Content.styled(shortened(f"  {name}", width), "$foreground 60%")
    where = f" ({line(one.where)})" if one.where else ""
    words = shortened(f"  {name}: “{line(one.because)}”", width - cell_len(where))
    return Content.styled(words + where, "$foreground 60%")


def _fitted(names: Sequence[str], room: int) -> list[str]:
    """Cut the longest names until all fit beside each other."""
    limits = [cell_len(name) for name in names]
    while limits and sum(limits) > room and max(limits) > _LEAST_NAME:
        limits[limits.index(max(limits))] -= 1
    return [shortened(name, limit) for name, limit in zip(names, limits, strict=True)]
