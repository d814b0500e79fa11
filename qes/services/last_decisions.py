"""Each person's last decision per subject and aspect, put together from what is read in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qes.base import AuthorName
from qes.store.standing import Gathered, Made


class Said(NamedTuple):
    """What one person said alike of some subjects under one aspect, and when of each."""

    author: AuthorName
    aspect: str
    taken_back: bool
    subjects: Sequence[str]
    at: Sequence[str]

    @classmethod
    def of(cls, one: Gathered) -> Said:
        """Take apart what is gathered."""
        words = one.told.split(" ")
        return cls(one.author, one.aspect, one.value == "null", words[0::2], words[1::2])


class Standing:
    """Each person's last decision per subject and aspect, but those taken back."""

    def __init__(self, said: Iterable[Said]) -> None:
        """Find what stands among all that was said."""
        alike: dict[tuple[AuthorName, str], list[Said]] = {}
        for one in said:
            alike.setdefault((one.author, one.aspect), []).append(one)
        self._at = {key: self._last(some) for key, some in alike.items()}

    @staticmethod
    def _last(some: Sequence[Said]) -> Mapping[str, str]:
        """Return when each subject was decided last, of those where that is not taken back."""
        only = some[0]
        if len(some) == 1 and not only.taken_back:
            at = dict(zip(only.subjects, only.at, strict=True))
            if len(at) == len(only.subjects):
                return at
        # of one moment, that of the machine that comes later stands
        last: dict[str, tuple[str, bool]] = {}
        for one in some:
            for subject, when in zip(one.subjects, one.at, strict=True):
                if subject not in last or last[subject][0] <= when:
                    last[subject] = (when, one.taken_back)
        return {subject: when for subject, (when, taken_back) in last.items() if not taken_back}

    def __len__(self) -> int:
        return sum(map(len, self._at.values()))

    def after(self, end: str) -> int:
        """Count those that were made after a moment."""
        return sum(at > end for each in self._at.values() for at in each.values())

    def each(self) -> Iterator[tuple[AuthorName, str, str]]:
        """Yield author, subject and time of each."""
        for (author, _), each in self._at.items():
            for subject, at in each.items():
                yield author, subject, at

    def holds(self, one: Made) -> bool:
        """Say whether a judgement stands."""
        return self._at.get((one.author, one.aspect), {}).get(one.subject) == one.at
