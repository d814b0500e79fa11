"""A project to be mistreated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.sample_project import make_sample


@pytest.fixture(scope="session", autouse=True)
def _own_machine_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The name of this machine is kept in a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    """The sample project."""
    file = tmp_path / "review.qes"
    make_sample(file)
    return file
