"""A project to render, and commands named quarto."""

import os
import stat
import sys
import textwrap
from pathlib import Path

import choose_renderer
import pytest

from reproduction.inputs.manifest import NAME, write_manifest

PYTHON = sys.executable
RENDERS = """
    folder = Path(sys.argv[sys.argv.index("--output-dir") + 1])
    (folder / "index.html").write_text("new")
    (folder / "book.pdf").write_text("new")
"""
REASON = "https://github.com offers no download within 3 s"
PINS = "quarto-cli==1.10.18 \\\n    --hash=sha256:0\n"


def offline_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an old book, a builder that only says so, no Quarto, no network."""
    folder = tmp_path / "a project"
    (folder / "_book").mkdir(parents=True)
    (folder / "_book/index.html").write_text("old")
    write_manifest(folder / "_book", folder / "_book" / NAME)
    (folder / "_quarto.yml").write_text("project: {type: book}\n")
    (folder / "requirements-quarto.txt").write_text(PINS)
    (folder / "tools").mkdir()
    (folder / "tools/environment.py").touch()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(os, "execv", lambda _, words: choose_renderer.say(" ".join(words[-2:])))
    monkeypatch.setattr(choose_renderer, "environment", lambda: tmp_path / "environment")
    monkeypatch.setattr(choose_renderer, "answers", lambda _: False)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "bin"), "/usr/bin", "/bin"]))
    return folder


def script(folder: Path, text: str) -> Path:
    """A command named quarto."""
    folder.mkdir(exist_ok=True)
    command = folder / "quarto"
    command.write_text(text)
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return command


def quarto(folder: Path, version: str = "1.10.18", render: str = RENDERS) -> Path:
    """A Quarto that tells a version, and renders as the lines tell it."""
    lines = f"""\
        #!/bin/sh
        '''exec' "{PYTHON}" "$0" "$@"
        '''
        import os, subprocess, sys, time
        from pathlib import Path
        if sys.argv[1:] == ["--version"]:
            print("{version}")
            sys.exit()
        assert sys.argv[1] == "render"
        """
    return script(folder, textwrap.dedent(lines) + textwrap.dedent(render))
