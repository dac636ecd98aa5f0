"""Attacks on the server: whoever is not the person who started it learns nothing."""

from __future__ import annotations

import socket

import pytest

from trainlab.web.guard import MAX_FIELDS, MAX_QUERY, Guard
from trainlab.web.routes import PAGE

PATHS = ("/", "/api/studies", "/api/study", "/api/curve", "/api/events", "/api/table", "/nothing")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_answered(ask, path):
    answer = ask(path, token=False)
    assert answer.code == 403
    assert b"rates" not in answer.body


@pytest.mark.parametrize("token", ["", "x", "é", "null", "A" * 5000])
def test_a_wrong_token_opens_nothing(ask, token):
    from urllib.parse import quote

    assert ask(f"/?token={quote(token)}", token=False).code == 403
    assert ask("/api/studies", token=False, X_Trainlab_Token=quote(token)).code == 403


def test_the_first_address_gives_a_cookie_that_opens_the_page(ask, server):
    entered = ask(f"/?token={server.token}", token=False)
    assert (entered.code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert ask("/", token=False, Cookie=cookie.partition(";")[0]).code == 200
    assert ask("/api/studies", token=False, Cookie=cookie.partition(";")[0]).code == 200
    assert ask("/api/studies", token=False, Cookie=f"other=1; {cookie.partition(';')[0]}").code == 200


def test_the_token_opens_no_other_path_by_the_address(ask, server):
    assert ask(f"/api/studies?token={server.token}", token=False).code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example:{port}",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1:{port}@evil.example",
        "10.0.0.1:{port}",
        "[::2]:{port}",
        "",
    ],
)
def test_a_foreign_host_is_refused_with_the_right_token(ask, server, host):
    assert ask("/api/studies", Host=host.format(port=server.port)).code == 403
    assert ask("/page/main.js", token=False, Host=host.format(port=server.port)).code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_its_own_names_are_answered(ask, server, host):
    assert ask("/api/studies", Host=f"{host}:{server.port}").code == 200


def test_two_hosts_are_none(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        lines = [
            "GET /api/studies HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            "Host: evil.example",
            f"X-Trainlab-Token: {server.token}",
            "",
            "",
        ]
        connection.sendall("\r\n".join(lines).encode())
        assert connection.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", "http://127.0.0.1"],
)
def test_a_foreign_origin_is_refused_with_the_right_token(ask, server, origin):
    assert ask("/api/studies", Origin=origin.format(port=server.port)).code == 403


def test_its_own_origin_is_answered(ask, server):
    assert ask("/api/studies", Origin=f"http://127.0.0.1:{server.port}").code == 200


def test_what_a_browser_says_comes_from_another_site_is_refused(ask):
    assert ask("/api/studies", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").code == 403
    assert ask("/page/main.js", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="cors").code == 403
    assert ask("/api/studies", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="cors").code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "EVIL"])
def test_only_get_is_answered(ask, method):
    assert ask("/api/studies", method=method).code == 405


def test_a_request_with_a_body_is_refused(ask):
    assert ask("/api/studies", body=b"x" * 100).code == 413


def test_an_oversized_query_is_refused(ask):
    assert ask(f"/api/studies?a={'x' * MAX_QUERY}").code == 414
    assert ask("/api/studies?" + "&".join(["a"] * (MAX_FIELDS + 1))).code == 414


def test_an_oversized_header_or_address_ends_the_connection(server):
    for request in (f"GET /{'x' * 1_000_000}", f"GET / HTTP/1.1\r\nHost: a\r\nX: {'x' * 1_000_000}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            try:
                connection.sendall(request.encode())
                first = connection.recv(100)
            except (BrokenPipeError, ConnectionResetError):
                continue
            assert first == b"" or first.split()[1][:1] == b"4"


@pytest.mark.parametrize(
    "path",
    [
        "/page/../routes.py",
        "/page/%2e%2e/routes.py",
        "/page/..%2froutes.py",
        "/page//etc/passwd",
        "/page/%2fetc%2fpasswd",
        "/page/main.js%00",
        "/page/",
        "/page",
        "/../../etc/passwd",
        "/page/..\\routes.py",
    ],
)
def test_no_path_leaves_the_page(ask, path):
    answer = ask(path)
    assert answer.code == 404
    assert b"root:" not in answer.body
    assert b"Starlette" not in answer.body


def test_every_answer_forbids_what_a_page_could_be_abused_for(ask):
    for path in ("/", "/page/main.js", "/api/studies", "/nothing"):
        headers = ask(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_only_a_notebook_of_this_machine_may_frame_the_page(ask, server):
    framed = ask(f"/?token={server.token}&frame=1", token=False)
    assert framed.code == 200
    assert "set-cookie" not in framed.headers
    assert "frame-ancestors http://localhost:*" in framed.headers["content-security-policy"]
    assert ask("/?token=wrong&frame=1", token=False).code == 403


def test_the_page_holds_no_inline_script_or_style_and_nothing_from_elsewhere():
    for path in PAGE.iterdir():
        text = path.read_text()
        if path.suffix == ".html":
            assert "<style" not in text
            assert "style=" not in text
            assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])
        if path.suffix in (".html", ".css") or (path.suffix == ".js" and path.name != "uPlot.js"):
            links = [word for word in text.split("http")[1:] if word.startswith(("://", "s://"))]
            assert all(link.startswith("://www.w3.org/") for link in links), path.name
        if path.suffix == ".js":
            assert "innerHTML" not in text or path.name == "uPlot.js"
            assert "eval(" not in text
            assert "new Function" not in text


def test_another_machine_may_ask_by_an_address_but_by_no_name():
    guard = Guard(None, "token", 80, loopback=False, names=["here"])  # type: ignore[arg-type]
    assert [guard._is_ours(f"{host}:80") for host in ("10.0.0.3", "[fe80::1]", "here", "HERE")] == [True] * 4
    assert not guard._is_ours("evil.example:80")
