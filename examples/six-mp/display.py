"""The table, the figure and the downloads of the 6-MP trial."""

import pandas as pd
from great_tables import GT

from reproduction.claims.rounding import fixed
from reproduction.figures.drawing import Picture
from reproduction.figures.survival import survival_figure
from reproduction.survival.kaplan_meier import Events, Times, kaplan_meier, median_interval
from reproduction.tables import Align, journal_style

COLUMNS = {
    "patients": "Patients",
    "relapses": "Relapses",
    "weeks": "Weeks under observation",
    "rate": "Relapses per 100 weeks",
    "median": "Median remission, weeks (95% CI)",
}


def groups(patients: pd.DataFrame) -> dict[str, tuple[Times, Events]]:
    """Weeks in remission, and whether they ended with a relapse, with 6-MP and with placebo."""
    return {
        str(name): (own["weeks"], own["relapsed"]) for name, own in patients.groupby("treatment")
    }


def curves(patients: pd.DataFrame) -> pd.DataFrame:
    """The Kaplan-Meier estimates of the figure, one row for each treatment and time."""
    estimates = {name: kaplan_meier(*group) for name, group in groups(patients).items()}
    return pd.concat(estimates, names=["treatment"]).reset_index("treatment")


def table_numbers(patients: pd.DataFrame) -> pd.DataFrame:
    """What the table shows, one row for each treatment, unrounded."""
    table = patients.groupby("treatment", as_index=False).agg(
        patients=("weeks", "size"), relapses=("relapsed", "sum"), weeks=("weeks", "sum")
    )
    medians = [median_interval(kaplan_meier(*group)) for group in groups(patients).values()]
    found = pd.DataFrame(medians).rename(columns={"value": "median"})
    return table.assign(rate=100 * table["relapses"] / table["weeks"]).join(found)


def table_1(patients: pd.DataFrame) -> GT:
    """The two treatments side by side."""
    numbers = table_numbers(patients)
    medians = numbers[["median", "lower", "upper"]].map(_weeks)
    cells = numbers[["treatment", "patients", "relapses", "weeks"]].assign(
        rate=[fixed(rate, 1) for rate in numbers["rate"]],
        median=medians["median"] + " (" + medians["lower"] + " to " + medians["upper"] + ")",
    )
    table = GT(cells, rowname_col="treatment").tab_stubhead("Treatment").cols_label({**COLUMNS})
    centered: dict[str, Align] = dict.fromkeys(COLUMNS, "center")
    return journal_style(table, "table-1", centered, ["CI: confidence interval, log-log."])


def _weeks(time: float) -> str:
    return "not reached" if time == float("inf") else fixed(time, 0)


def figure_1(patients: pd.DataFrame) -> Picture:
    """Kaplan-Meier curves of remission, with the patients at risk, censored and relapsed."""
    numbers = table_numbers(patients)
    found = zip(numbers["median"].map(_weeks), numbers["treatment"], strict=True)
    medians = " and ".join(f"{median} weeks with {treatment}" for median, treatment in found)
    return survival_figure(
        groups(patients),
        ticks=range(0, 36, 5),
        x_label="Weeks in remission",
        y_label="Patients in remission",
        alt=f"Kaplan-Meier curves of remission by treatment. The median is {medians}.",
    )
