"""Measure what the learner learns, from which evidence, and how fast, on labelled corpora.

    python benchmarks/learning.py FOLDER [--vectors CACHE] [--only PART…]

FOLDER holds NAME.csv (text, codes separated by `;`, document) and NAME_codebook.yaml for each
corpus; CACHE keeps their vectors between runs. Parts:

stream     a right code among the first three as a reviewer goes through 2,000 segments in order,
           beside the three codes commonest so far; calibration of the probabilities shown
ablation   the same with one kind of evidence left out, or added to those before it; a kind is
           chosen on two corpora and read on the third
orders     the same in a random order, and without documents
feedback   only what is shown is accepted and rejected, and a missed code is added by hand so often
together   on segments with several codes: one accepted, another among the next two
nothing    a third of the codes hidden: segments without a code, told from the others
speed      one decision beside one refit of a logistic regression; ranking beside the bare matrix
           product; replaying
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
from ruamel.yaml import YAML

from qes.suggest.codes import code_rows
from qes.suggest.embedder import Embedder
from qes.suggest.evaluation import Labelled, Stream, follow, labels, read
from qes.suggest.evidence import Kind
from qes.suggest.features import Features, features
from qes.suggest.learned import SHOWN, Labels
from qes.suggest.learner import CodeLearner
from qes.suggest.replay import Verdict, replay

SEGMENTS = 2_000
LEARNED = (Kind.MEANING, Kind.WORDS, Kind.BEFORE, Kind.PLACE, Kind.FREQUENCY)
EARNS = 0.5
ADDED = (1.0, 0.75, 0.5, 0.25, 0.0)
SEEDS = 2
PARTS = ("stream", "ablation", "orders", "feedback", "together", "nothing", "speed")


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    name: str
    data: Labelled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    corpora = load(asked.folder, asked.vectors)
    first = [Corpus(one.name, cut(one.data, slice(SEGMENTS))) for one in corpora]
    rest = [
        Corpus(f"{one.name}, rest", cut(one.data, slice(SEGMENTS, None)))
        for one in corpora
        if len(one.data.texts) > SEGMENTS + 500
    ]
    work: dict[str, Callable[[], None]] = {
        "stream": lambda: print_streams(first + rest),
        "ablation": lambda: print_ablation(first, rest),
        "orders": lambda: print_orders(first),
        "feedback": lambda: print_feedback(first),
        "together": lambda: print_together(first),
        "nothing": lambda: print_nothing(first),
        "speed": print_speed,
    }
    for part in asked.only:
        work[part]()


def load(folder: Path, cache: Path | None) -> list[Corpus]:
    with Embedder() as embedder:
        return [
            Corpus(path.stem, read_corpus(path, embedder, cache))
            for path in sorted(folder.glob("*.csv"))
        ]


def read_corpus(path: Path, embedder: Embedder, cache: Path | None) -> Labelled:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    described = path.with_name(f"{path.stem}_codebook.yaml").read_text(encoding="utf-8")
    entries = YAML(typ="safe").load(described)["codes"]
    parents = {one["parent"] for one in entries}
    leaves = [one for one in entries if one["id"] not in parents]
    texts = [row["text"] for row in rows]
    spoken = [one["name"] for one in leaves] + [one.get("definition") or "" for one in leaves]
    vectors = embedded([*texts, *spoken], path.stem, embedder, cache)
    n, m = len(texts), len(leaves)
    given = [frozenset(row["codes"].split(";")) for row in rows]
    return Labelled(
        tuple(texts),
        vectors[:n],
        np.array([[one["id"] in codes for one in leaves] for codes in given]),
        tuple(one["id"] for one in leaves),
        code_rows(vectors[n : n + m], vectors[n + m :]),
        tuple(row["document"] for row in rows),
    )


def embedded(
    texts: Sequence[str], name: str, embedder: Embedder, cache: Path | None
) -> NDArray[np.float32]:
    kept = None if cache is None else cache / f"{name}-{embedder.model_id.replace('/', '-')}.npy"
    if kept is not None and kept.exists():
        found: NDArray[np.float32] = np.load(kept)
        return found
    vectors = embedder.embed(texts)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, vectors)
    return vectors


def cut(data: Labelled, rows: slice | NDArray[np.intp]) -> Labelled:
    which = np.arange(len(data.texts))[rows]
    documents = data.documents
    return replace(
        data,
        texts=tuple(data.texts[at] for at in which),
        vectors=data.vectors[which],
        truth=data.truth[which],
        documents=None if documents is None else tuple(documents[at] for at in which),
    )


def streamed(data: Labelled, kinds: Sequence[Kind] = tuple(Kind)) -> Stream:
    return follow(data, read(data), kinds=kinds)


def last(stream: Stream) -> float:
    return 100 * stream.checkpoints[-1].hit3


def print_streams(corpora: Sequence[Corpus]) -> None:
    print(f"\na right code among the first {SHOWN}, %, from the first segment to this one")
    for corpus in corpora:
        stream = streamed(corpus.data)
        for label, figures in (
            ("learner", [one.hit3 for one in stream.checkpoints]),
            ("commonest", [one.baseline for one in stream.checkpoints]),
        ):
            print(f"{corpus.name:14}{label:12}" + "".join(f"{100 * one:7.1f}" for one in figures))
        ece = stream.calibration.ece
        print(
            f"{'':14}calibration error {100 * (ece or 0):.1f} points,"
            f" {1000 * stream.seconds_per_decision:.2f} ms a decision, "
            + ", ".join(f"{kind} {weight:.2f}" for kind, weight in stream.weights)
        )
        for one in stream.calibration.bins:
            print(f"{'':14}said {one.probability:.2f}  was {one.right:.2f}  n {one.n}")


def print_ablation(first: Sequence[Corpus], rest: Sequence[Corpus]) -> None:
    corpora = [*first, *rest]
    print("\nleft out: points lost at the last segment")
    print(f"{'':12}" + "".join(f"{one.name:>14}" for one in corpora))
    whole = [last(streamed(one.data)) for one in corpora]
    print(f"{'all':12}" + "".join(f"{one:14.2f}" for one in whole))
    for kind in LEARNED:
        others = [one for one in Kind if one is not kind]
        lost = [
            all_of_it - last(streamed(one.data, others))
            for one, all_of_it in zip(corpora, whole, strict=True)
        ]
        print(f"{kind:12}" + "".join(f"{one:14.2f}" for one in lost) + chosen(lost[: len(first)]))
    print("added to those above: points won")
    before = [0.0] * len(corpora)
    for at, kind in enumerate(LEARNED):
        now = [last(streamed(one.data, LEARNED[: at + 1])) for one in corpora]
        won = [one - other for one, other in zip(now, before, strict=True)]
        print(f"{kind:12}" + "".join(f"{one:14.2f}" for one in won))
        before = now


def chosen(won: Sequence[float]) -> str:
    """Say what is read on each corpus where the mean of the others would choose the kind."""
    said = []
    for at, read_here in enumerate(won):
        others = [one for other, one in enumerate(won) if other != at]
        if others and statistics.fmean(others) >= EARNS:
            said.append(f"{read_here:+.2f}")
        else:
            said.append("not chosen")
    return "   chosen on the others, read: " + ", ".join(said)


def print_orders(corpora: Sequence[Corpus]) -> None:
    print("\nin a random order, with and without documents; learner, commonest")
    for corpus in corpora:
        segments = read(corpus.data)
        for label, data, known in (
            ("documents", corpus.data, segments),
            (
                "none",
                replace(corpus.data, documents=None),
                read(replace(corpus.data, documents=None)),
            ),
        ):
            order = np.random.default_rng(1).permutation(len(known))
            mixed = cut(data, order)
            stream = follow(mixed, [known[at] for at in order])
            for figures in (
                [one.hit3 for one in stream.checkpoints],
                [one.baseline for one in stream.checkpoints],
            ):
                print(
                    f"{corpus.name:14}{label:12}" + "".join(f"{100 * one:7.1f}" for one in figures)
                )


def print_feedback(corpora: Sequence[Corpus]) -> None:
    print("\naccept and reject of what is shown; a missed code added by hand so often")
    print(f"{'':14}{'full':>8}" + "".join(f"{100 * one:7.0f}%" for one in ADDED))
    for corpus in corpora:
        full = last(streamed(corpus.data))
        found = [shown_only(corpus.data, share) for share in ADDED]
        print(f"{corpus.name:14}{full:8.1f}" + "".join(f"{one:8.1f}" for one in found))


def shown_only(data: Labelled, added: float) -> float:
    """Teach only decisions on the three codes shown, and so large a share of missed codes."""
    chance = np.random.default_rng(0)
    learner = CodeLearner(data.codes, data.definitions)
    right = []
    for row, segment in enumerate(read(data)):
        shown = np.argsort(-learner.shares((segment,))[0, 1:], kind="stable")[:SHOWN]
        truth = data.truth[row]
        right.append(bool(truth[shown].any()))
        typed = np.flatnonzero(truth & (chance.random(len(truth)) < added))
        accepted = {int(at) for at in (*shown[truth[shown]], *typed)}
        rejected = {int(at) for at in shown if not truth[at]}
        said = Labels(
            frozenset(data.codes[at] for at in accepted),
            frozenset(data.codes[at] for at in rejected),
        )
        learner.partial_fit((segment,), (said,))
    return 100 * statistics.fmean(right)


def print_together(corpora: Sequence[Corpus]) -> None:
    print("\none code accepted, another among the next two, %; without and with what goes together")
    for corpus in corpora:
        without = next_right(corpus.data, [one for one in Kind if one is not Kind.TOGETHER])
        having = next_right(corpus.data, tuple(Kind))
        print(
            f"{corpus.name:14}{100 * statistics.fmean(without):8.1f}"
            f"{100 * statistics.fmean(having):8.1f}   n {len(having)}"
        )


def next_right(data: Labelled, kinds: Sequence[Kind]) -> list[bool]:
    chance = np.random.default_rng(0)
    learner = CodeLearner(data.codes, data.definitions, kinds=kinds)
    right = []
    for row, segment in enumerate(read(data)):
        codes = np.flatnonzero(data.truth[row])
        if len(codes) > 1:
            first = int(chance.choice(codes))
            learner.partial_fit((segment,), (Labels(frozenset({data.codes[first]})),))
            scores = learner.decision_function((segment,))[0, 1:]
            scores[first] = -np.inf
            shown = np.argsort(-scores, kind="stable")[: SHOWN - 1]
            right.append(bool(data.truth[row, shown].any()))
        learner.partial_fit((segment,), (labels(data, row),))
    return right


def print_nothing(corpora: Sequence[Corpus]) -> None:
    print("\na third of the codes hidden: no code; mean of the seeds")
    for corpus in corpora:
        for seed in range(SEEDS):
            chance = np.random.default_rng(seed)
            m = len(corpus.data.codes)
            kept = np.sort(chance.permutation(m)[m // 3 :])
            data = replace(
                corpus.data,
                truth=corpus.data.truth[:, kept],
                codes=tuple(corpus.data.codes[at] for at in kept),
                definitions=corpus.data.definitions[kept],
            )
            stream = streamed(data)
            none = float((~data.truth.any(axis=1)).mean())
            end = stream.checkpoints[-1]
            print(
                f"{corpus.name:14}{100 * none:5.0f} % without a code,"
                f" calibration error of it {100 * (stream.nothing.ece or 0):.1f},"
                f" of codes shown {100 * (stream.calibration.ece or 0):.1f};"
                f" right on the others {100 * end.hit3:.1f}, commonest {100 * end.baseline:.1f}"
            )


def material(n: int, codes: int, d: int = 640) -> tuple[tuple[Features, ...], NDArray[np.intp]]:
    chance = np.random.default_rng(4)
    words = np.array([f"word{at}" for at in range(5_000)])
    texts = [" ".join(words[(5_000 * chance.random(20) ** 3).astype(int)]) for _ in range(n)]
    rows = chance.normal(size=(n, d))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = [str(at) for at in range(n)]
    documents = [str(at // 100) for at in range(n)]
    return features(names, texts, rows, documents=documents), chance.integers(0, codes, n)


def print_speed() -> None:
    print_update(100)
    print_update(5_000, 60)
    print_ranking()
    print_replay()


def print_update(codes: int, asked: int = 1_000) -> None:
    segments, truth = material(2_000, codes)
    learner = CodeLearner([str(at) for at in range(codes)], np.eye(codes, 640))
    said = [Labels(frozenset({str(at)}), finished=True) for at in truth]
    begun = len(segments) - asked
    learner.partial_fit(segments[:begun], said[:begun])
    taken, answered = [], []
    for segment, one in zip(segments[begun:], said[begun:], strict=True):
        begin = time.perf_counter()
        learner.partial_fit((segment,), (one,))
        middle = time.perf_counter()
        learner.predict_proba((segment,))
        taken.append(middle - begin)
        answered.append(time.perf_counter() - middle)
    update = statistics.median(taken)
    print(f"\none decision, {codes} codes, 640 numbers: {1000 * update:.2f} ms")
    print(f"one answer: {1000 * statistics.median(answered):.2f} ms")
    if codes <= 100:
        refit = refitted(segments, truth)
        print(f"one refit of a logistic regression: {1000 * refit:.0f} ms, {refit / update:.0f} x")


def refitted(segments: Sequence[Features], truth: NDArray[np.intp]) -> float:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the peer, wanted here alone

    rows = np.vstack([one.vector for one in segments])
    begin = time.perf_counter()
    LogisticRegression(C=10, max_iter=100).fit(rows, truth)
    return time.perf_counter() - begin


def print_ranking(n: int = 100_000, codes: int = 100) -> None:
    segments, truth = material(500, codes)
    learner = CodeLearner([str(at) for at in range(codes)], np.eye(codes, 640))
    learner.partial_fit(segments, [Labels(frozenset({str(at)})) for at in truth])
    rows = np.random.default_rng(0).normal(size=(n, 640)).astype(np.float32)
    weights = np.random.default_rng(1).normal(size=(640, codes + 1)).astype(np.float32)
    bare, ours = [], []
    for _ in range(7):
        begin = time.perf_counter()
        rows @ weights
        middle = time.perf_counter()
        learner.survey(rows)
        bare.append(middle - begin)
        ours.append(time.perf_counter() - middle)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(
        f"ranking {n:,} x {codes}: {1000 * statistics.median(ours):.0f} ms, the bare product"
        f" {1000 * statistics.median(bare):.0f} ms, {ratio:.2f} x"
    )
    begin = time.perf_counter()
    learner.decision_function(segments)
    each = (time.perf_counter() - begin) / len(segments)
    print(f"with all evidence: {1e6 * each:.0f} microseconds a segment")


def print_replay(n: int = 20_000) -> None:
    segments, truth = material(n, 100)
    verdicts = [
        Verdict(f"{at:08}", "a", "b", at, segment.name, Labels(frozenset({str(code)})))
        for at, (segment, code) in enumerate(zip(segments, truth, strict=True))
    ]
    learner = CodeLearner([str(at) for at in range(100)], np.eye(100, 640))
    begin, worked = time.perf_counter(), time.process_time()
    replay(learner, {one.name: one for one in segments}, verdicts)
    print(
        f"replaying {n:,} decisions: {time.perf_counter() - begin:.1f} s,"
        f" {time.process_time() - worked:.1f} s of one processor"
    )


if __name__ == "__main__":
    main()
