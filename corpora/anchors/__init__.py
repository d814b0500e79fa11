"""Where passages of a text stand in a corrected version of it.

A passage is attached only where its very words stand, and only if what surrounds them, or the
order they stand in, says that these are the same words. Everything else is proposed, for a person
to decide, or said to be gone.
"""

from __future__ import annotations

from corpora.anchors.anchor import Anchor, AnchorKind, Why
from corpora.anchors.anchoring import RULES, Anchoring, anchored
from corpora.anchors.texts import likeness

__all__ = ["RULES", "Anchor", "AnchorKind", "Anchoring", "Why", "anchored", "likeness"]
