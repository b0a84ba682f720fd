"""Where `make` installs packages: into .venv, one installation at a time, and nowhere else."""

import shutil
import signal
import sys
import textwrap
from pathlib import Path

import pytest
from installing import BACKEND, BASE, NOTES, asked, fresh_clone, install, make, under_way
from processes import ends, soon


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return fresh_clone(tmp_path)


# ---- with a pip that only takes notes


def test_packages_are_installed_once_and_again_when_they_change(clone):
    assert install(clone)[0] == 0
    first = asked(clone)
    assert [line.split()[-1] for line in first] == [
        "requirements-build.txt",
        "requirements.txt",
        ".",
    ]
    assert all(f"--prefix={clone}/.venv" in line for line in first)
    assert install(clone) == (0, "", "")
    assert asked(clone) == []
    (clone / ".venv/a user's own package").touch()
    (clone / "requirements.txt").write_text("# others\n")
    assert install(clone)[0] == 0
    assert asked(clone) == first
    assert (clone / ".venv/a user's own package").exists()


def test_quarto_goes_where_the_packages_are(clone):
    install(clone)
    asked(clone)
    assert install(clone, "--quarto") == (0, "", "")
    (line,) = asked(clone)
    assert line.startswith("--require-virtualenv ")
    assert f"--prefix={clone}/.venv" in line
    assert line.endswith(
        "--require-hashes --no-build-isolation --requirement requirements-quarto.txt"
    )
    (clone / "pip-does.py").write_text("raise SystemExit('no network')")
    assert install(clone, "--quarto")[0] == 1
    assert "no network" in (clone / ".venv/install.log").read_text()
    (clone / "pip-does.py").write_text(NOTES)
    assert install(clone) == (0, "", "")  # the rest of the environment is as whole as before
    assert asked(clone) == []


BROKEN = {
    "an installation that was cut off": lambda venv: (venv / ".unfinished").touch(),
    "a bare Python": lambda venv: (venv / "pyvenv.cfg").unlink(),
    "without pip": lambda venv: shutil.rmtree(next(venv.glob("lib/*/site-packages/pip"))),
    "without Python": lambda venv: (venv / "bin/python").unlink(),
    "moved": lambda venv: (venv / ".ready").write_text("/elsewhere/.venv\n0\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_an_environment_that_is_not_whole_is_made_again(clone, what):
    install(clone)
    BROKEN[what](clone / ".venv")
    (clone / ".venv/before").touch()
    asked(clone)
    assert install(clone)[0] == 0
    assert not (clone / ".venv/before").exists()
    assert len(asked(clone)) == 3
    assert install(clone) == (0, "", "")
    assert asked(clone) == []


@pytest.mark.parametrize("kind", ["a link", "not a folder"])
def test_nothing_is_installed_through_a_link(clone, tmp_path, kind):
    other = tmp_path / "another environment"
    other.mkdir()
    (other / "precious").touch()
    if kind == "a link":
        (clone / ".venv").symlink_to(other)
    else:
        (clone / ".venv").touch()
    code, out, err = install(clone)
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert f"{clone}/.venv is {kind}" in line
    assert [path.name for path in other.iterdir()] == ["precious"]
    assert asked(clone) == []


def test_an_installation_that_fails_shows_the_end_of_its_log(clone):
    (clone / "pip-does.py").write_text(NOTES + "print('no such package'); sys.exit(1)")
    code, _, err = install(clone)
    assert code == 1
    assert err.splitlines() == [
        "no such package",
        f"The installation into .venv failed; all of its output: {clone}/.venv/install.log",
    ]
    (clone / "pip-does.py").write_text(NOTES)
    assert install(clone)[0] == 0


@pytest.mark.parametrize(
    "name",
    ["SIGTERM", *(pytest.param(name, marks=pytest.mark.slow) for name in ("SIGHUP", "SIGINT"))],
)
def test_a_signal_ends_pip_too_and_the_next_one_starts_again(clone, name):
    (clone / "pip-does.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)"
    )
    with under_way(clone) as process:
        pid = int(soon(clone / "pid"))
        process.send_signal(getattr(signal, name))
        assert process.wait(20) in (128 + getattr(signal, name), 130)
    assert ends(pid)
    (clone / ".venv/before").touch()
    (clone / "pip-does.py").write_text(NOTES)
    assert install(clone)[0] == 0
    assert not (clone / ".venv/before").exists()


@pytest.mark.parametrize("ends", ["in time", "killed, and its pip runs on"])
def test_two_installations_wait_for_each_other(clone, ends):
    """The lock is also pip's: it holds until the last of them has ended."""
    (clone / "pip-does.py").write_text(
        NOTES
        + textwrap.dedent("""
        open("begun", "w").write(str(os.getpid()))
        while not os.path.exists("go on"):
            time.sleep(0.02)
    """)
    )
    with under_way(clone) as first:
        soon(clone / "begun")
        if ends != "in time":
            first.kill()
            first.wait()
        with under_way(clone) as second:
            assert second.stdout.readline() == "Waiting for another installation into .venv\n"
            assert len((clone / "asked").read_text().splitlines()) == 1
            (clone / "go on").touch()
            assert second.wait(60) == 0
        assert first.wait(60) == (0 if ends == "in time" else -signal.SIGKILL)
    assert len(asked(clone)) == (3 if ends == "in time" else 4)


# ---- with make


@pytest.mark.slow
def test_two_terminals_on_a_fresh_clone_install_into_its_own_environment(clone, tmp_path):
    """With a bare Python in .venv, a user's settings for Python and pip, and modules in the way."""
    (clone / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (clone / "backend.py").write_text(BACKEND.replace("SRC", str(clone / "src")))
    (clone / "src/reproduction").mkdir(parents=True)
    (clone / "src/reproduction/cli.py").write_text("import sys, venv\nprint(sys.prefix)")
    for name in ("pip", "numpy", "venv"):
        (clone / f"{name}.py").write_text("raise SystemExit('the wrong module')")
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(BASE)
    base = Path(next(path for path in sys.path if path.startswith(sys.base_prefix)))
    before = sorted((base / "site-packages").iterdir()) if (base / "site-packages").exists() else []
    elsewhere = str(tmp_path / "elsewhere")
    settings = {
        "PIP_TARGET": elsewhere,
        "PIP_PREFIX": elsewhere,
        "PIP_USER": "1",
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": str(clone),
        "PYTHONHOME": "/nowhere",
        "PYTHONVERBOSE": "1",
    }
    both = [make(clone, "check", **settings) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [out.splitlines()[-1] for out, _ in said] == [str(clone / ".venv")] * 2
    assert sum("Installing the packages" in out for out, _ in said) == 1
    assert not Path(elsewhere).exists()
    after = sorted((base / "site-packages").iterdir()) if (base / "site-packages").exists() else []
    assert after == before


def test_the_python_that_is_named_is_used(clone, tmp_path):
    python = tmp_path / "my python"
    python.write_text('#!/bin/sh\necho "$@" >>asked\n')
    python.chmod(0o755)
    with make(clone, "environment", PYTHON=str(python)) as process:
        assert process.communicate(timeout=20) == ("", "")
    assert asked(clone)[-1] == "-I tools/environment.py"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exit 1", "No Python 3.11 or newer among: {}."),
        ('case "$*" in *venv*) exit 1 ;; esac', "{} has no venv module"),
    ],
)
def test_a_python_that_cannot_make_one_is_named(clone, tmp_path, text, said):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{text}\n")
    python.chmod(0o755)
    with make(clone, "check", PYTHON=str(python)) as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert err.startswith(said.format(python))
    assert not (clone / ".venv").exists()
