"""Well-known networks, layer by layer: what each costs, and what it sees.

Layers are those of `cnnlab.network.plan_stack`, and two more: ``batch_norm``, and ``branches``,
where several paths leave one place and meet again. ReLUs and dropout cost nothing here, so they are
left out, and so are layers that only training uses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from cnnlab.network.stack import Shape, checked_shape, plan_stack
from cnnlab.receptive_fields import PIXEL, ReceptiveField, seen_through

__all__ = ["ARCHITECTURES", "Architecture", "Published", "Step", "follow"]

Layer = Mapping[str, Any]


class Step(NamedTuple):
    """A layer of a network: its name, output, costs and receptive field.

    `field` is what one output sees of the input, along one axis; `aligned` says whether all paths
    that meet here look at the same centre.
    """

    name: str
    output: Shape
    parameters: int
    multiply_adds: int
    field: ReceptiveField
    aligned: bool = True


class Published(NamedTuple):
    """A published number, rounded to a multiple of `step`, and its source, a key of the references.

    A `note` says why ours differs.
    """

    what: str
    value: float
    step: float
    source: str
    note: str = ""

    def agrees(self, ours: float) -> bool:
        """Return whether our number, rounded as the published one is, equals it."""
        return abs(ours - self.value) <= self.step / 2


@dataclass(frozen=True)
class Architecture:
    """A network: its name, the paper that describes it, its stages, and its published numbers."""

    name: str
    source: str
    input_shape: Shape
    stages: Mapping[str, Sequence[Layer]]
    published: tuple[Published, ...]

    def steps(self) -> dict[str, list[Step]]:
        """Return the steps of each stage."""
        layers = [layer for stage in self.stages.values() for layer in stage]
        steps = iter(follow(layers, self.input_shape))
        return {
            stage: [next(steps) for _ in range(sum(map(_rows, layers)))]
            for stage, layers in self.stages.items()
        }


def follow(layers: Sequence[Layer], input_shape: Sequence[int]) -> list[Step]:
    """Work out each layer of a network: its output, its costs and what it sees.

    Parameters
    ----------
    layers : list of mapping
        As `cnnlab.network.plan_stack` takes them. Besides, ``{"kind": "batch_norm"}`` learns a
        scale and a shift for each channel, and ``{"kind": "branches", "paths": [...], "join":
        "add"}`` holds lists of layers that begin at the same place, an empty one for a skip. At
        the end they are added up, or with ``"join": "concatenate"`` laid side by side.
    input_shape : (C, H, W)
        Kernels are square, so fields are those of both axes.

    Returns
    -------
    list of Step
        One for each layer, path after path, and one where paths meet. What is seen there is all
        that any of the paths sees.

    Raises
    ------
    TypeError
        If layers are not dicts, paths not lists, or the shape is not three whole numbers.
    ValueError
        If a layer does not fit or differs along the axes, or paths meet with different shapes or
        jumps.

    Examples
    --------
    A residual block: two layers, and a skip past them.

    >>> conv = {"kind": "conv2d", "out_channels": 64, "kernel_size": 3, "padding": 1}
    >>> block = {"kind": "branches", "paths": [[conv, conv], []], "join": "add"}
    >>> for step in follow([block], (64, 56, 56)):
    ...     print(step.name, step.parameters, step.field.size, step.aligned)
    path 1: 3 × 3, 64 36928 3 True
    path 1: 3 × 3, 64 36928 5 True
    sum of 2 paths 0 5 True
    """
    if not isinstance(layers, list | tuple):
        raise TypeError(f"layers must be a list of layers, got {layers!r}")
    return _follow(layers, checked_shape(input_shape), PIXEL)


def _follow(layers: Sequence[Layer], shape: Shape, field: ReceptiveField) -> list[Step]:
    steps: list[Step] = []
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, Mapping):
            raise TypeError(f"layers must be dicts with a kind, got {layer!r} as number {number}")
    for kind, group in groupby(layers, key=_own_kind):
        # A linear layer sees whole maps of those before it, so these are planned together.
        for run in [[layer] for layer in group] if kind else [list(group)]:
            if kind == "batch_norm":
                steps.append(Step("batch norm", shape, 2 * shape[0], 0, field))
            elif kind == "branches":
                steps += _branches(run[0], shape, field)
            else:
                steps += _planned(run, shape, field)
            shape, field = steps[-1].output, steps[-1].field
    return steps


def _planned(layers: Sequence[Layer], shape: Shape, field: ReceptiveField) -> list[Step]:
    """Follow layers that `plan_stack` knows."""
    steps = []
    for layer, planned in zip(layers, plan_stack(layers, shape), strict=True):
        _check_square(layer)
        costs = planned.parameters, planned.multiply_adds
        seen = seen_through(field, planned.field[0])
        steps.append(Step(_name(layer), planned.output, *costs, seen))
    return steps


def _check_square(layer: Layer) -> None:
    for name in ("kernel_size", "stride", "padding", "dilation"):
        value = layer.get(name)
        if isinstance(value, list | tuple) and value[0] != value[1]:
            raise ValueError(
                f"layers must be the same along both axes, as the field is, got {name} {value}"
            )


def _own_kind(layer: Layer) -> str:
    """Return the kind of a layer that `plan_stack` does not know, else nothing."""
    kind = str(layer.get("kind"))
    return kind if kind in ("batch_norm", "branches") else ""


def _branches(layer: Layer, shape: Shape, field: ReceptiveField) -> list[Step]:
    steps: list[Step] = []
    ends: list[tuple[Shape, ReceptiveField]] = []
    paths = layer.get("paths")
    if not isinstance(paths, list | tuple) or not all(isinstance(p, list | tuple) for p in paths):
        raise TypeError(f'branches must have "paths", lists of layers, got {dict(layer)!r}')
    for number, path in enumerate(paths, 1):
        followed = _follow(path, shape, field)
        steps += [step._replace(name=f"path {number}: {step.name}") for step in followed]
        ends.append((followed[-1].output, followed[-1].field) if followed else (shape, field))
    if not ends or layer.get("join") not in ("add", "concatenate"):
        raise ValueError(
            f'branches must have "paths" and "join": "add" or "concatenate", got {dict(layer)!r}'
        )
    shapes, fields = zip(*ends, strict=True)
    add = layer["join"] == "add"
    if (
        len({shape if add else shape[1:] for shape in shapes}) > 1
        or len({seen.jump for seen in fields}) > 1
    ):
        raise ValueError(
            f"paths must meet with the same {'shape' if add else 'size'} and jump, got the shapes "
            f"{list(shapes)} and the jumps {[seen.jump for seen in fields]}"
        )
    first = min(seen.start - (seen.size - 1) / 2 for seen in fields)
    last = max(seen.start + (seen.size - 1) / 2 for seen in fields)
    united = ReceptiveField(round(last - first) + 1, fields[0].jump, (first + last) / 2)
    aligned = len({seen.start for seen in fields}) == 1
    channels = shapes[0][0] if add else sum(shape[0] for shape in shapes)
    name = f"sum of {len(shapes)} paths" if add else f"{len(shapes)} paths side by side"
    return [*steps, Step(name, (channels, *shapes[0][1:]), 0, 0, united, aligned)]


def _rows(layer: Layer) -> int:
    """Return how many steps a layer becomes."""
    return 1 + sum(_rows(inner) for path in layer.get("paths", ()) for inner in path)


def _name(layer: Layer) -> str:
    side, stride, groups = (layer.get(key, 1) for key in ("kernel_size", "stride", "groups"))
    match layer["kind"]:
        case "conv2d":
            name = f"{side} × {side}, {layer['out_channels']}"
        case "max_pool2d":
            name = f"max of {side} × {side}"
        case "global_avg_pool":
            name = "average of all"
        case "linear":
            name = f"linear, {layer['out_features']}"
        case kind:
            name = str(kind)
    name += f", stride {stride}" if stride != 1 else ""
    return name + (f", {groups} groups" if groups != 1 else "")


def _conv(
    out: int, side: int, stride: int = 1, padding: int | None = None, groups: int = 1
) -> dict[str, Any]:
    """Return a convolution with a bias; by default its padding keeps the size."""
    padding = (side - 1) // 2 if padding is None else padding
    layer = {"kind": "conv2d", "out_channels": out, "kernel_size": side, "stride": stride}
    return layer | {"padding": padding, "groups": groups}


def _normed(out: int, side: int, stride: int = 1, groups: int = 1) -> list[Layer]:
    """Return a convolution without bias, whose shift is batch normalisation's."""
    return [_conv(out, side, stride, groups=groups) | {"bias": False}, {"kind": "batch_norm"}]


