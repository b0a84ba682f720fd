"""What it takes to read a figure: the size, contrast and place of everything written in it."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from reproduction.figures.drawing import Picture
from reproduction.figures.style import NARROW, PALETTE, WIDE

# How wide a drawing is shown at least, in px: on a phone of 375 px a column of 335 px, and the
# wide one in a column of 36 rem, below which the narrow one takes its place.
SHOWN = {NARROW: 335, WIDE: 576}
SMALLEST = 11
DARK = dict(PALETTE.values())
DARK_PAGE = PALETTE["paper"][1]


def luminance(color):
    """Relative luminance, WCAG 2.2."""
    channels = np.array(to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(color, other="white"):
    high, low = sorted((luminance(color), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def texts_of(figure: Figure) -> list[Text]:
    figure.draw_without_rendering()
    unseen = {id(text) for axes in figure.axes for text in _beyond(axes)}
    found = figure.findobj(Text)
    return [t for t in found if t.get_text() and t.get_visible() and id(t) not in unseen]


def _beyond(axes: Axes) -> Iterator[Text]:
    """The labels of ticks outside the axes, which matplotlib makes and does not draw."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


def defects(picture: Picture) -> list[str]:
    """Everything in a picture that cannot be read."""
    return [
        f"{width} in: {defect}"
        for width, drawing in ((WIDE, picture.wide), (NARROW, picture.narrow))
        for defect in _defects(drawing, width)
    ]


def _defects(drawing: Figure, width: float) -> Iterator[str]:
    if drawing.get_figwidth() != width:
        yield f"is {drawing.get_figwidth()} in wide"
    boxes = []
    for text in texts_of(drawing):
        words, box = text.get_text(), text.get_window_extent()
        size = text.get_fontsize() / 72 * SHOWN[width] / width
        if size < SMALLEST:
            yield f"{words!r} is {size:.1f} px"
        if contrast(text.get_color()) < 4.5:
            yield f"{words!r} is pale"
        if contrast(DARK[text.get_color()], DARK_PAGE) < 4.5:
            yield f"{words!r} is pale in the dark"
        edge = drawing.bbox
        if box.x0 < 0 or box.y0 < 0 or box.x1 > edge.x1 or box.y1 > edge.y1:
            yield f"{words!r} is cut off"
        yield from (f"{words!r} covers {other!r}" for other, b in boxes if box.overlaps(b))
        boxes.append((words, box))
