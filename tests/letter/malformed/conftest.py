"""What the tests of malformed files share: work is limited, and what was tried is counted."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from malformed_files import LONGEST, Malformed


@pytest.fixture
def in_time() -> Iterator[None]:
    """Work is measured and not time, which passes faster on a busy machine."""
    before = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - before < LONGEST


@pytest.fixture(scope="session")
def tried(last_words) -> Iterator[list[Malformed]]:
    """The malformed files that were refused as they should be, counted at the end."""
    cases: list[Malformed] = []
    yield cases
    counts = Counter(case.file for case in cases)
    files = ", ".join(f"{n} of {file}" for file, n in counts.most_common())
    last_words.append(f"Malformed files: {len(cases)} tried and refused in words: {files}")
