"""The application: opens the project's screens, and owns themes, palette and help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from qes.project import Project
from qes.ui._textual import RisingApp
from qes.ui.actions import Scope, bindings_for
from qes.ui.commands import ReviewCommands
from qes.ui.dialogs.reading import Help
from qes.ui.screens.review import ReviewScreen
from qes.ui.sitting import Sitting
from qes.ui.theme import DARK, LIGHT, THEMES, hue_variables


class QesApp(RisingApp[None]):
    """The terminal UI over one opened project; whoever opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.APP)
    COMMANDS: ClassVar[set[type[ReviewCommands]]] = {ReviewCommands}  # type: ignore[assignment]

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.title = project.title
        self._sitting = Sitting(project.desk)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every theme, built-in ones too, the colours of codes."""
        return hue_variables(dark=self.current_theme.dark)

    async def on_mount(self) -> None:
        """Open the review where its reviewer left off."""
        await self._sitting.begin()
        await self.push_screen(ReviewScreen(self._sitting, self.title))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer themes in the palette; the rest of what it offers is our own."""
        for command in super().get_system_commands(screen):
            if command.title == "Theme":
                yield command

    async def action_help(self) -> None:
        """Show every key."""
        if not isinstance(self.screen, Help):
            dialog = Help()
            await self.push_screen(dialog)
            dialog.take_keys()

    def action_toggle_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def on_unmount(self) -> None:
        """Stop what is worked out in the background."""
        self._sitting.order.close()

    async def action_quit(self) -> None:
        """Write down where one is, and leave."""
        for screen in self.screen_stack:
            if isinstance(screen, ReviewScreen):
                await screen.keep_place()
        self.exit()
