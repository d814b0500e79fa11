"""Passages about a few subjects, made up, with vectors that follow the subject."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORDS = (
    "bus ticket timetable station driver platform",
    "garden tomato compost watering spade seedling",
    "choir rehearsal alto concert piano songbook",
    "knee physiotherapy crutches stairs bandage surgeon",
    "rent landlord deposit heating mould kitchen",
)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Texts, their vectors (length 1) and the number of the subject of each."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    subjects: tuple[int, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(f"s{at}" for at in range(len(self.texts)))


def made(each: int, *, seed: int = 3, noise: float = 0.6, dimensions: int = 24) -> Made:
    """Make `each` passages of every subject, shuffled."""
    generator = np.random.default_rng(seed)
    subjects = generator.permutation(np.repeat(np.arange(len(WORDS)), each))
    centres = generator.normal(size=(len(WORDS), dimensions))
    texts = tuple(
        "we spoke about the {} and the {} again".format(
            *generator.choice(WORDS[subject].split(), 2, replace=False)
        )
        for subject in subjects
    )
    vectors = centres[subjects] + noise * generator.normal(size=(len(subjects), dimensions))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Made(texts, vectors.astype(np.float32), tuple(int(one) for one in subjects))
