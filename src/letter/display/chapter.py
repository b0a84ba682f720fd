"""What the chapters use: the letter's claims in prose, its tables and its figures.

Importing this module loads the letter and evaluates every claim, once for each chapter.
"""

from pathlib import Path

from great_tables import GT
from IPython.core.getipython import get_ipython

from letter.data import paths
from letter.data.letter import load_letter
from letter.outcome import compare
from reproduction.claims.display import InlineClaim, Markdown, check_table, escape
from reproduction.claims.evaluation import Result
from reproduction.inputs.places import shown

letter = load_letter()
cohort = letter.cohort
outcome = compare(letter)

_RESULTS = {result.entry.id: result for result in outcome.results}
_shown: dict[str, Result] = {}


def tables_as_markdown() -> None:
    """Have notebooks show Great Tables as Markdown that holds their HTML.

    A page with an HTML output makes Quarto load scripts from other hosts, which it needs no
    more than its readers do.
    """
    shell = get_ipython()
    if shell is not None and shell.display_formatter is not None:
        formatters = shell.display_formatter.formatters
        formatters["text/html"].for_type(GT, lambda _: None)
        formatters["text/markdown"].for_type(
            GT, lambda table: f"```{{=html}}\n{table._repr_html_()}\n```\n"
        )


tables_as_markdown()


class ClaimError(AssertionError):
    """A number of the letter does not have the status that the ledger expects."""


def claim(name: str, template: str = "{0}") -> InlineClaim:
    """A claim of the letter, for running text.

    Args:
        name: the claim's id in the ledger.
        template: text with ``{0}``, ``{1}`` … for the claim's quantities in digits;
            ``{0:word}`` and ``{0:Word}`` give number words.

    Raises:
        ClaimError: the claim's status is not the one expected; the message names the claim,
            the printed and the computed value.
        LookupError: the ledger has no such claim.
    """
    if name not in _RESULTS:
        raise LookupError(f"no claim in {shown(paths.CLAIMS)} has the id {name}")
    result = _RESULTS[name]
    if not result.as_expected:
        raise ClaimError(result.message)
    _shown[name] = result
    return InlineClaim(result, template, ledger_link())


def ledger_link() -> str:
    """The ledger chapter, relative to the chapter that is being rendered."""
    # Chapters are run in their own folder: the front page's is the project's.
    return "ledger.qmd" if Path("ledger.qmd").exists() else f"{paths.REPORT.name}/ledger.qmd"


def because(name: str) -> Markdown:
    """The evidence for a claim's status, as the ledger has it, with computed values filled in."""
    return Markdown(escape(claim(name).result.because))


def checks_of_this_chapter(*places: str) -> Markdown:
    """The table of the claims that this chapter has shown so far, in the letter's order.

    Args:
        places: also all claims that are printed there (``table1``, ``fig1``).
    """
    checked = [
        result for name, result in _RESULTS.items() if name in _shown or result.entry.at in places
    ]
    return check_table(checked, ledger_link())


def require_equal_tables() -> None:
    """Stop the book where a transcription or a cell of Table 1 or 2 differs.

    Raises:
        ClaimError: with one line for each difference.
    """
    differences = [line for part in outcome.comparisons for line in part.differences]
    if differences:
        raise ClaimError("\n".join(differences))
