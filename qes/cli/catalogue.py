"""The commands there are: a command's module is imported only when it is the one that is run.

So 'qes --help' costs no more than its words, however much the commands need.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import typer

from qes.cli.settings import WITH_VALUE


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, or one group of commands, as the root's help shows it."""

    name: str
    module: str
    help: str
    group: bool = True


ENTRIES = (
    Entry("demo", "demo", "Build the sample review, run every step, write every output.", group=False),
    Entry("init", "project", "Make a new project, in a file or a PostgreSQL database.", group=False),
    Entry("info", "project", "Say what is in the project and how far everyone is.", group=False),
    Entry("review", "review", "Code in the terminal, where you left off.", group=False),
    Entry("sources", "sources", "Bring documents in, and look at what is in them."),
    Entry("references", "references", "Bring lists of references in, look at them, and screen them."),
    Entry("studies", "studies", "The studies of the review and what they speak to."),
    Entry("codebook", "codebook", "Codes and their definitions."),
    Entry("suggest", "suggest", "Have codes suggested for segments, and print them.", group=False),
    Entry("evaluate", "evaluate", "Measure suggestions on segments you have coded.", group=False),
    Entry("code", "code", "Give codes to passages, refuse them, take them back."),
    Entry("memo", "memo", "Write memos about passages."),
    Entry("rounds", "rounds", "Rounds of independent work, blind while they are open."),
    Entry("reviewers", "reviewers", "Who may work in a project on a server."),
    Entry("agreement", "agreement", "How far coders agree, before consensus."),
    Entry("consensus", "consensus", "Settle where the reviewers of a compared round differ."),
    Entry("appraise", "appraise", "Appraise studies, alone and in consensus."),
    Entry("findings", "findings", "Write review findings and assess confidence in them."),
    Entry("model", "model", "The logic model: boxes, arrows and pictures."),
    Entry("report", "report", "Write every table and picture into a folder."),
    Entry("verify", "log", "Redo every hash: was any decision or source changed?", group=False),
    Entry("log", "log", "Print the decisions, newest first.", group=False),
    Entry("backup", "project", "Copy the project to another file, whole.", group=False),
    Entry("migrate", "project", "Bring a PostgreSQL project up to this version.", group=False),
)  # fmt: skip
_BY_NAME = {entry.name: entry for entry in ENTRIES}


def wanted(words: list[str]) -> Entry | None:
    """Return the command that an argument list names, if it names one."""
    waiting = iter(words)
    for word in waiting:
        if word in WITH_VALUE:
            # its value may be spelt like a command: 'qes --as review info'
            next(waiting, None)
        elif not word.startswith("-"):
            return _BY_NAME.get(word)
    return None


def fill(app: typer.Typer, chosen: Entry | None) -> None:
    """Give the root its commands: the chosen one whole, the others by name and line only."""
    for entry in ENTRIES:
        if chosen is None or entry.module != chosen.module:
            app.command(entry.name, help=entry.help)(_not_run)
    if chosen is None:
        return
    module = import_module(f"qes.cli.{chosen.module}")
    if chosen.group:
        app.add_typer(module.app, name=chosen.name)
    else:
        module.register(app)


def _not_run() -> None:
    """Stand for a command whose module is not loaded."""
    raise RuntimeError("a command is run whose module was not loaded")
