"""How many patients had MRD evaluated by more than one method."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Methods:
    """One column of Table 1: its patients, and the uses of a method added up."""

    patients: int
    uses: int

    @property
    def overlaps(self) -> int:
        """The fewest uses beyond one for each patient; exact if every patient had a method."""
        return max(0, self.uses - self.patients)


def methods(patients: int, counts: Sequence[int]) -> Methods:
    """Add up how often each method was used in a column.

    Raises:
        ValueError: the methods together cover fewer patients than the column has, although each
            patient had MRD and so at least one method.
    """
    found = Methods(patients, sum(counts))
    if found.uses < patients:
        raise ValueError(f"{found.uses} uses of a method for {patients} patients: expected as many")
    return found
