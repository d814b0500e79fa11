"""Put bytes into a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from qes.errors import UserError


def save_bytes(data: bytes, path: Path) -> None:
    """Write a file so that its place holds either what was there before or all of `data`.

    The bytes go to a new file in the same folder, which then takes the name; a link is followed.

    Raises:
        UserError: If the folder is missing or cannot be written to, or the disk is full.
    """
    place = Path(os.path.realpath(path))
    if place.is_dir():
        raise UserError(f"{str(path)!r} is a folder", hint="give the name of a file")
    draft = place.with_name(f".qes-{secrets.token_hex(8)}.part")
    try:
        try:
            # Only a file that this call creates; readable to whom the user's mask allows.
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _said_plainly(error, path) from error


def _said_plainly(error: OSError, path: Path) -> UserError:
    name = repr(str(path))
    match error.errno:
        case errno.ENOENT:
            return UserError(f"there is no folder for {name}", hint="make the folder first")
        case errno.ENOTDIR:
            return UserError(f"the place of {name} is not a folder", hint="give another place")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return UserError(f"{name} may not be written", hint="choose a folder you may write to")
        case errno.ENOSPC | errno.EDQUOT:
            return UserError(f"the disk is full; {name} is unchanged", hint="free some space")
        case errno.ENAMETOOLONG:
            return UserError(f"the name {name[:60]}… is too long", hint="choose a shorter one")
        case _:
            return UserError(f"{name} cannot be written", hint=error.strerror or str(error))