def _pool(side: int, stride: int, padding: Any = 0) -> Layer:
    return {"kind": "max_pool2d", "kernel_size": side, "stride": stride, "padding": padding}


def _linears(*sizes: int) -> list[Layer]:
    return [{"kind": "flatten"}, *({"kind": "linear", "out_features": size} for size in sizes)]


_CLASSIFY: list[Layer] = [{"kind": "global_avg_pool"}, *_linears(1000)]
_LESS = "less than the sum of the layers described"
_AFTER = ((0, 1), (0, 1))  # a border at the end alone, so that nothing is left over


def _alexnet() -> Architecture:
    stages: dict[str, list[Layer]] = {
        "conv1": [_conv(96, 11, 4, 0), _pool(3, 2)],
        "conv2": [_conv(256, 5, groups=2), _pool(3, 2)],
        "conv3": [_conv(384, 3)],
        "conv4": [_conv(384, 3, groups=2)],
        "conv5": [_conv(256, 3, groups=2), _pool(3, 2)],
        "linear": _linears(4096, 4096, 1000),
    }
    published = (
        Published("parameters", 60e6, 10e6, "krizhevsky2012imagenet"),
        Published("multiply-adds", 720e6, 10e6, "howard2017mobilenets"),
        Published("field", 195, 1, "araujo2019computing"),
        Published("jump", 32, 1, "araujo2019computing"),
    )
    # The paper says 224, which without padding does not give its 55 × 55 outputs; 227 does.
    return Architecture("AlexNet", "krizhevsky2012imagenet", (3, 227, 227), stages, published)


