"""The outcome in the letter's own words, and what counts as a number."""

from collections.abc import Iterable

from letter.data.published import Labels
from reproduction.claims import Status
from reproduction.claims.display import Markdown, escape, pipe_table, plain
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


def labels_table(labels: Iterable[Labels]) -> Markdown:
    """Return one row for each rule: why it makes a label, and the letter's labels of the kind."""
    rows = [(rule.rule, ", ".join(escape(plain(text)) for text in rule.printed)) for rule in labels]
    return pipe_table(("Rule", "Labels in the letter"), rows, (50, 50))
