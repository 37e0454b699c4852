"""The cashier at a till that tells its servers where phones find them all."""

from __future__ import annotations

from pos_app import startup
from pos_app.servers import Servers
from pos_app.workflows.publishing import SERVERS
from tests.end_to_end import cashier


class TellingServers(Servers):
    """Gives each link the public addresses; the till itself does not do that yet."""

    def _add(self, name: str, url: str, role: str, code: str) -> None:
        super()._add(name, url, role, code)
        link = self._till.links[-1]
        link._outgoing.addresses = lambda: self.addresses
        for each in self._till.links:
            each._outgoing.changed({SERVERS})
            each._loops[1].wake()


if __name__ == "__main__":
    startup.Servers = TellingServers  # type: ignore[attr-defined]
    cashier.main()
