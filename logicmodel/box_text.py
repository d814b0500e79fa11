"""The text of a box, broken into lines, measured and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from logicmodel.drawing import Line, Rect, Shape, Text
from logicmodel.font import MM_PER_POINT
from logicmodel.graph import Box, Bullet
from logicmodel.lines import TooNarrow, break_lines, keeps_words
from logicmodel.page import PageMeasures, Type, TypeSet
from logicmodel.palette import INK, QUIET_INK, Tone
from logicmodel.wording import reads_from_right
from qes.errors import UserError

_INDENT = 0.85
"""From a bullet to its text, and from one depth to the next, in em."""
_DOT = 0.26
"""The size of a bullet's dot in em."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A title or a bullet, broken into lines."""

    code: str
    lines: tuple[str, ...]
    mark: str
    """`(n=4)` behind the last line, or nothing."""
    indent: float
    keeps_words: bool
    """Whether no word had to be cut."""

    @classmethod
    def of(cls, shown: Box | Bullet, text: str, width: float, kind: Type, *, counted: bool) -> Self:
        """Break the text of a box or bullet; a deeper bullet begins farther in."""
        depth = min(shown.depth, 3) + 1 if isinstance(shown, Bullet) else 0
        indent = kind.points * MM_PER_POINT * _INDENT * depth
        mark = study_mark(shown.n_studies) if counted else ""
        room = width - indent
        lines = break_lines(text, room, kind.points, bold=kind.bold, tail=mark)
        whole = keeps_words(text, room, kind.points, bold=kind.bold)
        return cls(shown.code, lines, mark, indent, whole)


@dataclass(frozen=True, slots=True)
class BoxText:
    """All the text of one box for one width."""

    box: Box
    title: Paragraph | None
    """None where the head of the column says it already."""
    bullets: tuple[Paragraph, ...]
    types: TypeSet
    padding: float
    space: float
    """Between bullets, in mm."""

    @property
    def height(self) -> float:
        """The height of the box without extra space, in mm."""
        return self._title_height + self._bullets_height + 2 * self.padding

    @property
    def keeps_words(self) -> bool:
        """Whether no word had to be cut."""
        titles = (self.title,) if self.title is not None else ()
        return all(paragraph.keeps_words for paragraph in (*titles, *self.bullets))

    @property
    def n_spaces(self) -> int:
        """How many spaces between bullets could be widened."""
        return max(0, len(self.bullets) - 1)

    @property
    def _title_height(self) -> float:
        if self.title is None:
            return 0.0
        below = self.padding if self.bullets else 0.0
        return len(self.title.lines) * self.types.title.leading + below

    @property
    def _bullets_height(self) -> float:
        lines = sum(len(bullet.lines) for bullet in self.bullets)
        return lines * self.types.bullet.leading + self.n_spaces * self.space

    def bullet_tops(self, top: float, extra: float) -> dict[str, float]:
        """Return where each bullet begins in a box whose upper side is at `top`."""
        y = top + self.padding + self._title_height
        tops = {}
        for bullet in self.bullets:
            tops[bullet.code] = y
            y += len(bullet.lines) * self.types.bullet.leading + self.space + extra
        return tops

    def shapes(self, frame: Rect, tone: Tone, extra: float) -> Iterator[Shape]:
        """Draw the text into its frame, with `extra` mm between bullets."""
        left, right = frame.x + self.padding, frame.right - self.padding
        if self.title is not None:
            top = frame.y + self.padding
            kind = self.types.title
            yield from _lines(self.title, frame, (left, right), top, kind=kind, ink=tone.head)
            if self.bullets:
                y = top + len(self.title.lines) * self.types.title.leading + self.padding * 0.4
                yield Line(frame.owner, ((left, y), (right, y)), tone.border, 0.15)
        tops = self.bullet_tops(frame.y, extra)
        for bullet in self.bullets:
            yield from self._bullet(bullet, frame, tops[bullet.code], tone)

    def _bullet(self, bullet: Paragraph, frame: Rect, top: float, tone: Tone) -> Iterator[Shape]:
        em = self.types.bullet.points * MM_PER_POINT
        left, right = frame.x + self.padding, frame.right - self.padding
        dot = em * _DOT
        y = top + self.types.bullet.baseline - em * 0.27 - dot / 2
        if reads_from_right(" ".join(bullet.lines)):
            right -= bullet.indent
            x = right + em * (_INDENT - 0.15) - dot
        else:
            left += bullet.indent
            x = left - em * (_INDENT - 0.15)
        yield Rect(frame.owner, x, y, dot, dot, tone.head, radius=dot / 2)
        yield from _lines(bullet, frame, (left, right), top, kind=self.types.bullet, ink=INK)


def set_box(
    box: Box, width: float, types: TypeSet, measures: PageMeasures, *, titled: bool, counted: bool
) -> BoxText:
    """Break the text of a box for its width in mm.

    Args:
        box: what it says.
        width: the outer width of the box.
        types: the sizes of type.
        measures: of the page.
        titled: whether the title is printed.
        counted: whether the number of studies stands behind each text.

    Raises:
        UserError: a character or a number does not fit the width; the message names the box.
    """
    inner = width - 2 * measures.padding
    try:
        title = Paragraph.of(box, box.title, inner, types.title, counted=counted)
        bullets = tuple(
            Paragraph.of(bullet, bullet.text, inner, types.bullet, counted=counted)
            for bullet in box.bullets
        )
    except TooNarrow as error:
        raise UserError(
            f"the box {box.title!r} is too narrow for its text at {types.bullet.points:g} pt",
            hint="choose a wider page",
        ) from error
    space = types.bullet.points * MM_PER_POINT * measures.space
    return BoxText(box, title if titled else None, bullets, types, measures.padding, space)


def study_mark(n_studies: int) -> str:
    """Write a number of studies as it stands behind a text."""
    return f"(n={n_studies})"


def _lines(
    paragraph: Paragraph,
    frame: Rect,
    sides: tuple[float, float],
    top: float,
    *,
    kind: Type,
    ink: str,
) -> Iterator[Text]:
    from_right = reads_from_right(" ".join(paragraph.lines))
    last = len(paragraph.lines) - 1
    for number, line in enumerate(paragraph.lines):
        yield Text(
            frame.owner,
            sides[1] if from_right else sides[0],
            top + kind.baseline + number * kind.leading,
            line,
            kind.points,
            ink,
            bold=kind.bold,
            from_right=from_right,
            mark=paragraph.mark if number == last else "",
            mark_ink=QUIET_INK,
        )
