"""People at work in a project on a server, each as a database role of their own."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from qes.base import Clock, utc_now
from qes.project import Project
from qes.project.reviewers import admit
from qes.services.desk import Desk
from tests.contracts.sites import Room

REVIEWERS = ("anna", "ben")
LEAD = "lead"
_SHOWN = "let-me-in"


def as_role(target: str, name: str) -> str:
    """The URL by which someone comes to a project as a role of their own."""
    url = sa.make_url(target).set(username=name, password=_SHOWN)
    return url.render_as_string(hide_password=False)


class RoleRoom(Room):
    """A copy of the sample project in which nobody comes as who owns it."""

    def __init__(self, target: str, clock: Callable[[], Clock] = lambda: utc_now) -> None:
        # one clock for all: moments of different machines, which they are here, are never the same
        ticking = clock()
        super().__init__(target, lambda: ticking)
        with Project.open(target, "owner") as project:
            for name in (*REVIEWERS, LEAD):
                admit(project, name, password=_SHOWN, leads=name == LEAD)

    def desk(self, author: str) -> Desk:
        if author not in self._open:
            there = as_role(self.target, author)
            self._open[author] = Project.open(there, author, clock=self._clock())
        return self._open[author].desk
