"""Roles as people write them in a speakers map."""

from __future__ import annotations

from corpora.source import Role
from corpora.speech.speakers import role_of

_ROLES = ", ".join(role.value for role in Role)


def told_role(value: object) -> object:
    """Take a role as people write it: `Interviewer`, `facilitator`, `respondent`.

    What is no text is given back for others to judge.

    Raises:
        ValueError: It names no role.
    """
    if not isinstance(value, str):
        return value
    said = value.strip().casefold()
    if said in set(Role):
        return Role(said)
    meant = role_of(said)
    if meant is Role.UNKNOWN:
        raise ValueError(f"must be one of {_ROLES}, not {value!r}")
    return meant
