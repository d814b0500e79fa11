"""Measure ranking and probabilities on labelled corpora.

    python benchmarks/suggestions.py FOLDER

FOLDER holds NAME.csv (text, codes separated by `;`, document) and NAME_codebook.yaml for each
corpus. Prints the share of segments with a right code among the first three, for the commonest
codes, for the definition alone and for the ranker; then the expected calibration error of
probabilities fitted on the other corpora.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from qes.base import CodeId
from qes.suggest.embedder import Embedder, Vectors
from qes.suggest.probability import (
    DECISIONS_NEEDED,
    RECENT_DECISIONS,
    Link,
    fit_link,
    leads,
    none_probability,
)
from qes.suggest.prototypes import PrototypeRanker
from qes.suggest.ranking import (
    CodeText,
    CodeVectors,
    Decided,
    Decision,
    Scores,
    best,
    embed_codes,
)

SHOWN = 3
SEEDS = 5
EXAMPLES = (0, 1, 4, 16, 64)
HIDDEN = (0.0, 0.35, 0.7)
STREAM, REBUILD = 2_000, 25
BINS = 10
PAIRS = 200_000

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Segments with their codes: one row a segment, one column a code of `codes`."""

    name: str
    texts: tuple[str, ...]
    segments: Vectors
    truth: Truth
    documents: NDArray[np.int_]
    codes: CodeVectors


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Scores of held-out segments, with so many accepted passages a code."""

    examples: int
    hidden: float
    scores: Scores
    truth: Truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    with Embedder() as embedder:
        print(embedder.model_id)
        corpora = [read(path, embedder) for path in sorted(arguments.folder.glob("*.csv"))]
        print_ranking(corpora)
        print_stream(corpora)
        print_probabilities(corpora)


def read(path: Path, embedder: Embedder) -> Corpus:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    described = path.with_name(f"{path.stem}_codebook.yaml").read_text(encoding="utf-8")
    entries = YAML(typ="safe").load(described)["codes"]
    names = {one["id"]: one["name"] for one in entries}
    parents = {one["parent"] for one in entries}
    texts = [
        CodeText(
            CodeId(one["id"]),
            tuple(names[i] for i in (one["parent"], one["id"]) if i is not None),
            one.get("definition", ""),
            leaf=one["id"] not in parents,
        )
        for one in entries
    ]
    codes = embed_codes(texts, embedder.embed)
    given = [frozenset(row["codes"].split(";")) for row in rows]
    truth = np.array([[code.code in one for code in codes.codes] for one in given])
    documents = np.unique([row["document"] for row in rows], return_inverse=True)[1]
    segments = tuple(row["text"] for row in rows)
    return Corpus(path.stem, segments, embedder.embed(segments), truth, documents, codes)


def hit(scores: Scores, truth: Truth, shown: int = SHOWN) -> float:
    return float(np.take_along_axis(truth, best(scores, shown), axis=1).any(axis=1).mean())


def split(corpus: Corpus, seed: int) -> tuple[Truth, NDArray[np.intp]]:
    """Hold out 30 % of the documents: a mask of the held-out segments, and the other rows."""
    documents = np.random.default_rng(seed).permutation(np.unique(corpus.documents))
    held_out = np.isin(corpus.documents, documents[: max(1, int(0.3 * len(documents)))])
    return held_out, np.flatnonzero(~held_out)


def accepted(corpus: Corpus, rows: NDArray[np.intp], examples: int, seed: int) -> Decided:
    """Accept so many passages a code, drawn from these rows."""
    generator = np.random.default_rng([seed, examples])
    return Decided(
        corpus.segments,
        tuple(
            Decision(str(row), int(row), code.code, applies=True)
            for column, code in enumerate(corpus.codes.codes)
            for row in generator.permutation(rows[corpus.truth[rows, column]])[:examples]
        ),
    )


def by_definition(corpus: Corpus) -> Scores:
    return (corpus.segments @ corpus.codes.definitions.T).astype(np.float64)


def print_ranking(corpora: Sequence[Corpus]) -> None:
    print(f"\na right code among the first {SHOWN}, % (30 % of the documents held out, mean of 5)")
    print(f"{'':32}{''.join(f'{one.name:>10}' for one in corpora)}{'mean':>10}")
    columns: dict[str, list[float]] = {}
    for corpus in corpora:
        found: dict[str, list[float]] = {}
        for seed in range(SEEDS):
            held_out, rows = split(corpus, seed)
            truth = corpus.truth[held_out]
            frequency = np.tile(corpus.truth[rows].mean(axis=0), (len(truth), 1))
            found.setdefault("commonest codes", []).append(hit(frequency, truth))
            definition = hit(by_definition(corpus)[held_out], truth)
            found.setdefault("definition alone", []).append(definition)
            for examples in EXAMPLES:
                decided = accepted(corpus, rows, examples, seed)
                scores = PrototypeRanker(corpus.codes, decided).scores(corpus.segments[held_out])
                found.setdefault(f"ranker, {examples} accepted a code", []).append(
                    hit(scores, truth)
                )
        for name, hits in found.items():
            columns.setdefault(name, []).append(100 * statistics.fmean(hits))
    for name, means in columns.items():
        print(f"{name:32}" + "".join(f"{one:10.1f}" for one in (*means, statistics.fmean(means))))


def print_stream(corpora: Sequence[Corpus]) -> None:
    """Learn from each segment of a reviewer's way through the corpus, in steps of `REBUILD`.

    The reviewer rejects what is shown and wrong and types in what is right and not shown. The
    calibration error is that of the shown codes from the first link of the project's own on.
    """
    print(f"\nthe same as a reviewer goes through {STREAM} segments in order; calibration error")
    for corpus in corpora:
        segments, truth = corpus.segments[:STREAM], corpus.truth[:STREAM]
        counted = truth.astype(np.float64)
        frequency = hit(np.cumsum(counted, axis=0) - counted, truth)
        decisions: list[Decision] = []
        rights: list[float] = []
        lead, applies, chance = np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0)
        for first in range(0, len(segments), REBUILD):
            rows = slice(first, first + REBUILD)
            ranker = PrototypeRanker(corpus.codes, Decided(segments, tuple(decisions)))
            scores = ranker.scores(segments[rows])
            shown = best(scores, SHOWN)
            recent = slice(-RECENT_DECISIONS, None)
            link = fit_link(lead[recent], applies[recent], scores.shape[1])
            own = link.probabilities(scores) if len(lead) >= DECISIONS_NEEDED else scores * np.nan
            rights += [hit(scores, truth[rows])] * len(scores)
            lead = np.append(lead, np.take_along_axis(leads(scores), shown, axis=1))
            applies = np.append(applies, np.take_along_axis(truth[rows], shown, axis=1))
            chance = np.append(chance, np.take_along_axis(own, shown, axis=1))
            decisions += decided_on(corpus, first, shown)
        known = np.isfinite(chance)
        print(
            f"{corpus.name:10} ranker {100 * statistics.fmean(rights):5.1f}"
            f"   commonest so far {100 * frequency:5.1f}"
            f"   calibration {calibration_error(chance[known], applies[known]):4.1f}"
        )


def decided_on(corpus: Corpus, first: int, shown: NDArray[np.intp]) -> Iterator[Decision]:
    """Decide on what is shown for the segments from `first` on, and on what is right."""
    for row, columns in enumerate(shown, start=first):
        for at in np.union1d(columns, np.flatnonzero(corpus.truth[row])):
            yield Decision(str(row), row, corpus.codes.codes[at].code, bool(corpus.truth[row, at]))


def trials(corpus: Corpus) -> Iterator[Trial]:
    """Score held-out segments with few and many accepted passages and with codes hidden."""
    for seed in range(SEEDS):
        held_out, rows = split(corpus, seed)
        for examples in EXAMPLES[:-1]:
            decided = accepted(corpus, rows, examples, seed)
            scores = PrototypeRanker(corpus.codes, decided).scores(corpus.segments[held_out])
            for hidden in HIDDEN:
                generator = np.random.default_rng([seed, examples, int(100 * hidden)])
                kept: Truth = np.asarray(generator.random(scores.shape[1]) >= hidden)
                kept[generator.permutation(len(kept))[:SHOWN]] = True  # some are always left
                yield Trial(examples, hidden, scores[:, kept], corpus.truth[held_out][:, kept])


def fitted(groups: Sequence[Sequence[Trial]]) -> Link:
    """Fit one link to several corpora, each with the same weight."""
    generator = np.random.default_rng(0)
    lead, applies, n_codes = [], [], []
    for group in groups:
        every = np.concatenate([leads(one.scores).ravel() for one in group])
        chosen = generator.choice(len(every), PAIRS)
        lead.append(every[chosen])
        applies.append(np.concatenate([one.truth.ravel() for one in group])[chosen])
        counts = [np.full(one.truth.size, one.truth.shape[1]) for one in group]
        n_codes.append(np.concatenate(counts)[chosen])
    return fit_link(np.concatenate(lead), np.concatenate(applies), np.concatenate(n_codes))


def calibration_error(probabilities: NDArray[np.float64], truth: Truth) -> float:
    """Return the expected calibration error in points, ten bins of equal width."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return 100 * sum(
        float((bins == one).mean())
        * abs(float(probabilities[bins == one].mean()) - float(truth[bins == one].mean()))
        for one in np.unique(bins)
    )


