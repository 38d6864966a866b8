"""A WSGI application behind a real socket on loopback, for tests that use a browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from wsgiref.types import WSGIApplication

import pytest
from werkzeug.serving import make_server

Serve = Callable[[WSGIApplication], str]


@contextmanager
def served(application: WSGIApplication) -> Iterator[str]:
    """Yield the address at which `application` answers, without a slash at the end."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="served application")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve any number of applications until the end of the test."""
    with ExitStack() as stack:
        yield lambda application: stack.enter_context(served(application))
