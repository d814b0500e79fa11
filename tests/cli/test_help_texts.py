from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from subprocess import CompletedProcess

import pytest
import typer

from qes.cli.catalogue import ENTRIES, wanted

Qes = Callable[..., CompletedProcess[str]]


def commands() -> Iterator[tuple[str, ...]]:
    """Every command that there is, as one types it."""
    for entry in ENTRIES:
        if not entry.group:
            yield (entry.name,)
            continue
        group: typer.Typer = import_module(f"qes.cli.{entry.module}").app
        for one in group.registered_commands:
            assert one.name is not None
            yield (entry.name, one.name)


def test_the_roots_help_names_every_command_and_option(qes: Qes) -> None:
    done = qes("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for entry in ENTRIES:
        assert f"  {entry.name} " in done.stdout
    for option in ("-p", "--project", "--as", "--format", "--json", "--quiet", "--debug"):
        assert option in done.stdout


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_explains_itself_and_its_arguments(qes: Qes, words: tuple[str, ...]) -> None:
    done = qes(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: qes {' '.join(words)} ")
    said = done.stdout.partition("\n\n")[2].partition("\n\nOptions:")[0].partition("\n\nArg")[0]
    assert len(said.split()) >= 4
    assert said.strip()[0].isupper()
    # an example a line
    assert all(part.split().count("qes") <= 1 for part in said.split("\n\n") if "Example" in part)
    assert all(line.strip() for line in done.stdout.rstrip().splitlines()[-1:])


@pytest.mark.parametrize("group", [entry.name for entry in ENTRIES if entry.group])
def test_a_group_alone_lists_its_commands(qes: Qes, group: str) -> None:
    done = qes(group)
    assert (done.returncode, done.stdout) == (2, "")
    for words in commands():
        if words[0] == group:
            assert f"  {words[1]} " in done.stderr


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_an_options_value_spelt_like_a_command_is_none(name: str) -> None:
    for option in ("--as", "-p", "--project", "--format"):
        found = wanted([option, name, "sources", "list"])
        assert found is not None
        assert found.name == "sources"
    assert wanted(["--as", name]) is None


@pytest.mark.usefixtures("work")
def test_someone_called_like_a_command_can_work(qes: Qes) -> None:
    done = qes("--as", "review", "code", "apply", "rita.txt.t2", "A1.practical")
    assert done.returncode == 0
    assert '"reviewer": "review"' in qes("--as", "review", "code", "list", "--json").stdout
