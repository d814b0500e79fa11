"""A small project in a file of its own."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sample") / "sample.qes"
    make_sample(file)
    return file


@pytest.fixture
def project_file(_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample project."""
    return Path(shutil.copyfile(_sample, tmp_path / "review.qes"))
