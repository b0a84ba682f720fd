"""CONTRIBUTING.md shows what is tested: its snippets are in the files that it names."""

import re

from letter.data.paths import PROJECT
from reproduction import cli

GUIDE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SHOWN = re.compile(
    r"\[`[^`]+`\]\((?P<file>[^)]+)\)[^\n]*\n\n```(?P<language>\w+)\n(?P<code>.*?)```\n", re.S
)


def test_every_snippet_is_in_the_file_that_it_names():
    shown = list(SHOWN.finditer(GUIDE))
    for snippet in shown:
        file = PROJECT / snippet["file"]
        assert snippet["code"].rstrip("\n") in file.read_text(encoding="utf-8"), file
    fences = re.findall(r"^```(\w+)$", GUIDE, re.MULTILINE)
    assert sorted(fences) == sorted(["sh", *(found["language"] for found in shown)])
    assert len(shown) > 14


def test_links_and_targets_exist():
    links = re.findall(r"\]\(([^)#]+)\)", GUIDE)
    assert links
    ours = [link for link in links if "://" not in link]
    assert [link for link in ours if not (PROJECT / link).exists()] == []
    paths = set(re.findall(r"`((?:src|tests|report|data)/[\w./]+)`", GUIDE))
    assert [
        path for path in sorted(paths) if "NAME" not in path and not (PROJECT / path).exists()
    ] == []
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    called = set(re.findall(r"(?:`|^    )make ([a-z]+)", GUIDE, re.MULTILINE))
    assert called - set(targets.split()) == set()
    assert "test" in called


def test_the_commands_that_it_gives_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^reproduction (.*)$", GUIDE, re.MULTILINE)
    assert commands == ["init paper", "check paper", "book paper"]
    for command in commands[:2]:  # the book is built by the scaffold's own tests
        assert cli.main(command.split()) == 0
