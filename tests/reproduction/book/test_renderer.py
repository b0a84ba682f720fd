"""Which renderer makes the book, what it costs to find out, and what a failure leaves behind."""

import os
import re
import socket
import stat
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from letter.data import paths
from reproduction import cli
from reproduction.book import renderer
from reproduction.book.renderer import CannotBeHad, Quarto

RENDERS = """
    folder = Path(sys.argv[sys.argv.index("--output-dir") + 1])
    (folder / "index.html").write_text("new")
    (folder / "book.pdf").write_text("new")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an old book, a builder that only says so, no Quarto, and no network."""
    folder = tmp_path / "a project"
    (folder / "_book").mkdir(parents=True)
    (folder / "_book/index.html").write_text("old")
    monkeypatch.setattr(paths, "PROJECT", folder)
    monkeypatch.setattr(paths, "BOOK", folder / "_book")
    monkeypatch.setattr(cli, "main", lambda arguments: print("builder:", *arguments) or 0)
    monkeypatch.setattr(renderer, "scripts", lambda: tmp_path / "environment")
    monkeypatch.setattr(renderer, "answers", lambda _: False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("no_proxy", "*")
    return folder


def quarto(folder: Path, version: str = "1.10.18", render: str = RENDERS) -> Path:
    """A command named quarto that says a version, and renders as the lines tell it."""
    command = folder / "quarto"
    folder.mkdir(exist_ok=True)
    lines = f"""\
        #!/bin/sh
        '''exec' "{sys.executable}" "$0" "$@"
        '''
        import os, sys
        from pathlib import Path
        if sys.argv[1:] == ["--version"]:
            print("{version}")
            sys.exit()
        assert sys.argv[1] == "render"
        """
    command.write_text(textwrap.dedent(lines) + textwrap.dedent(render))
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return command


def beside(book: Path) -> list[str]:
    return sorted(path.name for path in book.parent.iterdir())


# ---- which renderer


@pytest.mark.usefixtures("project")
def test_a_quarto_on_path_comes_first(tmp_path):
    command = quarto(tmp_path / "bin", "1.10.18")
    quarto(tmp_path / "environment", "1.11.0")
    assert renderer.find_quarto() == Quarto(command, "1.10.18")


@pytest.mark.usefixtures("project")
def test_an_old_quarto_on_path_gives_way_to_the_environments(tmp_path):
    quarto(tmp_path / "bin", "1.8.27")
    command = quarto(tmp_path / "environment", "1.9.0")
    assert renderer.find_quarto() == Quarto(command, "1.9.0")


@pytest.mark.usefixtures("project")
def test_without_quarto_one_line_says_so_and_the_builder_renders(capsys):
    assert renderer.main([]) == 0
    said = capsys.readouterr()
    line, builder, book = said.out.splitlines()
    assert re.fullmatch(
        r"Quarto cannot be had here \(.+\): rendering with the built-in builder", line
    )
    assert (builder, book) == ("builder: book", "The book: _book/index.html")
    assert said.err == ""


@pytest.mark.usefixtures("project")
def test_an_old_quarto_is_named_in_that_line(tmp_path, capsys):
    command = quarto(tmp_path / "bin", "1.4.557")
    renderer.main([])
    line = capsys.readouterr().out.splitlines()[0]
    assert f"{command} is 1.4.557, older than 1.9; github.com does not answer within 3 s" in line


@pytest.mark.usefixtures("project")
def test_a_quarto_that_does_not_run_is_named_in_that_line(tmp_path, capsys):
    command = quarto(tmp_path / "bin")
    command.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    renderer.main([])
    assert f"({command} fails; " in capsys.readouterr().out.splitlines()[0]


@pytest.mark.usefixtures("project")
def test_insisting_on_quarto_fails_without_one(capsys):
    assert renderer.main(["--renderer", "quarto"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Quarto cannot be had here (")


@pytest.mark.usefixtures("project")
def test_insisting_on_the_builder_never_looks_for_quarto(monkeypatch, capsys):
    monkeypatch.setattr(renderer, "find_quarto", lambda: pytest.fail("looked for Quarto"))
    assert renderer.main(["--renderer", "builtin"]) == 0
    assert capsys.readouterr().out.startswith("builder: book\n")


@pytest.mark.usefixtures("project")
def test_the_builders_exit_code_is_passed_on(monkeypatch, capsys):
    monkeypatch.setattr(cli, "main", lambda _: 2)
    assert renderer.main([]) == 2
    assert "The book:" not in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_an_unknown_renderer_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        renderer.main(["--renderer", "latex"])
    assert "choose from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "version"),
    [("1.10.18", "1.10.18"), ("99.9.9", "99.9.9"), ("v1.9", "1.9"), ("", None), ("none", None)],
)
def test_the_version_is_read_from_the_command(tmp_path, said, version):
    assert renderer.version_of(quarto(tmp_path, said)) == version


def test_versions_are_compared_as_numbers():
    assert renderer.numbers("1.10") > renderer.OLDEST > renderer.numbers("1.8.27")
    assert renderer.numbers("1.9.0") >= renderer.OLDEST


def test_a_command_that_hangs_has_no_version(tmp_path):
    command = quarto(tmp_path)
    command.write_text("#!/bin/sh\nexec sleep 60\n")
    assert renderer.version_of(command, seconds=0.2) is None


# ---- with Quarto


def test_quartos_book_takes_the_place_of_the_old_one(project, tmp_path, capfd):
    quarto(tmp_path / "bin")
    assert renderer.main([]) == 0
    assert (project / "_book/index.html").read_text() == "new"
    assert beside(project / "_book") == ["_book"]
    assert capfd.readouterr().out.splitlines() == [
        "Rendered by Quarto 1.10.18: _book",
        "The book: _book/index.html _book/book.pdf",
    ]


def test_quarto_runs_this_python_in_the_project(project, tmp_path):
    tells = """
        print(os.getcwd(), os.environ["QUARTO_PYTHON"], os.environ["PATH"].split(os.pathsep)[0],
              sep="\\n", file=open(Path("told"), "w"))
    """
    quarto(tmp_path / "bin", render=tells)
    renderer.main([])
    assert (project / "told").read_text().splitlines() == [
        str(project), sys.executable, str(tmp_path / "environment"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "code", "message"),
    [
        ("sys.exit(3)", 3, "ended with exit code 3"),
        ("sys.exit()", 1, r"made no \*\.pdf"),
        ("os.kill(os.getpid(), 9)", 1, "ended with exit code -9"),
    ],
)
def test_a_failure_leaves_the_old_book(project, tmp_path, capfd, ends, code, message):
    half = RENDERS.splitlines(keepends=True)
    quarto(tmp_path / "bin", render="".join([*half[:3], f"    {ends}\n", *half[3:]]))
    assert renderer.main([]) == code
    assert (project / "_book/index.html").read_text() == "old"
    assert beside(project / "_book") == ["_book"]
    said = capfd.readouterr()
    assert re.search(f"^Quarto 1.10.18 {message}; _book is as it was$", said.err, re.MULTILINE)
    assert "The book:" not in said.out


def test_an_interruption_leaves_the_old_book(project, tmp_path, monkeypatch):
    quarto(tmp_path / "bin")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(renderer, "run_quarto", interrupted)
    assert renderer.main([]) == 130
    assert (project / "_book/index.html").read_text() == "old"
    assert beside(project / "_book") == ["_book"]


# ---- getting Quarto


@pytest.fixture
def requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Requirements for a Quarto whose download answers; the environment is a folder."""
    monkeypatch.setattr(renderer, "answers", lambda _: True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    path = tmp_path / "requirements-quarto.txt"
    path.write_text("# pinned\nquarto-cli==1.10.18 \\\n    --hash=sha256:0\n")
    return path


@pytest.mark.usefixtures("project")
def test_where_the_download_answers_quarto_is_installed(
    requirements, tmp_path, monkeypatch, capsys
):
    def pip(command: list[str], *_: object) -> bool:
        assert command[:3] == [sys.executable, "-m", "pip"]
        assert {"--require-hashes", str(requirements)} < set(command)
        return bool(quarto(tmp_path / "environment"))

    monkeypatch.setattr(renderer, "succeeds", pip)
    assert renderer.install(requirements) == Quarto(tmp_path / "environment/quarto", "1.10.18")
    assert capsys.readouterr().out == "Getting Quarto from github.com, once … done\n"


@pytest.mark.usefixtures("project")
def test_a_failed_installation_costs_one_line(requirements, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(renderer, "REQUIREMENTS", requirements)
    monkeypatch.setattr(renderer, "succeeds", lambda *_: False)
    assert renderer.main([]) == 0
    log = tmp_path / "quarto-install.log"
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Getting Quarto from github.com, once … Quarto cannot be had here (its installation "
        f"failed, see {log}): rendering with the built-in builder",
        "builder: book",
    ]


def test_nothing_is_installed_outside_an_environment(requirements, monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    with pytest.raises(CannotBeHad, match="environment"):
        renderer.install(requirements)


@pytest.mark.parametrize(
    ("system", "machine", "file"),
    [
        ("linux", "x86_64", "linux-amd64.tar.gz"),
        ("linux", "aarch64", "linux-arm64.tar.gz"),
        ("darwin", "arm64", "macos.tar.gz"),
    ],
)
def test_the_download_is_the_one_for_this_machine(monkeypatch, system, machine, file):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert renderer.download_url("1.10.18").endswith(f"/v1.10.18/quarto-1.10.18-{file}")


def test_a_machine_without_a_download_is_named(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(CannotBeHad, match="none for linux on riscv64"):
        renderer.download_url("1.10.18")


def test_the_projects_requirements_pin_a_version_that_is_new_enough():
    assert renderer.numbers(renderer.pinned_version(renderer.REQUIREMENTS)) >= renderer.OLDEST


def test_requirements_without_a_pin_are_named(tmp_path):
    with pytest.raises(CannotBeHad, match="has no line quarto-cli=="):
        renderer.pinned_version(tmp_path / "none.txt")


def test_an_installation_that_takes_too_long_ends_with_its_children(tmp_path):
    pid = tmp_path / "pid"
    hangs = ["/bin/sh", "-c", f"sleep 60 & echo $! >'{pid}'; wait"]
    start = time.monotonic()
    assert not renderer.succeeds(hangs, 0.5, tmp_path / "log")
    assert time.monotonic() - start < 10
    assert _ends(int(pid.read_text()))


def _ends(pid: int) -> bool:
    for _ in range(100):
        stat_file = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if stat_file.exists() and stat_file.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_what_an_installation_says_is_in_its_log(tmp_path):
    log = tmp_path / "log"
    assert renderer.succeeds(["/bin/sh", "-c", "echo out; echo err >&2"], 60, log)
    assert log.read_text() == "out\nerr\n"
    assert not renderer.succeeds(["/bin/sh", "-c", "exit 1"], 60, log)


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
    assert renderer.answers(serve(status), 10) is there


def test_a_refused_connection_is_no_answer(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    start = time.monotonic()
    assert not renderer.answers(f"http://127.0.0.1:{port}/", 10)
    assert time.monotonic() - start < 5


def test_a_host_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:
        start = time.monotonic()
        assert not renderer.answers(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.3)
        assert time.monotonic() - start < 2


def test_an_answer_in_drips_is_given_up():
    ended = threading.Event()
    start = time.monotonic()
    assert not renderer.within(0.3, lambda: ended.wait(60))
    assert time.monotonic() - start < 2
    ended.set()


def test_an_answer_through_a_proxy_counts(serve, monkeypatch):
    proxy = serve(200).removesuffix("/quarto")
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", proxy)
    assert renderer.answers("http://quarto.invalid/download", 10)
