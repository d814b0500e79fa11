"""Everything a person can do in the terminal, in one list.

Bindings, the command palette, the help screen and the line of keys are all read from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Scope(StrEnum):
    """Where an action can be taken."""

    REVIEW = "review"
    PASSAGE = "while a passage is selected"
    GROUPS = "among groups for new codes"
    FINDINGS = "among groups and second looks"
    LIST = "in a list"
    DIALOG = "in a dialog"
    APP = "anywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do."""

    id: str
    """`area.verb`; the name a keymap would use."""
    title: str
    help: str
    keys: tuple[str, ...]
    """As Textual names them; `{key}` in `call` stands for the one pressed."""
    call: str
    """The Textual action that does it."""
    scope: Scope
    shown: str = ""
    """The keys as they are printed, where that is not simply the first key."""
    footer: str = ""
    """Its name in the line of keys; empty for an action that is not in the line."""
    palette: bool = True
    """Whether the command palette offers it."""

    @property
    def key_name(self) -> str:
        """The keys as they are printed."""
        return self.shown or self.keys[0]


def _review(  # noqa: PLR0913 - a row of the table below
    id_: str, keys: str, call: str, title: str, help_: str, *,
    shown: str = "", footer: str = "", palette: bool = True, scope: Scope = Scope.REVIEW,
) -> Action:  # fmt: skip
    return Action(id_, title, help_, tuple(keys.split()), call, scope, shown, footer, palette)


_DIGITS = "1 2 3 4 5 6 7 8 9"