def print_probabilities(corpora: Sequence[Corpus]) -> None:
    groups = {corpus.name: list(trials(corpus)) for corpus in corpora}
    print("\nexpected calibration error, points; the link fitted on the other corpora")
    print(f"{'':10}{'accepted':>9}{'pairs':>8}{'shown':>8}{'shown, codes hidden':>21}{'none':>8}")
    for name, group in groups.items():
        link = fitted([other for key, other in groups.items() if key != name])
        for examples in EXAMPLES[:-1]:
            here = [one for one in group if one.examples == examples]
            whole = [one for one in here if one.hidden == 0]
            partly = [one for one in here if one.hidden > 0]
            errors = (
                pairs_error(whole, link, shown=None),
                pairs_error(whole, link, shown=SHOWN),
                pairs_error(partly, link, shown=SHOWN),
                none_error(here, link),
            )
            print(
                f"{name:10}{examples:9}"
                + "".join(f"{e:{w}.1f}" for e, w in zip(errors, (8, 8, 21, 8), strict=True))
            )
        print(f"{'':10}{link}")
    print("fitted on all:", fitted(list(groups.values())))
    without = [~one.truth.any(axis=1) for group in groups.values() for one in group]
    print(f"segments without a code: {100 * np.concatenate(without).mean():.0f} %")


def pairs_error(group: Sequence[Trial], link: Link, *, shown: int | None) -> float:
    probabilities, truth = [], []
    for one in group:
        columns = best(one.scores, one.scores.shape[1] if shown is None else shown)
        chances = link.probabilities(one.scores)
        probabilities.append(np.take_along_axis(chances, columns, axis=1).ravel())
        truth.append(np.take_along_axis(one.truth, columns, axis=1).ravel())
    return calibration_error(np.concatenate(probabilities), np.concatenate(truth))


def none_error(group: Sequence[Trial], link: Link) -> float:
    none = [none_probability(link.probabilities(one.scores)) for one in group]
    return calibration_error(
        np.concatenate(none), np.concatenate([~one.truth.any(axis=1) for one in group])
    )


if __name__ == "__main__":
    main()
