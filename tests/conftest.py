"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

_SHARED = Path(os.environ.get("QES_SHARED", Path(__file__).resolve().parents[2] / "shared"))

# how long an example takes says nothing about the code while several tests share a processor
settings.register_profile("search", deadline=None, max_examples=300)
# the same examples at every run, so that a run says something of the change it is made for;
# new ones are looked for by `make search`
settings.register_profile("qes", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("QES_EXAMPLES", "qes"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material that is never part of the project."""
    if not (_SHARED / "seeds").is_dir():
        pytest.skip(f"no real material beside the project ({_SHARED.name}/seeds is absent)")
    return _SHARED


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name an example of bytes by its argument: a zip file's bytes hold the time it was made."""
    del config
    return argname if isinstance(val, bytes) else None