ACTIONS: tuple[Action, ...] = (
    _review("suggestion.accept", _DIGITS, "accept({key})", "Accept a suggestion",
            "Gives the segment, or the selected passage, the suggested code of that number. "
            "A first code moves you on to the next undecided segment; on a segment that has one "
            "already you stay, so further codes follow one after the other.",
            shown="1-9", footer="accept", palette=False),
    _review("suggestion.reject", "x", "reject", "Reject a suggestion",
            "Then the number of the suggestion, or x again for the highlighted one.",
            footer="reject"),
    _review("code.choose", "slash", "choose_code", "Give another code",
            "Type part of a code's name and press Enter. Tab there makes a new code under the marked "
            "one, or of the name typed where nothing fits.", shown="/", footer="other code"),
    _review("segment.no_code", "0", "no_code", "Say that no code applies",
            "Records that you looked and that nothing in the codebook fits.", footer="no code"),
    _review("segment.finish", "enter", "finish", "Finish the segment",
            "Records that you have seen it and moves on to the next undecided one. Codes you gave "
            "stand; a code you did not give then counts as absent.", shown="Enter"),
    _review("segment.next_undecided", "n", "undecided(1)", "Next undecided segment",
            "Skips what is decided and what the interviewer says; in another order of work (w) it "
            "goes on across sources.", footer="next"),
    _review("segment.previous_undecided", "N", "undecided(-1)", "Previous undecided segment",
            "As n, backwards."),
    _review("segment.next", "j down", "step(1)", "Next segment", "Steps through every segment.",
            shown="j ↓", palette=False),
    _review("segment.previous", "k up", "step(-1)", "Previous segment",
            "Steps back through every segment.", shown="k ↑", palette=False),
    _review("segment.page_down", "pagedown ctrl+f", "page(1)", "A page on",
            "Moves by a page of text.", shown="PgDn", palette=False),
    _review("segment.page_up", "pageup ctrl+b", "page(-1)", "A page back",
            "Moves back by a page of text.", shown="PgUp", palette=False),
    _review("segment.first", "home", "edge(-1)", "First segment", "Moves to the source's start.",
            shown="Home"),
    _review("segment.last", "end", "edge(1)", "Last segment", "Moves to the source's end.",
            shown="End"),
    _review("segment.back", "b", "back", "Back to where you decided last",
            "For a second thought, in whichever source it was; n then goes on."),
    _review("review.stay", "a", "toggle_stay", "Stay after accepting, or move on",
            "For segments that take many codes: stay until you press Enter. Press again to move "
            "on after the first code."),
    _review("code.remove", "r delete", "remove_code", "Take a code off",
            "Takes a code you gave off the segment, or off the selected passage.", shown="r"),
    _review("suggestion.next", "tab", "highlight(1)", "Highlight the next suggestion",
            "For x and Space.", shown="Tab", palette=False),
    _review("suggestion.previous", "shift+tab", "highlight(-1)",
            "Highlight the previous suggestion", "For x and Space.", shown="Shift+Tab",
            palette=False),
    _review("suggestion.why", "space", "why", "See why it is suggested",
            "Shows the code's definition, how strong the suggestion is and from how many decisions "
            "that was learned, the accepted passages it rests on, and the words that speak for it.",
            shown="Space"),
    _review("suggestion.compute", "g", "suggest", "Compute suggestions, or see those kept back",
            "Runs in the background; you go on meanwhile. Where suggestions are kept back until "
            "you have decided, g shows them now, and that is recorded."),
    _review("review.order", "w", "order", "Change the order of work",
            "As the text goes, the most doubtful first, the most novel first, or a random sample."),
    _review("groups.show", "G", "groups", "Groups for new codes",
            "Lists groups of passages that no code has yet: to make a code of, merge, or put aside. "
            "There are more than you need, for merging is easier than telling apart."),
    _review("second_looks.show", "L", "second_looks", "Second looks",
            "Lists passages that are unlike the others of their code."),
    _review("passage.select", "v", "select_passage", "Select a passage",
            "For coding less or more than a segment: starts with the current segment. Dragging "
            "with the mouse does the same."),
    _review("memo.write", "m", "memo", "Write a memo", "On the segment or the selected passage."),
    _review("decision.undo", "u", "undo", "Undo your last decision",
            "Again for the one before; nothing is ever erased from the history.", footer="undo"),
    _review("decision.redo", "ctrl+r", "redo", "Redo what was undone", "As often as you undid.",
            shown="Ctrl+R"),
    _review("source.next", "s", "source(1)", "Next source", "Opens the source after this one."),
    _review("source.previous", "S", "source(-1)", "Previous source",
            "Opens the source before this one."),
    _review("source.choose", "o", "choose_source", "Open a source",
            "Lists the sources with how far you are in each."),
    _review("source.speakers", "p", "speakers", "Say who speaks",
            "Lists who speaks in this source: say that someone interviews, or that two labels are "
            "one person. No word and no coding moves."),
    _review("codebook.show", "c", "codebook", "Go to the codebook",
            "Moves into the codebook tree, where Enter gives a code; c or Esc comes back."),
    _review("codebook.fold", "left h", "fold", "Fold a branch", "In the codebook.", shown="← h",
            palette=False),
    _review("codebook.unfold", "right l", "unfold", "Unfold a branch", "In the codebook.",
            shown="→ l", palette=False),
    _review("review.cancel", "escape", "cancel", "Let go",
            "Drops a passage or a question, or leaves the codebook.", shown="Esc", palette=False),
    _review("passage.words_more", "right l", "head_word(1)", "One word more", "Or fewer, when the "
            "moving end is the first.", shown="→ l", footer="word", palette=False,
            scope=Scope.PASSAGE),
    _review("passage.words_fewer", "left h", "head_word(-1)", "One word fewer",
            "Or more, when the moving end is the first.", shown="← h", palette=False,
            scope=Scope.PASSAGE),
    _review("passage.grow", "right_square_bracket", "head_sentence(1)", "One sentence more",
            "Moves the moving end to the next end of a sentence.", shown="]", footer="sentence",
            palette=False, scope=Scope.PASSAGE),
    _review("passage.shrink", "left_square_bracket", "head_sentence(-1)", "One sentence fewer",
            "Moves the moving end back by a sentence.", shown="[", palette=False,
            scope=Scope.PASSAGE),
    _review("passage.other_end", "e", "other_end", "Move the other end",
            "Changes which end of the passage moves.", footer="other end", palette=False,
            scope=Scope.PASSAGE),
    _review("group.make_code", "m", "make_code", "Make a code of the group",
            "Asks for its name, what it stands under and what it means; you say which passages "
            "get it.", footer="make code", scope=Scope.GROUPS),
    _review("group.merge", "plus", "mark", "Merge two groups",
            "Marks a group; pressed on another one, the two are one from then on.", shown="+",
            footer="merge", scope=Scope.GROUPS),
    _review("group.dismiss", "d", "dismiss_group", "Put the group aside",
            "With a reason; if it comes up again, that is told.", footer="aside",
            scope=Scope.GROUPS),
    _review("found.go", "1 2 3 4 5", "go({key})", "Go to a passage",
            "Goes to the passage of that number in its source; Enter goes to the first.",
            shown="1-5", footer="go", palette=False, scope=Scope.FINDINGS),
    _review("found.read_on", "space", "read_on", "Read on",
            "Scrolls what stands beside the list; at its end it goes back to the start.",
            shown="Space", footer="on", palette=False, scope=Scope.FINDINGS),
    _review("found.again", "g", "again", "Search anew", "From what is decided by now.",
            footer="anew", scope=Scope.FINDINGS),
    _review("found.leave", "escape", "leave", "Back to the text",
            "Where you came from.", shown="Esc", footer="back", palette=False,
            scope=Scope.FINDINGS),
    _review("list.down", "down j", "move(1)", "Down", "One row down.", shown="↓ j", palette=False,
            scope=Scope.LIST),
    _review("list.up", "up k", "move(-1)", "Up", "One row up.", shown="↑ k", palette=False,
            scope=Scope.LIST),
    _review("list.page_down", "pagedown", "page(1)", "A page down", "One page down.",
            shown="PgDn", palette=False, scope=Scope.LIST),
    _review("list.page_up", "pageup", "page(-1)", "A page up", "One page up.", shown="PgUp",
            palette=False, scope=Scope.LIST),
    _review("list.first", "home", "first", "First row", "To the top.", shown="Home",
            palette=False, scope=Scope.LIST),
    _review("list.last", "end", "last", "Last row", "To the end.", shown="End", palette=False,
            scope=Scope.LIST),
    _review("list.choose", "enter", "choose", "Choose", "Takes the row you are at.",
            shown="Enter", palette=False, scope=Scope.LIST),
    _review("dialog.close", "escape", "close", "Close without doing anything",
            "Nothing is kept.", shown="Esc", palette=False, scope=Scope.DIALOG),
    _review("dialog.save", "ctrl+s", "save", "Keep what you wrote", "In a memo.",
            shown="Ctrl+S", palette=False, scope=Scope.DIALOG),
    _review("app.help", "question_mark f1", "help", "Help", "Lists every key.", shown="?",
            footer="more", scope=Scope.APP),
    _review("app.theme", "ctrl+t", "toggle_theme", "Dark or light",
            "More themes are in the command palette.", shown="Ctrl+T", scope=Scope.APP),
    _review("app.palette", "ctrl+p", "command_palette", "Command palette",
            "Finds an action or a code by name.", shown="Ctrl+P", palette=False, scope=Scope.APP),
    _review("app.quit", "q ctrl+q", "quit", "Quit",
            "Everything is saved already; next time you begin where you are.", shown="q",
            scope=Scope.APP),
)  # fmt: skip


def actions_in(*scopes: Scope) -> tuple[Action, ...]:
    """Return the actions of some scopes, in their order."""
    return tuple(action for action in ACTIONS if action.scope in scopes)


def bindings_for(*scopes: Scope, priority: bool = False) -> list[BindingType]:
    """Return Textual bindings for the actions of some scopes.

    With `priority` a key is acted on before the next one is looked at, whatever has the focus,
    so keys typed faster than a decision is written are taken in their order.
    """
    return [
        Binding(
            key,
            action.call.format(key=key),
            action.title,
            show=bool(action.footer),
            key_display=action.key_name,
            priority=priority,
            tooltip=action.help,
            id=action.id if len(action.keys) == 1 else f"{action.id}.{key}",
        )
        for action in actions_in(*scopes)
        for key in action.keys
    ]
