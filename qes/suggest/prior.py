"""Whether the commonest codes, or the definitions, would have served better so far."""

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


_WELL_KNOWN = 3
"""From so many decisions a code on, what was learned of the codes is enough by itself."""


@dataclass(slots=True)
class DefinitionPlace:
    """Keeps the last place shown for the code that is likeliest by its definition alone.

    A large codebook has codes that nobody has given yet, and what is learned of the others would
    keep them from ever being seen. The place is kept as long as it has served no worse than the
    code that is learned to be the next, and the codes are not well known.
    """

    _ahead: int = 0

    def kept(self, decisions: int, codes: int) -> bool:
        """Say whether it is, after so many decisions on so many codes."""
        return self._ahead >= 0 and decisions < _WELL_KNOWN * codes

    def watch(self, *, with_it: bool, without_it: bool) -> None:
        """Note whether each would have shown a right code for one decided segment."""
        self._ahead += int(with_it) - int(without_it)
