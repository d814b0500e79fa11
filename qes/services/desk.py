"""Who works on which project: what every service is given first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes import __version__
from qes.base import AuthorName, Clock, timestamp, utc_now
from qes.store.database import Store
from qes.store.judgements import Draft, Judgement, Signature, append

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Desk:
    """One person at work in one project, on one machine."""

    store: Store
    author: AuthorName
    origin: str
    """Names this machine and this copy of the project: chains of hashes are kept per origin."""
    clock: Clock = utc_now

    def now(self) -> str:
        """Return the present moment as it is stored."""
        return timestamp(self.clock())

    def judge(self, connection: Connection, drafts: Sequence[Draft]) -> tuple[Judgement, ...]:
        """Write this person's decisions, as one action, in the caller's transaction."""
        signature = Signature(self.author, self.origin, self.now(), __version__)
        return append(connection, drafts, signature)
