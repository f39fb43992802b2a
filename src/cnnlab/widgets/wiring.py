"""The wiring: which channels a convolution joins, and what that costs."""

from math import prod, sqrt

import traitlets

from cnnlab.costs import LayerCost, conv_cost
from cnnlab.widgets.base import WIDGET_LIMITS, OneOf, Whole, Widget
from cnnlab.widgets.frames import card, colour, number, settings
from cnnlab.widgets.pytorch import NN, call, program, unless

_MOST = WIDGET_LIMITS["wiring"]
_WIDTH, _SIDE, _GAP, _TOP = 640, 18, 26, 62  # as in diagram.mjs
_COUNTS, _KERNELS = 14.0, 44.0
_BLOCK, _DEEP = 64, 0.6


class Wiring(Widget):
    """Channels of a convolution as squares, and a line for each table of weights between two.

    Parameters
    ----------
    in_channels, out_channels : int
        From 1 to 16.
    kernel_size : {1, 3, 5, 7}
        Rows and columns of each table. The border is padded: the maps keep their size.
    groups : int
        Divides both channel counts. As many as there are input channels: depthwise.
    separable : bool
        Depthwise first, then 1 × 1 from all channels to all; `groups` does not matter then.
    height, width : int
        Rows and columns of the maps.
    chosen : int
        The channel whose lines are lit, counted from the top left, column by column; −1 for none.

    Raises
    ------
    ValueError
        By `costs`, if `groups` does not divide both channel counts.

    Examples
    --------
    >>> from cnnlab.widgets import Wiring
    >>> full, separable = Wiring(), Wiring(separable=True)
    >>> full.costs[0].parameters, sum(cost.parameters for cost in separable.costs)
    (584, 152)
    """

    in_channels = Whole(8, min=1, max=_MOST["channels"]).tag(sync=True)
    out_channels = Whole(8, min=1, max=_MOST["channels"]).tag(sync=True)
    kernel_size = OneOf(_MOST["kernel_size"], 3).tag(sync=True)
    groups = Whole(1, min=1, max=_MOST["channels"]).tag(sync=True)
    separable = traitlets.Bool(False).tag(sync=True)
    height = Whole(14, min=1, max=_MOST["side"]).tag(sync=True)
    width = Whole(14, min=1, max=_MOST["side"]).tag(sync=True)
    chosen = Whole(-1, min=-1).tag(sync=True)

    @property
    def costs(self) -> list[LayerCost]:
        """What `cnnlab.conv_cost` gives for each stage."""
        return [self._cost(*stage) for stage in self._stages]

    @property
    def full_cost(self) -> LayerCost:
        """What it costs to join every channel to every other."""
        return self._cost(self.in_channels, self.out_channels, self.kernel_size, 1)

    @property
    def _stages(self) -> list[tuple[int, int, int, int]]:
        """Inputs, outputs, kernel and groups of each stage."""
        c_in, c_out, k = self.in_channels, self.out_channels, self.kernel_size
        if self.separable:
            return [(c_in, c_in, k, c_in), (c_in, c_out, 1, 1)]
        return [(c_in, c_out, k, self.groups)]

    def _cost(self, c_in: int, c_out: int, kernel: int, groups: int) -> LayerCost:
        shape = self.height, self.width
        return conv_cost(shape, c_in, c_out, kernel, padding=kernel // 2, groups=groups)

    def pytorch_code(self) -> str:
        """Return the convolution as ``nn.Conv2d``, or a separable one as ``nn.Sequential``."""
        layers = [
            call(
                "nn.Conv2d",
                *(inputs, outputs, kernel),
                padding=unless(0, (kernel // 2, kernel // 2)),
                groups=unless(1, (groups, groups)),
            )
            for inputs, outputs, kernel, groups in self._stages
        ]
        layer = layers[0] if len(layers) == 1 else f"nn.Sequential({', '.join(layers)})"
        first = f"# x: the maps, {(1, self.in_channels, self.height, self.width)}"
        return program([NN], first, f"layer = {layer}", "y = layer(x)")

    def __repr__(self) -> str:
        how = "separable" if self.separable else f"groups {self.groups}"
        return (
            f"Wiring({self.in_channels} → {self.out_channels} channels, "
            f"kernel {self.kernel_size}, {how})"
        )

    def first_frame(self) -> str:
        """Return the settings, the wires, and what they cost."""
        costs = self.costs  # a misfit is said in place of all of it
        inputs = self.in_channels
        named = {1: "full", inputs: "depthwise"}.get(self.groups, f"{self.groups} groups")
        values = {
            "Channels in": inputs,
            "Channels out": self.out_channels,
            "Wiring": "separable" if self.separable else named,
            "Kernel": f"{self.kernel_size} × {self.kernel_size}",
            "Maps": f"{self.height} × {self.width}",
        }
        drawing = f'<div class="cnnlab-wiring-diagram">{self._drawing()}</div>'
        return card(settings(values), drawing, self._table(costs), look="cnnlab-wiring")

    def _drawing(self) -> str:
        stages = self._stages
        counts = [stages[0][0], *(outputs for _, outputs, _, _ in stages)]
        most = max(counts)
        xs = [70 + i * (_WIDTH - 140) / len(stages) for i in range(len(counts))]

        def y(count: int, i: int) -> float:
            return _TOP + most * _GAP / 2 + (i - (count - 1) / 2) * _GAP

        lines = "".join(
            f"M{xs[s]:g} {y(inputs, i):g}L{xs[s + 1]:g} {y(outputs, o):g}"
            for s, (inputs, outputs, _, groups) in enumerate(stages)
            for i in range(inputs)
            for o in range(outputs)
            if i * groups // inputs == o * groups // outputs
        )
        nodes = "".join(
            f'<rect x="{x - _SIDE / 2:g}" y="{y(count, i) - _SIDE / 2:g}" width="{_SIDE}"'
            f' height="{_SIDE}" rx="3" class="cnnlab-wiring-node"/>'
            for x, count in zip(xs, counts, strict=True)
            for i in range(count)
        )
        roles = ["in", *["between"] * (len(counts) - 2), "out"]
        texts = [(x, _COUNTS, f"{n} {role}") for x, n, role in zip(xs, counts, roles, strict=True)]
        for s, (_, _, kernel, _) in enumerate(stages):
            kind = "depthwise " if self.separable and s == 0 else ""
            texts.append(((xs[s] + xs[s + 1]) / 2, _KERNELS, f"{kind}{kernel} × {kernel}"))
        bottom = _TOP + most * _GAP + 12
        scale = _BLOCK / max(self.height, self.width, *counts)
        blocks = ""
        for x, count in zip(xs, counts, strict=True):
            drawn, label = self._block(x, bottom, count, scale)
            blocks += drawn
            texts.append(label)
        words = "".join(
            f'<text x="{x:g}" y="{y:g}" text-anchor="middle">{text}</text>' for x, y, text in texts
        )
        high = bottom + _BLOCK * _DEEP + self.height * scale + 26
        return (
            f'<svg class="cnnlab-plot cnnlab-wiring-picture" viewBox="0 0 {_WIDTH} {high:g}"'
            f' role="img" aria-label="{self!r}"><path d="{lines}" fill="none"'
            f' stroke="{colour("control")}" stroke-width="1.2" class="cnnlab-wiring-line"/>'
            f"{nodes}{words}{blocks}</svg>"
        )

    def _block(
        self, x: float, top: float, channels: int, scale: float
    ) -> tuple[str, tuple[float, float, str]]:
        """Return a block of maps, and its label."""
        deep = channels * scale * _DEEP * sqrt(0.5)
        rows, columns = self.height * scale, self.width * scale
        left, up = x - (columns + deep) / 2, top + _BLOCK * _DEEP
        roof = f"M{left:g} {up:g}l{deep:g} {-deep:g}h{columns:g}l{-deep:g} {deep:g}z"
        side = f"M{left + columns:g} {up:g}l{deep:g} {-deep:g}v{rows:g}l{-deep:g} {deep:g}z"
        drawn = (
            f'<g class="cnnlab-wiring-block"><path d="{roof}{side}"/>'
            f'<rect x="{left:g}" y="{up:g}" width="{columns:g}" height="{rows:g}"/></g>'
        )
        return drawn, (x, up + rows + 18, f"{channels} × {self.height} × {self.width}")

    def _table(self, costs: list[LayerCost]) -> str:
        tables = ", ".join(
            f"{prod((inputs, outputs)) // groups:,} of {kernel} × {kernel}"
            for inputs, outputs, kernel, groups in self._stages
        )
        full = self.full_cost
        rows = ""
        for name, label in (("parameters", "Parameters"), ("multiply_adds", "Multiply-adds")):
            here, whole = sum(getattr(cost, name) for cost in costs), getattr(full, name)
            share = f"{number(100 * here / whole)}%"
            bar = (
                f'<span class="cnnlab-wiring-bar" style="--share:{min(1, here / whole):g}"></span>'
            )
            rows += (
                f"<tr><th>{label}</th><td>{here:,}</td><td>{whole:,}</td><td>{share}{bar}</td></tr>"
            )
        return (
            '<div class="cnnlab-wiring-costs"><p class="cnnlab-note">'
            f"Each line is a table of weights: {tables}.</p><table>"
            "<thead><tr><td></td><th>this wiring</th><th>full</th>"
            f"<th>share</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
