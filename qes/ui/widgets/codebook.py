"""The codebook as a tree one can fold, with how often one has given each code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qes.base import CodeId
from qes.ui.code_tree import CodeTree
from qes.ui.widgets.rows import Piece, RowList, RowPieces


class CodebookList(RowList[CodeId]):
    """The codes in tree order; branches fold away."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(self._code_rows, id=id)
        self._tree = CodeTree(())
        self._counts: Mapping[CodeId, int] = {}
        self._folded: frozenset[CodeId] = frozenset()

    def show(self, tree: CodeTree, counts: Mapping[CodeId, int]) -> None:
        """Show the tree with one's own counts as they stand; what is folded stays so."""
        if tree is not self._tree or counts != self._counts or not self.keys:
            self._tree, self._counts = tree, counts
            self.load(tree.visible(self._folded), self.cursor)

    def fold(self, *, away: bool) -> None:
        """Fold the branch one is at away, or unfold it; a leaf folds what it belongs to."""
        code = self.key
        if code is None:
            return
        found = self._tree.get(code)
        if away and found is not None and (code not in self._tree.parents or code in self._folded):
            code = found.parent or code
        self._folded = self._folded | {code} if away else self._folded - {code}
        visible = self._tree.visible(self._folded)
        self.load(visible, visible.index(code) if code in visible else 0)

    def _code_rows(self, codes: Sequence[CodeId]) -> Sequence[RowPieces]:
        return [row for id_ in codes if (row := self._code_row(id_)) is not None]

    def _code_row(self, id_: CodeId) -> RowPieces | None:
        code = self._tree.get(id_)
        if code is None:
            return None
        fold = " " if id_ not in self._tree.parents else "▸" if id_ in self._folded else "▾"
        hue = f"code-{self._tree.hue(code.branch) % 12 + 1}"
        count = self._counts.get(id_)
        return RowPieces(
            (
                Piece(f"{'  ' * code.depth}{fold} ", faint=True),
                Piece(code.name, colour=hue if code.depth == 0 else ""),
            ),
            Piece(str(count), faint=True) if count else None,
        )
