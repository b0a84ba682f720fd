"""What a figure shows, read from what is plotted."""


def axes_of(figure, label):
    (axes,) = [axes for axes in figure.axes if axes.get_label() == label]
    return axes


def lines_of(axes, label):
    return [line for line in axes.lines if line.get_label() == label]


def annotated(text):
    """Whether a text is a name beside the axes; a count under a tick is a plain text."""
    return hasattr(text, "xy")


def counts_of(axes):
    """The counts under the ticks of ``axes``, row by row."""
    texts = [text.get_text() for text in axes.texts if not annotated(text)]
    return [int(text) for text in texts if text.isdecimal()]
