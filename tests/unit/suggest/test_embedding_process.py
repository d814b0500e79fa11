"""The real worker process and the real model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from qes.errors import Refused, UserError
from qes.suggest import model
from qes.suggest.embedder import DIMENSIONS, Embedder, Progress, Vectors
from qes.suggest.model import NumberFormat, model_folder

SENTENCES = (
    "The bus to the clinic only runs twice a day.",
    "Public transport to the hospital is rare.",
    "My sister looks after the children while I am away.",
    "A relative minds the kids.",
    "The nurse explained every tablet to me.",
    "Staff told me clearly what the medicine is for.",
    "",
    "The bus to the clinic only runs twice a day.",
)
MANY = tuple(
    f"In week {n} we talked about the garden, the weather and the stairs." for n in range(5_000)
)


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    with Embedder(number_format=NumberFormat.FP32) as running:
        yield running


def process_of(embedder: Embedder) -> subprocess.Popen[bytes]:
    assert embedder._worker is not None
    return embedder._worker.process


def runs(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be noticed does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (ProcessLookupError, FileNotFoundError):
        return False


def embed_in_thread(embedder: Embedder, progress: Progress) -> tuple[Thread, list[UserError]]:
    """Embed many texts in a thread of its own and note what that raises."""
    errors: list[UserError] = []

    def run() -> None:
        try:
            embedder.embed(MANY, progress=progress)
        except UserError as error:
            errors.append(error)

    thread = Thread(target=run)
    thread.start()
    return thread, errors


def test_sentences_that_say_the_same_lie_nearest_to_each_other(embedder: Embedder) -> None:
    seen: list[tuple[int, int]] = []
    vectors = embedder.embed(SENTENCES, progress=lambda done, total: seen.append((done, total)))
    assert vectors.shape == (len(SENTENCES), DIMENSIONS)
    assert vectors.dtype == np.float32
    near = vectors[:6] @ vectors[:6].T - 2 * np.eye(6)
    assert list(near.argmax(axis=1)) == [1, 0, 3, 2, 5, 4]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1] * 6 + [0, 1], atol=1e-5)
    assert seen == sorted(seen)
    assert seen[-1] == (len(SENTENCES), len(SENTENCES))


def test_equal_texts_have_equal_vectors_and_a_second_run_gives_the_same(embedder: Embedder) -> None:
    first, second = embedder.embed(SENTENCES), embedder.embed(SENTENCES)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first[0], first[7])


def test_vectors_are_those_of_sentence_transformers(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = reference_vectors(SENTENCES[:6], monkeypatch)
    ours = embedder.embed(SENTENCES[:6])
    np.testing.assert_allclose((ours * reference).sum(axis=1), 1, atol=1e-5)


def reference_vectors(texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Vectors:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    program = (
        "import sys, json\n"
        "from sentence_transformers import SentenceTransformer\n"
        "loaded = SentenceTransformer(sys.argv[1], local_files_only=True, device='cpu')\n"
        "vectors = loaded.encode(json.loads(sys.argv[2]), show_progress_bar=False)\n"
        "sys.stdout.buffer.write(vectors.astype('float32').tobytes())\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(model_folder()), json.dumps(texts)],
        capture_output=True,
        check=True,
    )
    return np.frombuffer(answer.stdout, dtype=np.float32).reshape(len(texts), -1)


def test_bf16_vectors_lie_beside_those_of_fp32(embedder: Embedder) -> None:
    with Embedder(number_format=NumberFormat.BF16) as other:
        cosines = (other.embed(SENTENCES[:6]) * embedder.embed(SENTENCES[:6])).sum(axis=1)
    assert (cosines > 0.999).all()
    assert (cosines < 1.0).any()


def test_a_long_text_is_read_to_its_end(embedder: Embedder) -> None:
    garden = "We dug the garden and planted beans. " * 60
    vectors = embedder.embed([garden, garden + SENTENCES[0] * 20, SENTENCES[0]])
    assert vectors[1] @ vectors[2] > vectors[0] @ vectors[2] + 0.1


def test_odd_texts_are_embedded(embedder: Embedder) -> None:
    odd = ["\ud800 lone", "\x00\x1b[31m", "話を聞いて", "a" * 20_000, "\u200b"]
    vectors = embedder.embed(odd)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors_and_start_no_process() -> None:
    with Embedder(folder=Path("nowhere")) as unused:
        assert unused.embed([]).shape == (0, DIMENSIONS)
        assert unused.embed(["", " \n"]).tolist() == np.zeros((2, DIMENSIONS)).tolist()


def test_a_model_with_other_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / model.WEIGHTS).write_bytes(b"not the weights")
    with Embedder(folder=tmp_path) as wrong:
        wrong.start()
        for _ in range(2):  # and again when asked again
            with pytest.raises(Refused, match="not the expected file"):
                wrong.embed(SENTENCES)


def test_a_killed_worker_is_a_clear_error_and_the_next_call_starts_another() -> None:
    with Embedder() as running:
        with pytest.raises(UserError, match=r"ended before it was done \(signal 9\)") as caught:
            running.embed(MANY, progress=lambda _done, _total: process_of(running).kill())
        assert caught.value.hint is not None
        assert running.embed(["again"]).any()


def test_a_worker_that_ended_between_two_calls_is_replaced() -> None:
    with Embedder() as running:
        running.start()
        process = process_of(running)
        process.kill()
        process.wait()
        assert running.embed(["again"]).any()


def test_closing_from_another_thread_ends_the_embedding_at_once() -> None:
    running = Embedder()
    at_work = Event()
    thread, errors = embed_in_thread(running, lambda _done, _total: at_work.set())
    assert at_work.wait(timeout=60)
    process = process_of(running)
    running.close()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert process.poll() is not None
    assert [error.message for error in errors] == ["the embedding was stopped before it was done"]


def test_an_interrupt_ends_the_worker() -> None:
    with Embedder() as running:
        processes: list[subprocess.Popen[bytes]] = []

        def interrupt(_done: int, _total: int) -> None:
            processes.append(process_of(running))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            running.embed(MANY, progress=interrupt)
        assert processes[0].poll() is not None


@pytest.mark.parametrize("pipe_held_open", [False, True])
def test_a_killed_parent_leaves_no_worker_behind(*, pipe_held_open: bool) -> None:
    program = (
        "import os, sys, time\n"
        "from qes.suggest.embedder import Embedder\n"
        "running = Embedder()\n"
        "running.start()\n"
        "held = os.fork() if sys.argv[1] == 'True' else None\n"
        "if held == 0: time.sleep(600)\n"
        "def tell(done, total):\n"
        "    print(running._worker.process.pid, held, flush=True)\n"
        "    time.sleep(600)\n"
        "running.embed([f'week {n} of the garden' for n in range(50_000)], progress=tell)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(pipe_held_open)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        worker, holder = parent.stdout.readline().split()
        assert runs(int(worker))
        parent.kill()
        until = time.monotonic() + 20
        while runs(int(worker)) and time.monotonic() < until:
            time.sleep(0.05)
        if pipe_held_open:
            os.kill(int(holder), signal.SIGKILL)
    assert not runs(int(worker))


def test_the_worker_ends_when_its_input_closes() -> None:
    with Embedder() as running:
        running.start()
        process = process_of(running)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0
