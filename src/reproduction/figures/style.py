"""The look of every figure: one palette, one style, and ways to tell two curves apart.

All sizes are inches or points (1/72 in); a browser shows 1 in as 96 px, so 10 pt as 13.3 px.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib.style
from matplotlib.typing import LineStyleType

# The two widths that every figure is drawn in: a page's column, and a phone held upright.
WIDE = 7.0
NARROW = 3.45

# Each colour on light pages and in print, and on dark pages. Chosen to differ for every kind of
# colour vision and in grey print, and from the colours that a claim's status has.
PALETTE: Mapping[str, tuple[str, str]] = {
    "ink": ("#1a1a1a", "#e3e8ec"),
    "grey": ("#595959", "#a9b3bc"),
    "pale": ("#cccccc", "#4a5661"),
    "faint": ("#e3e3e3", "#2d363e"),
    "paper": ("#ffffff", "#14191d"),
    "teal": ("#006d77", "#5cc8d0"),
    "orange": ("#d55e00", "#ff9a4d"),
    "magenta": ("#a03070", "#ee86c0"),
    "olive": ("#7a8500", "#c8d25a"),
}
INK, GREY, PALE, FAINT, PAPER, TEAL, ORANGE, MAGENTA, OLIVE = (
    light for light, _ in PALETTE.values()
)

_STYLE: Mapping[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same measures everywhere
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.labelsize": 10.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "figure.dpi": 96,
    "grid.color": FAINT,
    "hatch.linewidth": 0.8,
    "legend.edgecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 10,
    "lines.linewidth": 2,
    "savefig.bbox": "standard",
    "savefig.dpi": "figure",
    "svg.hashsalt": "reproduction",
    "xtick.color": INK,
    "ytick.color": INK,
}


@contextmanager
def style(**settings: object) -> Iterator[None]:
    """Set the look of figures, whatever the user's own matplotlib settings, while inside.

    It holds for drawing and for saving; ids do not change from one run to the next.
    """
    changes: dict[str, Any] = {**_STYLE, **{k.replace("_", "."): v for k, v in settings.items()}}
    with matplotlib.style.context(["default", changes]):
        yield


@dataclass(frozen=True)
class Look:
    """How one curve is drawn: never by its colour alone.

    Attributes:
        color: of the palette.
        linestyle: of the curve and its limits.
        hatch: of the band between its limits; without one it has a plain tint.
    """

    color: str
    linestyle: LineStyleType = "solid"
    hatch: str | None = None

    @property
    def line(self) -> dict[str, Any]:
        """What matplotlib's lines are given."""
        return {"color": self.color, "linestyle": self.linestyle}

    @property
    def band(self) -> dict[str, Any]:
        """What matplotlib's areas are given."""
        if self.hatch:
            return {"fc": "none", "ec": self.color, "alpha": 0.6, "hatch": self.hatch}
        return {"fc": self.color, "alpha": 0.2}


DASHED: LineStyleType = (0, (3.5, 1.2))
LOOKS = (Look(TEAL), Look(ORANGE, DASHED, "//"))
NEUTRAL_LOOKS = (Look(INK), Look(OLIVE, DASHED, "//"))
