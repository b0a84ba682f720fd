"""The findings in order of consequence, for the chapter, the front page and the popovers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from letter.data import paths
from reproduction.claims.display import Markdown

FINDINGS = paths.REPORT / "findings.yaml"

# How far a finding reaches: the main result or a conclusion, how another number is read, no result.
WEIGHTS = ("main", "reading", "none")


@dataclass(frozen=True)
class Finding:
    """A place where the letter and its data disagree, or where the text says too little.

    Attributes:
        id: its name.
        weight: how far it reaches, one of `WEIGHTS`.
        title: the heading of its section.
        consequence: one sentence; ``{names}`` stand for what is computed, until it is filled in.
        claims: the ids of the claims it concerns.
        brief: who was in remission at five years, in one line, if its weight is ``main``; with
            ``{names}`` as in the consequence.
    """

    id: str
    weight: str
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
    """
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Finding(**item | {"claims": tuple(item["claims"])}) for item in items)


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


def of_weight(weight: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that reach so far."""
    return tuple(finding for finding in findings if finding.weight == weight)


def finding_list(found: Iterable[Finding], chapter: str = "") -> Markdown:
    """Return one line for each finding, linked to its section of ``chapter``."""
    lines = (f"- [{f.title}]({chapter}#{f.anchor}). {f.consequence}" for f in found)
    return Markdown("\n".join(lines) + "\n")


def brief_list(found: Iterable[Finding], chapter: str) -> Markdown:
    """Return the one line of each finding that has one, as a link to its section of ``chapter``."""
    lines = (f"- [{f.brief}]({chapter}#{f.anchor})" for f in found if f.brief)
    return Markdown("\n".join(lines) + "\n")
