import pytest

from tests.plugins.no_network import is_local


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "::1", "::1%lo", b"127.0.0.1", ""])
def test_this_machine_is_local(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["example.com", "192.0.2.1", "10.0.0.1", "2001:db8::1", "localhost.example.com"])
def test_other_machines_are_not(host: object) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80))",
        "socket.create_connection(('example.com', 80))",
        "datagrams.sendto(b'', ('192.0.2.1', 53))",
    ],
)
def test_a_swallowed_attempt_fails_too(pytester: pytest.Pytester, attempt: str) -> None:
    pytester.makeconftest("pytest_plugins = ['tests.plugins.no_network']")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(
        f"""
        import socket

        def test_outside():
            with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
                try:
                    {attempt}
                except RuntimeError:
                    pass
        """
    )
    outcome = pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:randomly")
    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*outside hosts that the test tried to reach*"])


async def test_loopback_works_in_asyncio() -> None:
    import asyncio

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hei")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await reader.read() == b"hei"
        writer.close()
        await writer.wait_closed()
