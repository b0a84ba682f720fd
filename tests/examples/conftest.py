"""The second paper, loaded."""

import pandas as pd
import pytest
from six_mp import EXAMPLE

from reproduction.loading import Project, load


@pytest.fixture(scope="module")
def project() -> Project:
    return load(EXAMPLE)


@pytest.fixture(scope="module")
def patients(project) -> pd.DataFrame:
    frame: pd.DataFrame = project.source
    return frame
