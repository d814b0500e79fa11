"""Tables that the tests of all formats write."""

from __future__ import annotations

from hypothesis import strategies as st

from qes.analysis.table import Cell, Column, Kind, Row, Table

FORMULAS = (
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "'=1",
    "''-",
    "- well, I think",
)
FINDINGS = Table(
    title="Findings on work & trust",
    columns=(
        Column("no", "No.", Kind.NUMBER, 0.4),
        Column("finding", "Summary of review finding", width_hint=3),
        Column("share", "Share", Kind.PERCENT),
        Column("alpha", "Alpha", Kind.NUMBER, digits=3),
    ),
    rows=(
        Row(
            (1, "A broker whose word opens doors\nand closes <none>", 0.5, -0.0234567), "Getting in"
        ),
        Row((2, "信頼は時間とともに育つ", 1.0, None), "Getting in"),
        Row((3, '=HYPERLINK("http://example.org")', 0.333333, 1.0), "Staying"),
        Row((4, None, None, 0.0)),
    ),
    notes=("Levels were set by two people.", "Nothing here is computed."),
    header=(("Review question", "What helps people into work?"), ("Studies", "4")),
    landscape=True,
)
EMPTY = Table("Nothing yet", (Column("study", "Study"), Column("n", "N", Kind.NUMBER)))
LONG = Table(
    "Long", (Column("a", "A"), Column("b", "B", width_hint=9)), (Row(("x", "word " * 4000)),)
)

# Texts as people may write them, with line ends and control characters of all kinds.
_CONTROLS = st.sampled_from("=+-@\t\r\n\x1b\x00'\"\u2028")
texts = st.text(st.characters(codec="utf-8") | _CONTROLS, max_size=20)


@st.composite
def matrices(draw: st.DrawFn) -> Table:
    """Draw a table of texts and whole numbers, with groups and without."""
    width = draw(st.integers(1, 4))
    heads = draw(st.lists(texts, min_size=width, max_size=width))
    cell: st.SearchStrategy[Cell] = texts | st.integers(-1000, 1000) | st.none()
    row = st.builds(
        Row, st.tuples(*[cell] * width), st.none() | st.sampled_from(["One", "Two & more"])
    )
    return Table(
        title=draw(texts),
        columns=tuple(Column(str(at), head) for at, head in enumerate(heads)),
        rows=tuple(draw(st.lists(row, max_size=5))),
        notes=tuple(draw(st.lists(texts, max_size=2))),
        header=tuple(draw(st.lists(st.tuples(texts, texts), max_size=2))),
    )
