"""Quarto, installed where its download answers: what that costs, and where it goes."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import choose_renderer
import pytest
from fake_quarto import offline_project, quarto
from processes import ends

from letter.data import paths


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return offline_project(tmp_path, monkeypatch)


@pytest.fixture
def installer(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the project's installer does, as lines of shell; the download answers."""
    commands = tmp_path / "environment"
    commands.mkdir()
    python = commands / "python"
    python.write_text('#!/bin/sh\necho "$@" >>asked\n. "${0%/*}/does"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(choose_renderer, "answers", lambda _: True)
    assert project.is_dir()
    return commands / "does"


def test_an_installation_is_announced_before_it_begins(installer, capfd):
    installer.write_text("exit 1")
    choose_renderer.main([])
    assert capfd.readouterr().out.splitlines()[0] == (
        "Quarto is not on PATH: installing Quarto 1.10.18 from https://github.com into .venv, once "
        "(make book RENDERER=builtin does without)"
    )


def test_where_the_download_answers_quarto_is_installed(installer, tmp_path, project):
    made = quarto(tmp_path / "made")
    installer.write_text(f'cp "{made}" "{installer.parent}"')
    assert choose_renderer.find_quarto() == (installer.parent / "quarto", "1.10.18")
    assert (project / "asked").read_text() == "-I tools/environment.py --quarto\n"


@pytest.mark.parametrize("text", ["exit 1", "exit 0", "sleep 60 & echo $! >pid; wait"])
def test_a_failed_installation_costs_one_more_line(installer, monkeypatch, capfd, text):
    monkeypatch.setattr(choose_renderer, "INSTALL_SECONDS", 0.5)
    installer.write_text(f"echo out; echo err >&2; {text}")
    assert choose_renderer.main([]) == 0
    said = capfd.readouterr()
    assert said.out.splitlines()[1:] == [
        "Quarto is not available (none on PATH; its installation failed, see .venv/install.log); "
        "rendering with the built-in builder",
        "reproduction.cli book",
    ]
    assert said.err == ""
    if (pid := Path("pid")).exists():
        assert ends(int(pid.read_text()))


def test_the_letters_requirements_pin_a_version_that_is_new_enough(monkeypatch):
    monkeypatch.chdir(paths.PROJECT)
    assert tuple(map(int, choose_renderer.pinned_version().split("."))) >= choose_renderer.OLDEST


@pytest.mark.parametrize("name", ["requirements-quarto.txt", "tools/environment.py"])
def test_a_project_that_cannot_install_quarto_says_so(project, name):
    assert choose_renderer.pinned_version() == "1.10.18"
    (project / name).unlink()
    with pytest.raises(choose_renderer.Unavailable, match=r"no tools/environment\.py with req"):
        choose_renderer.pinned_version()


# ---- does the download answer


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], str]]:
    """Start a server on loopback that answers with a status; returns its address."""
    monkeypatch.setenv("no_proxy", "*")
    servers = []

    def start(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/quarto"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "there"), [(200, True), (403, False), (404, False)])
def test_only_a_download_that_is_there_answers(serve, status, there):
    assert choose_renderer.answers(serve(status), 10) is there


def test_a_refused_connection_is_no_answer(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    start = time.monotonic()
    assert not choose_renderer.answers(f"http://127.0.0.1:{port}/", 10)
    assert time.monotonic() - start < 5


def test_a_host_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:
        start = time.monotonic()
        assert not choose_renderer.answers(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.3)
        assert time.monotonic() - start < 2


def test_an_answer_in_drips_is_given_up(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            while not ended.wait(0.05):
                connection.send(b"H")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        start = time.monotonic()
        assert not choose_renderer.answers(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.3)
        assert time.monotonic() - start < 2
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    "proxy", ["http://[", ":::", "http://:99999999", "http://\n", "x" * 300, "http://a@b@c:d"]
)
def test_a_malformed_proxy_is_no_answer_and_no_traceback(monkeypatch, capfd, proxy):
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    assert not choose_renderer.answers("http://quarto.invalid/download", 5)
    assert capfd.readouterr() == ("", "")


def test_an_answer_through_a_proxy_counts(serve, monkeypatch):
    proxy = serve(200).removesuffix("/quarto")
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", proxy)
    assert choose_renderer.answers("http://quarto.invalid/download", 10)
