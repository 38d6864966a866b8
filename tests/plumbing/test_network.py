"""No test reaches another machine."""

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_a_socket_to_another_machine_is_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as stranger, pytest.raises(Exception, match=f'with host "{address}"'):
        stranger.connect((address, 80))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_a_socket_to_this_machine_is_let_through(address: str) -> None:
    with socket.create_server((address, 0)) as server, socket.socket() as friend:
        friend.connect(server.getsockname())
