"""The till's threads that speak to servers end together."""

from pos_app.sync.loop import Loop, end_together
from tests.sync_server.running import wait_for


def test_no_link_waits_for_the_end_of_another_before_it_is_asked_to_end() -> None:
    """A till closed with the cloud and the standby out of reach would end one link after the other."""
    heard: list[bool] = []

    def hangs() -> float:
        wait_for(later.closed, 5.0)
        heard.append(True)
        return 0.0

    first, later = Loop("first", hangs), Loop("later", lambda: 60.0)
    first.start()
    later.start()
    end_together([first, later], 20.0)
    assert heard == [True] and first.closed() and later.closed()
