"""Measure the embedding beside sentence-transformers, and what its precision costs.

    python benchmarks/embedding.py FOLDER [--segments N] [--turns N] [--skip-first-use]

FOLDER holds NAME.csv (text, codes separated by `;`, document) and NAME_codebook.yaml for each
corpus. Turn by turn in one run, with both on the same processors: segments a second of
sentence-transformers (32-bit, its defaults), of the exact and of the fast model. Then memory, the
share of the processors in use, the seconds until a model is ready, the word half alone, and the
share of segments with a right code among the first three as decisions come in, by precision.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from qes.suggest.cache import STATIC, ModelCache
from qes.suggest.embedder import Embedder, Vectors
from qes.suggest.model import TOKENIZER, Precision, installed_model
from qes.suggest.vectors import SENTENCE_WIDTH, sentence_half, unit

STREAM, SHOWN = 2_000, 3
READY_TURNS = 7


@dataclass(frozen=True, slots=True)
class Corpus:
    """Segments with their codes, one column a code."""

    name: str
    texts: tuple[str, ...]
    truth: NDArray[np.bool_]
    codes: tuple[str, ...]
    """Name and definition of each code."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--segments", type=int, default=600)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--skip-first-use", action="store_true")
    arguments = parser.parse_args()
    corpora = [read(path) for path in sorted(arguments.folder.glob("*.csv"))]
    if not arguments.skip_first_use:
        print_first_use()
    with Embedder() as fast, Embedder(precision=Precision.EXACT) as exact:
        print(fast.model_id, exact.model_id)
        every = [text for corpus in corpora for text in corpus.texts]
        chosen = np.random.default_rng(1).choice(len(every), arguments.segments, replace=False)
        print_speed([every[at] for at in chosen], arguments.turns, exact, fast)
        print_cost(corpora, exact, fast)
    print_word_half(every)
    print_ready()


def read(path: Path) -> Corpus:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    described = path.with_name(f"{path.stem}_codebook.yaml").read_text(encoding="utf-8")
    entries = YAML(typ="safe").load(described)["codes"]
    parents = {one["parent"] for one in entries}
    leaves = [one for one in entries if one["id"] not in parents]
    given = [frozenset(row["codes"].split(";")) for row in rows]
    return Corpus(
        path.stem,
        tuple(row["text"] for row in rows),
        np.array([[one["id"] in codes for one in leaves] for codes in given]),
        tuple(f"{one['name']}: {one.get('definition', '')}" for one in leaves),
    )


def print_first_use() -> None:
    with tempfile.TemporaryDirectory() as cache, Embedder(cache=Path(cache)) as embedder:
        begin = time.perf_counter()
        embedder.embed(["one"])
        print(f"first use of the model: {time.perf_counter() - begin:.1f} s, then kept:")
        for path in sorted(Path(cache).rglob("*")):
            if path.is_file():
                print(f"  {path.name:20} {path.stat().st_size / 1e6:8.2f} MB")
        print(f"  memory in this run: {peak_megabytes(process_of(embedder))} MB")


def print_speed(texts: Sequence[str], turns: int, exact: Embedder, fast: Embedder) -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the peer, here alone

    folder = str(installed_model().folder)
    peer = SentenceTransformer(folder, local_files_only=True, device="cpu")
    ways: dict[str, Callable[[], NDArray[np.float32]]] = {
        "peer": lambda: np.asarray(peer.encode(list(texts), show_progress_bar=False)),
        "exact": lambda: exact.embed(texts),
        "fast": lambda: fast.embed(texts),
    }
    for way in ways.values():
        way()
    print(f"\n{len(texts)} segments, in segments a second")
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    busy: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            before, begin = processor_seconds(name, exact, fast), time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - begin)
            busy[name].append((processor_seconds(name, exact, fast) - before) / seconds[name][-1])
        print("   ".join(f"{name} {len(texts) / seconds[name][-1]:6.0f}" for name in ways))
    theirs = ways["peer"]()
    for name, embedder in (("exact", exact), ("fast", fast)):
        pairs = zip(seconds["peer"], seconds[name], strict=True)
        ratio = statistics.median(peer_s / our_s for peer_s, our_s in pairs)
        cosines = (unit(sentence_half(ways[name]())) * theirs).sum(axis=1)
        print(
            f"{name:6} {ratio:.2f} times the peer; cosine to it {cosines.mean():.6f}, least "
            f"{cosines.min():.6f}; processors in use {statistics.median(busy[name]):.2f}; "
            f"memory {peak_megabytes(process_of(embedder))} MB"
        )


