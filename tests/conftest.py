"""What the whole suite shares: lines that a test adds to the end of pytest's output."""

import pytest

LINES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def last_words(request) -> list[str]:
    """Lines to be shown after the tests, also where output is captured."""
    return request.config.stash.setdefault(LINES, [])


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(LINES, [])
    if lines:
        terminalreporter.section("scores")
        for line in lines:
            terminalreporter.write_line(line)
