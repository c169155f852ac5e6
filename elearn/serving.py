"""The production server: Granian, one address, stopped cleanly by Ctrl-C or SIGTERM."""

import socket

from granian import Granian
from granian.constants import Interfaces

from elearn.config import Settings

THREADS = 8


class PortBusy(Exception):
    """Something else listens on the address already."""


def check_port(host: str, port: int) -> None:
    """Raise PortBusy, saying what to do, if nothing can listen on this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy(
                f"Cannot listen on {host}:{port}: {error.strerror}."
                f" Stop what uses it, or choose another port: PORT={port + 1} make run"
            ) from None


def serve_app(settings: Settings) -> None:
    """Serve until told to stop; requests under way are finished first."""
    Granian(
        "elearn.served:served_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
