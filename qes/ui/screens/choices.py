"""What the review screen asks one to choose from: codes, codes given, sources."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from qes.base import CodeId, SourceId
from qes.services.review import CodingView, SourceProgress
from qes.ui.code_tree import CodeTree, folded_text
from qes.ui.dialogs.chooser import Choice
from qes.ui.widgets.rows import Piece, RowPieces


def code_choice(
    tree: CodeTree, about: str, ask_for_new: Callable[[str, CodeId | None], Awaitable[None]]
) -> Choice[CodeId]:
    """Return the choice among all codes, found by path or definition; Tab makes a new one."""

    def row(id_: CodeId) -> RowPieces:
        code = tree.get(id_)
        if code is None:
            return RowPieces((Piece(id_),))
        # The name comes first: on a small screen the path before it would push it out.
        hue = f"code-{tree.hue(code.branch) % 12 + 1}"
        above = code.path.removesuffix(code.name).removesuffix(" > ")
        more = "".join(f"   {part}" for part in (above, code.definition) if part)
        return RowPieces((Piece(code.name, colour=hue), Piece(more, faint=True)))

    def detail(id_: CodeId) -> str:
        code = tree.get(id_)
        if code is None:
            return ""
        return f"{code.path}: {code.definition or 'it has no definition yet.'}"

    return Choice(
        title=f"Code for {about}",
        placeholder="part of its name or definition · Tab makes a new code under the marked one",
        search=tree.search,
        row=row,
        detail=detail,
        nothing="No code fits. Tab makes a new one of that name."
        if tree
        else "No codes yet. Tab makes one, or they come in with: qes codebook import FILE",
        other=ask_for_new,
    )


def given_choice(tree: CodeTree, given: Sequence[CodingView], about: str) -> Choice[int]:
    """Return the choice among codes that were given to a passage; keys are places in `given`."""

    def search(typed: str) -> Sequence[int]:
        words = folded_text(typed).split()
        paths = [folded_text(one.path) for one in given]
        return tuple(i for i, path in enumerate(paths) if all(word in path for word in words))

    return Choice(
        title=f"Take which code off {about}",
        placeholder="part of its name",
        search=search,
        row=lambda place: RowPieces((Piece(tree.name(given[place].code)),)),
        detail=lambda place: given[place].path,
        nothing="None of its codes fits.",
    )


def source_choice(sources: Sequence[SourceProgress]) -> Choice[SourceId]:
    """Return the choice among sources, with how far one is in each."""
    by_id = {one.id: one for one in sources}

    def search(typed: str) -> Sequence[SourceId]:
        words = folded_text(typed).split()
        return tuple(
            one.id for one in sources if all(word in folded_text(one.name) for word in words)
        )

    def row(id_: SourceId) -> RowPieces:
        one = by_id[id_]
        done = one.n_segments and one.n_decided >= one.n_segments
        return RowPieces(
            (Piece("✓ " if done else "  ", faint=True), Piece(one.name),
             Piece(f"   {one.kind.value}", faint=True)),
            Piece(f"{one.n_decided}/{one.n_segments}", faint=True),
        )  # fmt: skip

    return Choice(
        title="Open a source",
        placeholder="part of its name",
        search=search,
        row=row,
        detail=lambda id_: f"{by_id[id_].n_segments - by_id[id_].n_decided} segments undecided",
        nothing="No source fits.",
    )
