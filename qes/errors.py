"""What a person can mend, said in one line; everything else is a bug and rises.

`UserError` is the root (exit code 2); `NotFound`, `Refused` and `Blind` say more of what is
wrong, and `Busy` asks to try again (exit code 3).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells the shell."""

    DONE = 0
    FOUND_WRONG = 1
    """The check it ran (verify, check, doctor) found something wrong."""
    INPUT_WRONG = 2
    BUSY = 3
    FAULT = 70
    """A bug of ours, as in sysexits(3)."""
    INTERRUPTED = 130


class UserError(Exception):
    """Something a person can mend: what is wrong, where, and what to do about it."""

    exit_code: ExitCode = ExitCode.INPUT_WRONG

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}; {self.hint}"


class NotFound(UserError):
    """A name or an id that matches nothing here, or more than one thing."""


class Refused(UserError):
    """A file or a project that may not be opened or read."""


class Blind(UserError):
    """Another reviewer's decisions were asked for while their round is open."""


class Busy(UserError):
    """The project is locked or out of reach; trying again may help."""

    exit_code = ExitCode.BUSY
