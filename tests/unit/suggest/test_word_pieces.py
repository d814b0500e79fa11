"""Word pieces, windows, and the vectors of both halves, on a tiny model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qes.suggest.encoder import Encoder
from qes.suggest.pieces import PieceIds, PieceReader
from qes.suggest.static import StaticEncoder, derive
from tests.unit.suggest.tiny_model import LONGEST, VOCABULARY, WIDTH, tokenizer_description

WORDS = st.sampled_from(["the", "nurse", "garden", "bus,", "late."])
TEXTS = st.lists(WORDS, max_size=70).map(" ".join)
WINDOW = LONGEST - 2


class Averager:
    """Stands for the model: a sequence's vector is the mean of its pieces' drawn ones."""

    def __init__(self) -> None:
        self.table = np.random.default_rng(3).standard_normal((len(VOCABULARY), WIDTH))
        self.shapes: list[tuple[int, ...]] = []

    def run(self, pieces: PieceIds) -> NDArray[np.float32]:
        self.shapes.append(pieces.shape)
        return np.asarray(self.table[pieces].mean(axis=1), dtype=np.float32)


@pytest.fixture(scope="module")
def reader() -> PieceReader:
    return PieceReader(tokenizer_description(), LONGEST)


def encoder(reader: PieceReader, model: Averager, threads: int = 2) -> Encoder:
    return Encoder(reader, model, StaticEncoder(derive(reader, model.run, 1)), threads)


@pytest.fixture(scope="module")
def encoders(reader: PieceReader) -> tuple[Encoder, Encoder]:
    return encoder(reader, Averager(), 1), encoder(reader, Averager(), 3)


def test_marks_stand_around_a_short_text(reader: PieceReader) -> None:
    (ids,) = reader.read(["The nurse!"])
    assert [VOCABULARY[at] for at in ids] == ["the", "nurse", "!"]
    (window,) = reader.windows(["The nurse!"], [ids])
    assert [VOCABULARY[at] for at in window.pieces] == ["[CLS]", "the", "nurse", "!", "[SEP]"]
    assert window.weight == 1


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_windows_cover_each_text_and_none_is_too_long(
    texts: list[str], reader: PieceReader
) -> None:
    pieces = reader.read(texts)
    windows = reader.windows(texts, pieces)
    assert max(len(one.pieces) for one in windows) <= LONGEST
    for owner, ids in enumerate(pieces):
        own = [one for one in windows if one.owner == owner]
        covered = np.concatenate([one.pieces[1:-1] for one in own])
        np.testing.assert_array_equal(covered, ids)  # no word is longer than one piece here
        assert len(own) == max(1, -(-len(ids) // WINDOW))
        assert len(own) == 1 or sum(one.weight for one in own) == len(ids)


@pytest.mark.parametrize("odd", ["\ud800", "x" * 300_000, "\x00\x1b[31m", "", " \n", "[SEP] [CLS]"])
def test_odd_texts_have_vectors_of_numbers(odd: str, reader: PieceReader) -> None:
    vectors = encoder(reader, Averager()).encode([odd, "the nurse"])
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors[1]), 1, atol=1e-3)


def test_a_word_of_any_length_is_read_fast_as_one_unknown_piece(reader: PieceReader) -> None:
    (ids,) = reader.read(["x" * 300_000])
    assert [VOCABULARY[at] for at in ids] == ["[UNK]"]


def test_a_text_without_words_has_no_word_half(reader: PieceReader) -> None:
    made = encoder(reader, Averager())
    assert not made.encode([""])[0, WIDTH:].any()
    assert made.encode(["nurse"])[0, WIDTH:].any()


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12), alone=st.integers(0, 11))
def test_a_vector_depends_neither_on_company_nor_on_threads(
    texts: list[str], alone: int, encoders: tuple[Encoder, Encoder]
) -> None:
    one_thread, three_threads = encoders
    one = alone % len(texts)
    together = three_threads.encode(texts)
    np.testing.assert_array_equal(one_thread.encode([texts[one]])[0], together[one])


def test_batches_hold_equal_lengths_and_stay_small(reader: PieceReader) -> None:
    model = Averager()
    made = encoder(reader, model)
    model.shapes.clear()
    made.encode(["the nurse " * (n % 30) for n in range(600)])
    assert sum(count for count, _ in model.shapes) == sum(1 + (n % 30 > 23) for n in range(600))
    assert max(count * length for count, length in model.shapes) <= 512
    assert 10 <= max(count for count, _ in model.shapes) <= 16
    assert min(count for count, _ in model.shapes) > 1


def test_progress_counts_complete_texts_and_ends_with_all(reader: PieceReader) -> None:
    counted: list[int] = []
    made = encoder(reader, Averager())
    made.encode(["the nurse " * 100, "late.", "the bus"], counted.append)
    assert counted == sorted(counted)
    assert counted[-1] == 3


def test_a_model_that_gives_no_numbers_gives_zeros(reader: PieceReader) -> None:
    model = Averager()
    made = encoder(reader, model)
    model.table[VOCABULARY.index("nurse")] = np.nan
    vectors = made.encode(["the nurse", "the bus"])
    assert not vectors[0, :WIDTH].any()
    assert np.isfinite(vectors).all()


def test_the_word_half_is_the_same_for_any_number_of_threads(reader: PieceReader) -> None:
    model = Averager()
    once, again = (derive(reader, model.run, threads).tobytes() for threads in (1, 3))
    assert once == again


def test_marks_and_free_rows_have_no_say_in_the_word_half(reader: PieceReader) -> None:
    table = derive(reader, Averager().run, 1)
    silent = {VOCABULARY[at] for at in np.flatnonzero(~table.any(axis=1))}
    assert silent == {"[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}


def test_rare_words_weigh_more_than_common_ones(reader: PieceReader) -> None:
    model = Averager()
    model.table /= np.linalg.norm(model.table, axis=1, keepdims=True)
    lengths = np.linalg.norm(derive(reader, model.run, 1).astype(np.float64), axis=1)
    assert lengths[7:27].mean() < 0.8 * lengths[-20:].mean()


def test_what_describes_no_tokenizer_is_said(reader: PieceReader) -> None:
    assert reader.vocabulary == len(VOCABULARY)
    with pytest.raises(ValueError, match="no tokenizer"):
        PieceReader(b'{"model": 1}', LONGEST)
