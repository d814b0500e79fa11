"""Whether the commonest codes alone would have served better so far."""

from __future__ import annotations

from dataclasses import dataclass

_MARGIN = 2
"""So many segments more must the commonest codes have been right on: less is luck."""


@dataclass(slots=True)
class FrequencyGuard:
    """Keeps the record of what was shown against the commonest codes, and follows the leader.

    Where neither words nor meaning say anything of the codes, what a learner shows would stay
    behind the commonest codes until its weights have found that out. With this guard it falls
    behind by about two segments and no more.
    """

    _behind: int = 0

    @property
    def leads(self) -> bool:
        """Whether the commonest codes are to be shown."""
        return self._behind > _MARGIN

    def watch(self, *, learned_right: bool, commonest_right: bool) -> None:
        """Note whether each would have shown a right code for one decided segment."""
        self._behind += int(commonest_right) - int(learned_right)
