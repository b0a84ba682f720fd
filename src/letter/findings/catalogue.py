"""The findings in order of consequence, for the chapter, the front page and the popovers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import yaml

from letter.data import paths

FINDINGS = paths.REPORT / "findings.yaml"


class Weight(Enum):
    """How far a finding reaches."""

    MAIN = "main"
    READING = "reading"
    NONE = "none"


@dataclass(frozen=True)
class Finding:
    """A place where the letter and its data disagree, or where the text says too little.

    Attributes:
        id: its name.
        weight: how far it reaches.
        title: the heading of its section.
        consequence: one sentence; ``{names}`` stand for what is computed, until it is filled in.
        claims: the ids of the claims it concerns.
        brief: who was in remission at five years, in one line, if its weight is `Weight.MAIN`; with
            ``{names}`` as in the consequence.
    """

    id: str
    weight: Weight
    title: str
    consequence: str
    claims: tuple[str, ...]
    brief: str = ""

    @property
    def anchor(self) -> str:
        """The anchor of its section in the chapter."""
        return f"sec-finding-{self.id}"


def load_findings(path: Path = FINDINGS) -> tuple[Finding, ...]:
    """Read the findings, the gravest first, with placeholders in their consequences.

    Raises:
        TypeError: a finding has a field too few or too many.
        ValueError: a weight is none of `Weight`.
    """
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Finding(**item | {"weight": Weight(item["weight"]), "claims": tuple(item["claims"])})
        for item in items
    )


def filled(findings: Iterable[Finding], facts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings with ``facts`` in their consequences and their lines.

    Raises:
        KeyError: a finding needs a fact that is missing.
    """
    return tuple(
        replace(
            finding,
            consequence=finding.consequence.format_map(facts),
            brief=finding.brief.format_map(facts),
        )
        for finding in findings
    )


def about(claim: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that concern a claim, the gravest first."""
    return tuple(finding for finding in findings if claim in finding.claims)


def of_weight(weight: Weight, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that reach so far."""
    return tuple(finding for finding in findings if finding.weight is weight)