def _vgg16() -> Architecture:
    blocks = zip((64, 128, 256, 512, 512), (2, 2, 3, 3, 3), strict=True)
    stages: dict[str, list[Layer]] = {
        f"conv{number}": [*[_conv(out, 3)] * count, _pool(2, 2)]
        for number, (out, count) in enumerate(blocks, 1)
    }
    published = (
        Published("parameters", 138e6, 1e6, "simonyan2015very"),
        Published(
            *("multiply-adds", 15_300e6, 100e6, "howard2017mobilenets"),
            note="of the convolutions alone",
        ),
        Published("field", 212, 1, "araujo2019computing"),
        Published("jump", 32, 1, "araujo2019computing"),
    )
    stages["linear"] = _linears(4096, 4096, 1000)
    return Architecture("VGG-16", "simonyan2015very", (3, 224, 224), stages, published)


def _googlenet() -> Architecture:
    def inception(one: int, to3: int, three: int, to5: int, five: int, pooled: int) -> Layer:
        paths = [
            [_conv(one, 1)],
            [_conv(to3, 1), _conv(three, 3)],
            [_conv(to5, 1), _conv(five, 5)],
            [_pool(3, 1, 1), _conv(pooled, 1)],
        ]
        return {"kind": "branches", "paths": paths, "join": "concatenate"}

    stages: dict[str, list[Layer]] = {
        "conv1": [_conv(64, 7, 2), _pool(3, 2, _AFTER)],
        "conv2": [_conv(64, 1), _conv(192, 3), _pool(3, 2, _AFTER)],
        "inception 3": [
            inception(64, 96, 128, 16, 32, 32),
            inception(128, 128, 192, 32, 96, 64),
            _pool(3, 2, _AFTER),
        ],
        "inception 4": [
            inception(192, 96, 208, 16, 48, 64),
            inception(160, 112, 224, 24, 64, 64),
            inception(128, 128, 256, 24, 64, 64),
            inception(112, 144, 288, 32, 64, 64),
            inception(256, 160, 320, 32, 128, 128),
            _pool(3, 2, _AFTER),
        ],
        "inception 5": [
            inception(256, 160, 320, 32, 128, 128),
            inception(384, 192, 384, 48, 128, 128),
        ],
        "linear": _CLASSIFY,
    }
    published = (
        Published(
            *("parameters", 6.8e6, 0.1e6, "howard2017mobilenets"),
            note=_LESS,
        ),
        Published(
            *("multiply-adds", 1550e6, 10e6, "howard2017mobilenets"),
            note=_LESS,
        ),
    )
    return Architecture("GoogLeNet", "szegedy2015going", (3, 224, 224), stages, published)


