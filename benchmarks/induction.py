"""Measure groups of uncoded passages, outliers and the estimate of what is unseen.

    python benchmarks/induction.py FOLDER [--seeds N] [--vectors FOLDER] [--read NAME] [--scale N]

FOLDER holds NAME.csv (text, codes separated by `;`, document) for each corpus. For every seed a
third of the codes is hidden; passages with a hidden code and a third of the others lose all
codes and are to be grouped, the rest keep theirs. Printed is the share of hidden codes that some
group of five passages or more holds half pure, at most 2 and 3 times as many groups as hidden
codes, beside k-means on the vectors; what shuffled passages would give; the share of hidden
passages in a group half pure of their code; and the share of all in the largest group. Then: how
well outliers find codings that were changed, how often the interval for unseen passages was ever
wrong, and with --read the groups of one corpus and their key phrases.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qes.base import CodeId
from qes.suggest.embedder import Embedder
from qes.suggest.groups import SMALLEST, Passages, group_passages
from qes.suggest.outliers import outliers
from qes.suggest.random_draws import Draw
from qes.suggest.remaining import remaining
from qes.suggest.segment_space import VectorRows, segment_space

FIRST_SEED = 500
CHANGED = 0.05
LOOK_AT_RANDOM, LEARNER_BETWEEN, RUNS = 60, 4, 100

Members = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    name: str
    texts: tuple[str, ...]
    codes: tuple[tuple[CodeId, ...], ...]
    vectors: VectorRows

    @property
    def names(self) -> tuple[CodeId, ...]:
        return tuple(sorted({code for ones in self.codes for code in ones}))


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """A corpus of which some codes are hidden."""

    passages: Passages
    hidden: tuple[CodeId, ...]
    truth: tuple[tuple[CodeId, ...], ...]
    pool: Members


@dataclass(frozen=True, slots=True)
class Figures:
    held: float
    by_chance: float
    reached: float
    largest: float


def read_corpus(path: Path, cache: Path | None) -> Corpus:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = tuple(row["text"] for row in rows)
    kept = None if cache is None else cache / f"{path.stem}.npy"
    if kept is not None and kept.exists():
        vectors = np.load(kept)
    else:
        with Embedder() as embedder:
            vectors = embedder.embed(texts)
        if kept is not None:
            np.save(kept, vectors)
    codes = tuple(tuple(CodeId(one) for one in row["codes"].split(";") if one) for row in rows)
    return Corpus(path.stem, texts, codes, vectors)


def hide(corpus: Corpus, seed: int) -> Hidden:
    generator = np.random.default_rng(seed)
    names = corpus.names
    count = max(2, round(len(names) / 3))
    hidden = tuple(names[at] for at in generator.choice(len(names), count, replace=False))
    has_hidden = np.array([bool(set(ones) & set(hidden)) for ones in corpus.codes])
    others = np.flatnonzero(~has_hidden)
    noise = generator.choice(others, round(len(others) / 3), replace=False)
    pool = np.union1d(np.flatnonzero(has_hidden), noise)
    in_pool = set(pool.tolist())
    codes = [() if at in in_pool else ones for at, ones in enumerate(corpus.codes)]
    keys = [str(at) for at in range(len(codes))]
    passages = Passages(keys, corpus.vectors, corpus.texts, codes)
    return Hidden(passages, hidden, corpus.codes, pool)


def ours(case: Hidden, count: int | None) -> list[Members]:
    found = group_passages(case.passages, count=count)
    return [np.array([int(key) for key in one.members]) for one in found]


def without_codes(case: Hidden, count: int | None) -> list[Members]:
    """Group the pool alone: nothing is learnt from codes in use."""
    full = case.passages
    pool = case.pool.tolist()
    alone = Passages(
        [full.keys[at] for at in pool],
        full.vectors[case.pool],
        [full.texts[at] for at in pool],
        [()] * len(pool),
    )
    return ours(replace(case, passages=alone), count)


def without_words(case: Hidden, count: int | None) -> list[Members]:
    blank = replace(case.passages, texts=["?"] * len(case.truth))
    return ours(replace(case, passages=blank), count)


def k_means(case: Hidden, count: int | None) -> list[Members]:
    from sklearn.cluster import KMeans  # noqa: PLC0415 - the peer, for this line only

    labels = KMeans(count or 8, n_init=3, random_state=0).fit_predict(
        case.passages.vectors[case.pool]
    )
    return [case.pool[labels == one] for one in range(labels.max() + 1)]


def figures(case: Hidden, groups: Sequence[Members], seed: int) -> Figures:
    truth = np.array([[code in case.truth[at] for code in case.hidden] for at in case.pool])
    place = {int(at): row for row, at in enumerate(case.pool)}
    rows = [np.array([place[int(at)] for at in one]) for one in groups if len(one) >= SMALLEST]
    generator = np.random.default_rng(seed)
    chance = [_held(rows, generator.permutation(truth)).mean() for _ in range(5)]
    reached = np.zeros(len(truth), dtype=bool)
    for one in rows:
        half = truth[one].mean(axis=0) >= 0.5
        reached[one] |= truth[one][:, half].any(axis=1)
    return Figures(
        float(_held(rows, truth).mean()),
        float(np.mean(chance)),
        float(reached[truth.any(axis=1)].mean()),
        max(len(one) for one in rows) / len(truth),
    )


def _held(rows: Sequence[Members], truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    held = np.zeros(truth.shape[1], dtype=bool)
    for one in rows:
        held |= truth[one].mean(axis=0) >= 0.5
    return held


def print_groups(corpora: Sequence[Corpus], seeds: Sequence[int]) -> None:
    methods: tuple[tuple[str, Callable[[Hidden, int | None], list[Members]]], ...] = (
        ("groups", ours),
        ("  codes unused", without_codes),
        ("  words unused", without_words),
        ("k-means, vectors", k_means),
    )
    for corpus in corpora:
        cases = [hide(corpus, seed) for seed in seeds]
        print(f"\n{corpus.name}: {len(corpus.names)} codes, {len(cases[0].hidden)} hidden")
        print("                        held  chance  reached  largest   held by seed")
        for name, method in methods:
            for times in (2, 3, None) if method is ours else (2, 3):
                count = None if times is None else times * len(cases[0].hidden)
                measured = [
                    figures(case, method(case, count), seed)
                    for case, seed in zip(cases, seeds, strict=True)
                ]
                means = [
                    statistics.mean(getattr(one, field) for one in measured)
                    for field in ("held", "by_chance", "reached", "largest")
                ]
                label = "default" if times is None else f"{times} x"
                print(
                    f"{name:17}{label:>7}" + "".join(f"{one:8.2f}" for one in means) + "   ",
                    *(f"{one.held:.2f}" for one in measured),
                )


def print_outliers(corpora: Sequence[Corpus], seeds: Sequence[int]) -> None:
    print("\noutliers: of codings changed at random, how many are among as many listed first")
    for corpus in corpora:
        shares = []
        for seed in seeds:
            codes, changed = _changed(corpus, seed)
            points = segment_space(corpus.vectors, corpus.texts, codes)
            listed = outliers(points, codes, limit=len(changed))
            shares.append(sum((one.row, one.code) in changed for one in listed) / len(changed))
        print(f"{corpus.name:8} {statistics.mean(shares):.2f} (by chance {CHANGED:.2f})")


def _changed(corpus: Corpus, seed: int) -> tuple[list[tuple[CodeId, ...]], set[tuple[int, CodeId]]]:
    """Change one coding in twenty to another code, as often as that code is used."""
    generator = np.random.default_rng(seed)
    codes = list(corpus.codes)
    every = [code for ones in codes for code in ones]
    changed: set[tuple[int, CodeId]] = set()
    for row in generator.choice(len(codes), round(CHANGED * len(codes)), replace=False).tolist():
        new = every[generator.integers(len(every))]
        if new not in codes[row]:
            codes[row] = (new, *codes[row][1:])
            changed.add((row, new))
    return codes, changed


def print_coverage(corpora: Sequence[Corpus]) -> None:
    print("\nunseen: looked after each of 60 random draws, 4 of a learner's choice between")
    for corpus in corpora:
        wrong, widths = [], []
        for seed in range(RUNS):
            generator = np.random.default_rng(seed)
            names = corpus.names
            code = names[seed % len(names)]
            relevant = np.array([code in ones for ones in corpus.codes])
            ever, width = _one_run(generator, relevant)
            wrong.append(ever)
            widths.append(width)
        print(
            f"{corpus.name:8} ever wrong {statistics.mean(wrong):.2f} (at most 0.05 promised), "
            f"median width at the end {statistics.median(widths):.2f} of the relevant"
        )


def _one_run(generator: np.random.Generator, relevant: NDArray[np.bool_]) -> tuple[bool, float]:
    chance = iter(generator.permutation(len(relevant)).tolist())
    learner = iter(np.argsort(-(2 * relevant + generator.normal(size=len(relevant)))).tolist())
    seen = np.zeros(len(relevant), dtype=bool)
    draws: list[Draw] = []
    wrong, width = False, 0
    for _ in range(LOOK_AT_RANDOM):
        at = next(one for one in chance if not seen[one])
        found = int(relevant[seen].sum())
        draws.append(Draw(int((~seen).sum()), found, bool(relevant[at])))
        seen[at] = True
        left = int(relevant[~seen].sum())
        found += int(relevant[at])
        one = remaining(draws, unseen=int((~seen).sum()), found=found)
        wrong |= not one.low <= left <= one.high
        width = one.high - one.low
        for _ in range(LEARNER_BETWEEN):
            seen[next(one for one in learner if not seen[one])] = True
    return wrong, width / int(relevant.sum())


def print_reading(corpus: Corpus, seed: int) -> None:
    case = hide(corpus, seed)
    print(f"\n{corpus.name}, seed {seed}: size, distance, purest code (* hidden), phrases")
    for one in group_passages(case.passages):
        rows = [int(key) for key in one.members]
        counts = {code: sum(code in case.truth[at] for at in rows) for code in corpus.names}
        code = max(counts, key=lambda name: counts[name])
        mark = "*" if code in case.hidden else " "
        phrases = "; ".join(f"{phrase.text} {phrase.passages}" for phrase in one.phrases)
        share = counts[code] / len(rows)
        print(f"{len(rows):4} {one.distance or 0:.2f} {share:.2f}{mark}{code[:34]:34} {phrases}")


def print_scale(corpora: Sequence[Corpus], count: int) -> None:
    """Time groups over `count` passages: those there are again and again, slightly moved."""
    generator = np.random.default_rng(0)
    vectors = np.vstack([one.vectors for one in corpora])
    texts = [text for one in corpora for text in one.texts]
    at = np.arange(count) % len(texts)
    many = vectors[at].astype(np.float32)
    many += generator.normal(size=many.shape, scale=0.01).astype(np.float32)
    codes = [ones for one in corpora for ones in one.codes]
    known = [codes[one] if place < len(codes) else () for place, one in enumerate(at.tolist())]
    passages = Passages([str(one) for one in range(count)], many, [texts[one] for one in at], known)
    start = time.perf_counter()
    found = group_passages(passages)
    print(f"\n{count:,} passages: {len(found)} groups, {time.perf_counter() - start:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--read")
    parser.add_argument("--scale", type=int)
    asked = parser.parse_args()
    corpora = [read_corpus(path, asked.vectors) for path in sorted(asked.folder.glob("*.csv"))]
    if asked.scale:
        print_scale(corpora, asked.scale)
    elif asked.read:
        print_reading(next(one for one in corpora if one.name == asked.read), FIRST_SEED)
    else:
        seeds = range(FIRST_SEED, FIRST_SEED + asked.seeds)
        print_groups(corpora, seeds)
        print_outliers(corpora, seeds)
        print_coverage(corpora)


if __name__ == "__main__":
    main()
