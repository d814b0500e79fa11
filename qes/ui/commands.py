"""What the command palette offers: the actions, and the codes."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from qes.base import CodeId
from qes.ui.actions import ACTIONS, Action, Scope
from qes.ui.printable import line
from qes.ui.screens.findings import Findings
from qes.ui.screens.review import ReviewScreen

_MOST_CODES = 50


class ReviewCommands(Provider):
    """Finds actions by title and codes by name; choosing a code gives it."""

    async def discover(self) -> Hits:
        """Offer every action that needs no more than its name."""
        for action in self._offered():
            yield DiscoveryHit(
                shown(f"{action.title}  {action.key_name}", action.help),
                partial(self._take, action),
                text=action.title,
            )

    async def search(self, query: str) -> Hits:
        """Offer what fits the words typed."""
        matcher = self.matcher(query)
        for action in self._offered():
            score = matcher.match(action.title)
            if score > 0:
                named = f"{action.title}  {action.key_name}"
                yield Hit(
                    score, shown(named, action.help), partial(self._take, action),
                    text=action.title,
                )  # fmt: skip
        screen = self.screen
        if isinstance(screen, ReviewScreen):
            tree = screen.sitting.tree
            for place, id_ in enumerate(tree.search(query)[:_MOST_CODES]):
                code = tree.get(id_)
                if code is not None:
                    named = f"Give: {line(code.path)}"
                    yield Hit(
                        0.5 - place / 1000, shown(named, code.definition),
                        partial(self._give, id_), text=named,
                    )  # fmt: skip

    def _offered(self) -> tuple[Action, ...]:
        screen = self.screen
        here = screen.SCOPES if isinstance(screen, Findings) else (Scope.REVIEW,)
        return tuple(one for one in ACTIONS if one.palette and one.scope in {*here, Scope.APP})

    async def _take(self, action: Action) -> None:
        await self.screen.run_action(action.call)

    async def _give(self, code: CodeId) -> None:
        if isinstance(self.screen, ReviewScreen):
            await self.screen.give_code(code)


def shown(name: str, more: str) -> Content:
    """Write a name and below it more about it; as content, for the palette reads text as markup."""
    return Content.assemble(line(name), ("\n" + line(more) if more else "", "$foreground 60%"))
