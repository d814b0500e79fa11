"""The command line: one file a group of commands."""

from __future__ import annotations

from qes.cli.command import main

__all__ = ["main"]
