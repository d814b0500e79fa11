"""The codes as a tree, and which of them become boxes and which bullets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from logicmodel.element import Element, ElementKind, ElementLevel, ElementStatus


@dataclass(frozen=True, slots=True)
class BoxPlan:
    """A box to be: the code that names it and the codes that are its bullets."""

    id: str
    code: str
    kind: ElementKind | None
    bullets: tuple[tuple[str, int], ...]
    """Code and depth of each bullet, in tree order."""
    studies: tuple[str, ...]


class Outline:
    """The active codes of a codebook as a tree.

    Raises:
        ValueError: two elements share a code, a parent is not among the elements, or a code
            stands below itself; a codebook's own checks keep these out.
    """

    def __init__(self, elements: Iterable[Element]) -> None:
        given = sorted(elements, key=lambda element: (element.order, element.code))
        self._elements = {element.code: element for element in given}
        if len(self._elements) != len(given):
            raise ValueError("two elements share a code")
        self._active_parent = {
            element.code: self._nearest_active(element)
            for element in given
            if element.status is ElementStatus.ACTIVE
        }
        self._kinds: dict[str, ElementKind | None] = {}
        self._children: dict[str | None, list[str]] = {}
        for code, parent in self._active_parent.items():
            self._children.setdefault(parent, []).append(code)

    def __getitem__(self, code: str) -> Element:
        return self._elements[code]

    def kind(self, code: str) -> ElementKind | None:
        """Return the kind of a code: its own or that of its nearest ancestor with one."""
        if code not in self._kinds:
            element = self._elements[code]
            above = (one.kind for one in (element, *self._above(element)) if one.kind)
            self._kinds[code] = next(above, None)
        return self._kinds[code]

    def studies(self, code: str) -> tuple[str, ...]:
        """Return the distinct studies under a code and all active codes below it, sorted."""
        found = {study for below in self._subtree(code) for study in self._elements[below].studies}
        return tuple(sorted(found))

    def studies_of_kinds(self, kinds: Iterable[ElementKind]) -> frozenset[str]:
        """Return the distinct studies under active codes of the given kinds."""
        wanted = frozenset(kinds)
        return frozenset(
            study
            for code in self._active_parent
            if self.kind(code) in wanted
            for study in self._elements[code].studies
        )

    def boxes(self) -> Iterator[BoxPlan]:
        """Plan the boxes in tree order; bullets of another kind get a box of their own."""
        for code in self._subtree(None):
            if not self._is_box(code):
                continue
            bullets = tuple(self._bullets(code))
            own_kind = self.kind(code)
            kinds = [own_kind, *(self.kind(bullet) for bullet, _ in bullets)]
            for kind in dict.fromkeys(kinds):
                of_kind = tuple(pair for pair in bullets if self.kind(pair[0]) == kind)
                if kind == own_kind and bullets and not of_kind:
                    continue
                name = code if kind == own_kind else f"{code}@{kind}"
                codes = [bullet for bullet, _ in of_kind]
                if kind == own_kind:
                    codes.append(code)
                yield BoxPlan(name, code, kind, of_kind, self._union(codes))

    def _is_box(self, code: str) -> bool:
        """Say whether a code is drawn as a box."""
        element = self._elements[code]
        if element.level is ElementLevel.SUBTHEME:
            return self._active_parent[code] is None
        if element.level is ElementLevel.THEME:
            return not self._is_leaf_of_flat_domain(code)
        children = self._children.get(code, ())
        return not children or any(not self._is_box(child) for child in children)

    def _is_leaf_of_flat_domain(self, code: str) -> bool:
        parent = self._active_parent[code]
        if parent is None or self._elements[parent].level is not ElementLevel.DOMAIN:
            return False
        return not any(self._children.get(sibling) for sibling in self._children[parent])

    def _bullets(self, code: str) -> Iterator[tuple[str, int]]:
        """Yield the codes below a box that are not boxes, with their depth, parents first."""
        waiting = [(child, 0) for child in reversed(self._children.get(code, ()))]
        while waiting:
            child, depth = waiting.pop()
            if not self._is_box(child):
                yield child, depth
                below = reversed(self._children.get(child, ()))
                waiting.extend((grandchild, depth + 1) for grandchild in below)

    def _subtree(self, top: str | None) -> Iterator[str]:
        """Yield a code and all active codes below it, parents first."""
        waiting = [top]
        while waiting:
            code = waiting.pop()
            if code is not None:
                yield code
            waiting.extend(reversed(self._children.get(code, ())))

    def _union(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({study for code in codes for study in self._elements[code].studies}))

    def _nearest_active(self, element: Element) -> str | None:
        for ancestor in self._above(element):
            if ancestor.status is ElementStatus.ACTIVE:
                return ancestor.code
        return None

    def _above(self, element: Element) -> Iterator[Element]:
        seen = {element.code}
        while element.parent is not None:
            if element.parent not in self._elements:
                raise ValueError(f"{element.code} stands below {element.parent}, which is unknown")
            element = self._elements[element.parent]
            if element.code in seen:
                raise ValueError(f"{element.code} stands below itself")
            seen.add(element.code)
            yield element
