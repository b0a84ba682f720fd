"""The outcome in the letter's own words."""

from reproduction.claims import Status
from reproduction.claims.display import Markdown
from reproduction.claims.report import Outcome


def verdict(outcome: Outcome) -> Markdown:
    """Return how many of the letter's numbers are accounted for, and how."""
    count = {status: outcome.by_status.get(status, 0) for status in Status}
    compared = (Status.REPRODUCED, Status.QUALIFIED, Status.CONSISTENT, Status.CONTRADICTED)
    parts = [
        f"The letter prints **{len(outcome.numbers)} numbers** outside the cells of Table 2, and "
        "all of them are accounted for.",
        f"{sum(count[status] for status in compared)} could be held against the patients or "
        f"against other printed numbers: **{count[Status.REPRODUCED]} were recomputed** and agree, "
        f"{count[Status.CONSISTENT]} are consistent, {count[Status.QUALIFIED]} agree only under a "
        f"convention that the letter does not state, and {count[Status.CONTRADICTED]} are "
        "contradicted.",
        f"{count[Status.DEFINITION]} are definitions of the study, {count[Status.CITED]} are other "
        f"publications' numbers, and {count[Status.NOT_DERIVABLE]} cannot be checked from anything "
        "that we had.",
    ]
    return Markdown("\n".join(parts) + "\n")