def processor_seconds(name: str, exact: Embedder, fast: Embedder) -> float:
    """Return the processor time used so far by whoever does the work."""
    if name == "peer":
        return time.process_time()
    pid = process_of(exact if name == "exact" else fast)
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def process_of(embedder: Embedder) -> int:
    worker = embedder._worker  # noqa: SLF001 - only its process is to be looked at
    assert worker is not None  # noqa: S101
    return worker.process.pid


def peak_megabytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    line = next(one for one in status if one.startswith("VmHWM"))
    return int(line.split()[1]) // 1000


def print_cost(corpora: Sequence[Corpus], exact: Embedder, fast: Embedder) -> None:
    print(f"\na right code among {SHOWN} shown, % over the first {STREAM}, by recursive ridge")
    print(f"{'':10}{'':>9}{'sentence':>10}{'word':>8}{'joined':>8}")
    for corpus in corpora:
        for name, embedder in (("exact", exact), ("fast", fast)):
            segments = embedder.embed(corpus.texts[:STREAM])
            codes = embedder.embed(corpus.codes)
            halves = (slice(SENTENCE_WIDTH), slice(SENTENCE_WIDTH, None), slice(None))
            shares = [
                stream_hits(unit(segments[:, half]), unit(codes[:, half]), corpus.truth)
                for half in halves
            ]
            print(
                f"{corpus.name:10}{name:>9}{shares[0]:10.1f}{shares[1]:8.1f}{shares[2]:8.1f}",
                flush=True,
            )


def stream_hits(segments: Vectors, codes: Vectors, truth: NDArray[np.bool_]) -> float:
    """Learn from each segment in turn by least squares shrunk to the definitions."""
    weights = codes.T.astype(np.float64)
    spread = np.eye(len(weights))
    hits = []
    for x, right in zip(segments.astype(np.float64), truth, strict=False):
        scores = x @ weights
        hits.append(right[np.argsort(-scores)[:SHOWN]].any())
        gain = spread @ x
        scale = 1 + x @ gain
        weights += np.outer(gain, right - scores) / scale
        spread -= np.outer(gain, gain) / scale
    return 100 * statistics.fmean(hits)


def print_word_half(texts: Sequence[str]) -> None:
    from qes.suggest.pieces import PieceReader  # noqa: PLC0415 - after the peer has been timed
    from qes.suggest.static import StaticEncoder  # noqa: PLC0415

    kept = ModelCache(installed_model()).folder
    reader = PieceReader((kept / TOKENIZER).read_bytes(), 256)
    encoder = StaticEncoder(np.load(kept / STATIC))
    begin = time.perf_counter()
    encoder.encode(reader.read(texts))
    taken = time.perf_counter() - begin
    print(f"\nword half alone: {len(texts) / taken:.0f} segments a second")


READY = (
    "import time; begin = time.perf_counter()\n"
    "from qes.suggest.embedder import Embedder\n"
    "with Embedder() as e:\n"
    "    e._greeted(e._running()); ready = time.perf_counter()\n"
    "    e.embed(['one'])\n"
    "    print(ready - begin, time.perf_counter() - begin)\n"
)
PEER_READY = (
    "import time; begin = time.perf_counter()\n"
    "import sys; from sentence_transformers import SentenceTransformer as S\n"
    "peer = S(sys.argv[1], local_files_only=True, device='cpu'); ready = time.perf_counter()\n"
    "peer.encode(['one'], show_progress_bar=False)\n"
    "print(ready - begin, time.perf_counter() - begin)\n"
)


def print_ready() -> None:
    print("\nseconds until ready, and to the first vector (the median, and the least)")
    for name, program, turns in (("peer", PEER_READY, 3), ("fast", READY, READY_TURNS)):
        found = []
        for _ in range(turns):
            command = [sys.executable, "-c", program, str(installed_model().folder)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append([float(one) for one in answer.stdout.split()])
        ready, first = np.median(found, axis=0)
        print(f"{name:6} {ready:.2f} {first:.2f}   {np.min(found, axis=0).round(2).tolist()}")


if __name__ == "__main__":
    main()
