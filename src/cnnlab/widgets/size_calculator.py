"""The size calculator: one layer's sizes and counts, with the formulas filled in."""

from cnnlab.costs import LayerCost, conv_cost
from cnnlab.shapes import output_shape
from cnnlab.widgets.base import WIDGET_LIMITS, Whole, Widget
from cnnlab.widgets.frames import card, settings
from cnnlab.widgets.pytorch import NN, call, program, unless

_MOST = WIDGET_LIMITS["size_calculator"]["number"]
_LABELS = {
    "height": "Rows H",
    "width": "Columns W",
    "kernel_size": "Kernel k",
    "padding": "Padding p",
    "stride": "Stride s",
    "dilation": "Dilation d",
    "in_channels": "Channels in",
    "out_channels": "Channels out",
    "groups": "Groups g",
}


class SizeCalculator(Widget):
    """Output size, parameters and multiply-adds of one convolution layer.

    Parameters
    ----------
    height, width : int
        Rows and columns of the image.
    kernel_size, stride, dilation : int
        The same for rows and columns, at least 1.
    padding : int
        Pixels added at every side.
    in_channels, out_channels, groups : int
        `groups` divides both channel counts.

    Raises
    ------
    ValueError
        By `output_shape` and `cost`, if the settings do not fit each other.

    Examples
    --------
    >>> from cnnlab.widgets import SizeCalculator
    >>> layer = SizeCalculator(height=224, width=224, kernel_size=7, stride=2, padding=3)
    >>> layer.output_shape
    (112, 112)
    >>> layer.cost.parameters
    9472
    """

    height = Whole(224, min=1, max=_MOST).tag(sync=True)
    width = Whole(224, min=1, max=_MOST).tag(sync=True)
    kernel_size = Whole(3, min=1, max=_MOST).tag(sync=True)
    padding = Whole(1, min=0, max=_MOST).tag(sync=True)
    stride = Whole(1, min=1, max=_MOST).tag(sync=True)
    dilation = Whole(1, min=1, max=_MOST).tag(sync=True)
    in_channels = Whole(3, min=1, max=_MOST).tag(sync=True)
    out_channels = Whole(64, min=1, max=_MOST).tag(sync=True)
    groups = Whole(1, min=1, max=_MOST).tag(sync=True)

    @property
    def output_shape(self) -> tuple[int, int]:
        """What `cnnlab.output_shape` gives for the settings."""
        return output_shape(
            (self.height, self.width), self.kernel_size, self.stride, self.padding, self.dilation
        )

    @property
    def cost(self) -> LayerCost:
        """What `cnnlab.conv_cost` gives for the settings."""
        return conv_cost(
            (self.height, self.width),
            self.in_channels,
            self.out_channels,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )

    def pytorch_code(self) -> str:
        """Return the layer ``nn.Conv2d`` that is counted."""
        layer = call(
            "nn.Conv2d",
            *(self.in_channels, self.out_channels),
            kernel_size=self.kernel_size,
            stride=unless(1, (self.stride, self.stride)),
            padding=unless(0, (self.padding, self.padding)),
            dilation=unless(1, (self.dilation, self.dilation)),
            groups=unless(1, (self.groups, self.groups)),
        )
        first = f"# x: the image, {(1, self.in_channels, self.height, self.width)}"
        return program([NN], first, f"layer = {layer}", "y = layer(x)")

    def __repr__(self) -> str:
        return (
            f"SizeCalculator({self.height} × {self.width}, kernel {self.kernel_size}, "
            f"stride {self.stride}, padding {self.padding}, dilation {self.dilation})"
        )

    def first_frame(self) -> str:
        """Return the settings, and their results with the formulas filled in."""
        values = {label: getattr(self, name) for name, label in _LABELS.items()}
        return card(settings(values), self._results(), look="cnnlab-size-calculator", code=True)

    def _results(self) -> str:
        misfit = self._misfit()
        if misfit:
            return f'<p class="cnnlab-problem">This does not fit: {misfit}.</p>'
        (rows, columns), cost = self.output_shape, self.cost
        channels, kernel = self.out_channels, f"{self.kernel_size}²"
        depth = f"{self.in_channels}/{self.groups}" if self.groups > 1 else f"{self.in_channels}"
        results = (
            ("Output rows", self._size(self.height), rows, self._rest(self.height)),
            ("Output columns", self._size(self.width), columns, self._rest(self.width)),
            ("Parameters", f"{channels} · ({depth} · {kernel} + 1)", cost.parameters, ""),
            (
                "Multiply-adds",
                f"{channels} · {depth} · {kernel} · {rows} · {columns}",
                cost.multiply_adds,
                "",
            ),
        )
        lines = "".join(
            f'<p>{name}: <span class="cnnlab-note">{formula} = </span>'
            f"<strong>{result:,}</strong>{rest}</p>"
            for name, formula, result, rest in results
        )
        return f'<div class="cnnlab-size-calculator-lines">{lines}</div>'

    def _size(self, n: int) -> str:
        k, p, s, d = self.kernel_size, self.padding, self.stride, self.dilation
        return f"⌊({n} + 2·{p} − {d}·({k} − 1) − 1) / {s}⌋ + 1"

    def _rest(self, n: int) -> str:
        if self.stride == 1:
            return ""
        room = n + 2 * self.padding - self.dilation * (self.kernel_size - 1) - 1
        return f'<span class="cnnlab-note"> remainder {room % self.stride}</span>'

    def _misfit(self) -> str | None:
        """Return why the numbers do not fit each other, in the words of the form."""
        channels = self.in_channels, self.out_channels
        undivided = [f"{count:,}" for count in channels if count % self.groups]
        if undivided:
            inside, outside, groups = (
                _LABELS[name] for name in ("in_channels", "out_channels", "groups")
            )
            return (
                f"{groups} must divide {inside} and {outside}, "
                f"but {self.groups:,} does not divide {' or '.join(undivided)}"
            )
        k, p, d = self.kernel_size, self.padding, self.dilation
        span = d * (k - 1) + 1
        axis = "height" if self.height < self.width else "width"
        size = getattr(self, axis)
        if span <= size + 2 * p:
            return None
        return (
            f"the window spans {d}·({k} − 1) + 1 = {span:,} pixels, "
            f"but {_LABELS[axis]} and the padding have only {size} + 2·{p} = {size + 2 * p:,}"
        )