def _resnet(depth: int, published: tuple[Published, ...]) -> Architecture:
    """Return the network of He et al., whose strides are in the first layer of a block."""

    def small(width: int, stride: int) -> tuple[int, list[Layer]]:
        return width, [*_normed(width, 3, stride), *_normed(width, 3)]

    def bottleneck(width: int, stride: int) -> tuple[int, list[Layer]]:
        out = 4 * width
        return out, [*_normed(width, 1, stride), *_normed(width, 3), *_normed(out, 1)]

    block, counts = {18: (small, (2, 2, 2, 2)), 50: (bottleneck, (3, 4, 6, 3))}[depth]
    stages: dict[str, list[Layer]] = {"conv1": [*_normed(64, 7, 2), _pool(3, 2, 1)]}
    channels = 64
    for number, count in enumerate(counts):
        stage = stages[f"conv{number + 2}"] = []
        for repeat in range(count):
            stride = 2 if number and not repeat else 1
            out, path = block(64 * 2**number, stride)
            skip = [] if out == channels else _normed(out, 1, stride)
            stage.append({"kind": "branches", "paths": [path, skip], "join": "add"})
            channels = out
    stages["linear"] = _CLASSIFY
    return Architecture(f"ResNet-{depth}", "he2016deep", (3, 224, 224), stages, published)


def _mobilenet() -> Architecture:
    def separable(channels: int, out: int, stride: int = 1) -> list[Layer]:
        return [*_normed(channels, 3, stride, groups=channels), *_normed(out, 1)]

    stages: dict[str, list[Layer]] = {
        "112 × 112": [*_normed(32, 3, 2), *separable(32, 64)],
        "56 × 56": [*separable(64, 128, 2), *separable(128, 128)],
        "28 × 28": [*separable(128, 256, 2), *separable(256, 256)],
        "14 × 14": [*separable(256, 512, 2), *separable(512, 512) * 5],
        "7 × 7": [*separable(512, 1024, 2), *separable(1024, 1024)],
        "linear": _CLASSIFY,
    }
    published = (
        Published("parameters", 4.2e6, 0.1e6, "howard2017mobilenets"),
        Published("multiply-adds", 569e6, 1e6, "howard2017mobilenets"),
        Published("field", 315, 1, "araujo2019computing"),
        Published("jump", 32, 1, "araujo2019computing"),
    )
    return Architecture("MobileNet", "howard2017mobilenets", (3, 224, 224), stages, published)


def _mobilenet_v2() -> Architecture:
    settings = [
        *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
        *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
    ]
    stages: dict[str, list[Layer]] = {"conv": _normed(32, 3, 2)}
    channels = 32
    for factor, out, count, stride in settings:
        stage = stages[f"{count} of {out}"] = []
        for repeat in range(count):
            own_stride, wide = 1 if repeat else stride, factor * channels
            path = [*_normed(wide, 1)] if factor > 1 else []
            path += [*_normed(wide, 3, own_stride, groups=wide), *_normed(out, 1)]
            if own_stride == 1 and channels == out:
                stage.append({"kind": "branches", "paths": [path, []], "join": "add"})
            else:
                stage += path
            channels = out
    stages["1 of 1280"] = _normed(1280, 1)
    stages["linear"] = _CLASSIFY
    published = (
        Published("parameters", 3.4e6, 0.1e6, "sandler2018mobilenetv2", note=_LESS),
        Published("multiply-adds", 300e6, 10e6, "sandler2018mobilenetv2"),
    )
    return Architecture("MobileNetV2", "sandler2018mobilenetv2", (3, 224, 224), stages, published)


ARCHITECTURES: tuple[Architecture, ...] = (
    _alexnet(),
    _vgg16(),
    _googlenet(),
    _resnet(18, (Published("multiply-adds", 1.8e9, 0.1e9, "he2016deep"),)),
    _resnet(
        50,
        (
            Published("multiply-adds", 3.8e9, 0.1e9, "he2016deep", note="truncated, not rounded"),
            Published("field", 483, 1, "araujo2019computing"),
            Published("jump", 32, 1, "araujo2019computing"),
        ),
    ),
    _mobilenet(),
    _mobilenet_v2(),
)
"""The networks, in the order of their years."""
