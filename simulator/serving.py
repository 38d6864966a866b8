"""The production server: gunicorn with threads, one application in each worker."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication

from simulator.app import create_app

SECONDS_TO_FINISH = 30


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told what to do by us and not by a file. Each worker makes its own application after the fork."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of one worker."""
        return create_app()


def run(address: str, workers: int, threads: int) -> None:
    """Serve until told to stop; requests under way are finished first."""
    options = {
        "bind": address,
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "graceful_timeout": SECONDS_TO_FINISH,
        "timeout": 2 * SECONDS_TO_FINISH,
        "accesslog": None,
        "control_socket_disable": True,
    }
    Server(options).run()
