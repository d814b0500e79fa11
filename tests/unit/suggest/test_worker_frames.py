"""What goes between the embedder and its worker process."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from qes.suggest.frames import Frame, read_frame, write_frame


class Dripping(BytesIO):
    """Gives no more than a few bytes at a time, as an unbuffered pipe may."""

    def __init__(self, content: bytes, most: int) -> None:
        super().__init__(content)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._most if size is None or size < 0 else min(size, self._most))


frames = st.lists(st.tuples(st.sampled_from(Frame), st.binary(max_size=200)), max_size=5)


@given(sent=frames, most=st.integers(1, 20))
def test_frames_come_out_as_they_went_in_however_little_is_read_at_a_time(
    sent: list[tuple[Frame, bytes]], most: int
) -> None:
    stream = BytesIO()
    for kind, payload in sent:
        write_frame(stream, kind, payload)
    dripping = Dripping(stream.getvalue(), most)
    assert [read_frame(dripping) for _ in sent] == sent
    assert read_frame(dripping) is None


@given(payload=st.binary(max_size=50), kept=st.integers(0, 54))
def test_a_frame_that_breaks_off_is_none(payload: bytes, kept: int) -> None:
    stream = BytesIO()
    write_frame(stream, Frame.TEXTS, payload)
    whole = stream.getvalue()
    broken = whole[: min(kept, len(whole) - 1)]
    assert read_frame(BytesIO(broken)) is None
