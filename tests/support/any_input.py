"""Made-up input: the same each time, used or refused in words."""

import re
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from reproduction.inputs.defects import InputError

SAMPLE = "sample"
settings.register_profile(SAMPLE)
settings.register_profile("all")


def examples(number: int) -> Callable[..., object]:
    """The same examples on every machine, one folder for all of them; a quarter is a sample."""
    is_sample = settings.get_current_profile_name() == SAMPLE
    return settings(
        max_examples=max(number // 4, 3) if is_sample else number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def assert_says_what_was_expected(lines: list[str]) -> None:
    assert lines
    assert all("; expected " in line or re.fullmatch(r"and [\d,]+ more", line) for line in lines)


def refused(load: Callable[[], object]) -> bool:
    """True: it was refused in words; False: it was taken."""
    try:
        load()
    except InputError as error:
        assert_says_what_was_expected(str(error).split("\n"))
        return True
    return False


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=10)
)


def structures(keys: list[str]) -> st.SearchStrategy[object]:
    """Lists and mappings in each other, with keys that are known and others."""
    names = st.sampled_from(keys) | st.text(max_size=5)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=25,
    )
