"""Which machine, and which copy of a project, a judgement is made on.

Chains of hashes are kept per author and origin, so that two copies of one project, even on one
machine, can go on apart and be united later.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import platformdirs

from qes.base import sha256
from qes.store.database import is_server

_DIGITS = 12


def origin_of(target: str | Path) -> str:
    """Return 12 hexadecimal digits that tell this machine and this place apart from others."""
    place = str(target) if is_server(target) else str(Path(target).resolve())
    return sha256(f"{_machine()}\n{place}")[:_DIGITS]


def _machine() -> str:
    """Return this machine's random name, made once; its hardware's where none can be kept."""
    file = Path(platformdirs.user_config_dir("qes")) / "machine"
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(str(uuid.uuid4()), encoding="ascii")
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.getnode())
