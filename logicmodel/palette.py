"""The colours of the drawing: apart in greyscale too, and every text at 4.5:1 or more."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "#ffffff"
INK = "#1c2429"
QUIET_INK = "#55606a"
EDGE_INK = "#20282e"


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one kind of column."""

    head: str
    """Fill of the head, of its block arrow, and ink of the box titles."""
    head_ink: str
    lane: str
    """Fill behind the boxes."""
    box: str
    border: str


FLOW = Tone(head="#1f4e6b", head_ink="#ffffff", lane="#e9f0f4", box="#ffffff", border="#7b94a3")
BAND = Tone(head="#6a4a1e", head_ink="#ffffff", lane="#f6efe3", box="#ffffff", border="#a8916c")
