"""How the suite is spread over processes: `pytest -n 2`."""

from xdist.scheduler.loadfile import LoadFileScheduling

BROWSER = "tests/browser/"


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """One process per file at a time, in the order of the folders.

    The browser tests share a site that takes long to start, so they stay together;
    they come early, so that nobody waits for them at the end.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BROWSER):
            return BROWSER
        return str(super()._split_scope(nodeid))
