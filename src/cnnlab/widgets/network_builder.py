"""A network of the reader's own: stacked by hand, trained in the page, compared with others."""

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
import traitlets

from cnnlab.checks import Array, whole_number
from cnnlab.experiments.stack_changes import CHANGES, changed_stack
from cnnlab.network import PlannedLayer, Sequential, StackError, build_stack, plan_stack
from cnnlab.widgets.base import Whole, Widget, between
from cnnlab.widgets.frames import card, counted, fields, settings, unborn
from cnnlab.widgets.packed import pack_digits
from cnnlab.widgets.stacks import Stack, Stacks

# The page reads the same file.
_FACTS = json.loads((files("cnnlab.widgets") / "network_builder.json").read_text("utf-8"))
MOST_LAYERS: int = _FACTS["most_layers"]
MOST_KEPT: int = _FACTS["most_kept"]
MOST_EPOCHS: int = _FACTS["most_epochs"]
INPUT = (1, 8, 8)
SCORES = 10
NUMBERS: dict[str, tuple[str, int, int]] = {
    part: tuple(named) for part, named in _FACTS["numbers"].items()
}
"""What is set on a layer: its name in the widget, the least and the most."""

TICKS = {"bias": "bias", "shared": "shared"}
HISTORY = ("loss", "accuracy", "validation_loss", "validation_accuracy")
CHANGE_NAMES: dict[str, str] = _FACTS["changes"]
"""What each change is called."""

_CSS = "cnnlab-network-builder"
_SELDOM = {"dilation": 1, "bias": True}  # shown where they are something else
_BUTTONS = '<button class="cnnlab-play">Train</button>' + "".join(
    f"<button>{name}</button>" for name in ("One batch", "One epoch", "Start over")
)
_RESULTS = ("Output", "Parameters", "Multiply-adds", "Field", "Jump")
_POOLING = {"kernel_size": 2, "stride": None, "padding": 0}
_KINDS: dict[str, dict[str, Any]] = {
    "conv2d": {
        "out_channels": None,
        "kernel_size": None,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
        "bias": True,
        "shared": True,
    },
    "relu": {},
    "max_pool2d": _POOLING,
    "avg_pool2d": _POOLING,
    "blur_pool": {"kernel_size": None, "stride": None},
    "global_avg_pool": {},
    "flatten": {},
    "linear": {"out_features": None, "bias": True},
}


def _conv(channels: int, **more: Any) -> dict[str, Any]:
    return {"kind": "conv2d", "out_channels": channels, "kernel_size": 3, "padding": 1} | more


def _cnn(*reduction: dict[str, Any], stride: int = 1) -> list[dict[str, Any]]:
    """Return the chapter's network, with two reductions of the caller's choice."""
    relu = {"kind": "relu"}
    return [
        *(_conv(8), relu),
        *(_conv(16, stride=stride), relu, *reduction),
        *(_conv(32, stride=stride), relu, *reduction),
        *({"kind": "flatten"}, {"kind": "linear", "out_features": SCORES}),
    ]


STACKS: dict[str, list[dict[str, Any]]] = {
    "CNN": _cnn({"kind": "max_pool2d", "kernel_size": 2, "stride": 2}),
    "linear": [{"kind": "flatten"}, {"kind": "linear", "out_features": SCORES}],
    "MLP": [
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 100},
        {"kind": "relu"},
        {"kind": "linear", "out_features": SCORES},
    ],
    "no pooling": _cnn(),
    "strided": _cnn(stride=2),
    "blurred": _cnn({"kind": "blur_pool", "kernel_size": 3, "stride": 2}),
}
"""The stacks that the widget offers: first the network of the book's last chapter."""


def as_stack(name: str, value: Any) -> list[dict[str, Any]]:
    """Return layers as dicts with all settings. Whether they fit each other is not asked here."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_LAYERS:
        raise traitlets.TraitError(
            f"{name} must be a list of 1 to {MOST_LAYERS} layers, got {value!r}"
        )
    return [_as_layer(f"layer {i} of {name}", layer) for i, layer in enumerate(value, 1)]


def _as_layer(name: str, value: Any) -> dict[str, Any]:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise traitlets.TraitError(
            f"{name} must be a dict with one of the kinds {', '.join(_KINDS)}, got {value!r}"
        )
    usual = _KINDS[kind]
    if unknown := sorted(map(str, value.keys() - usual.keys() - {"kind"})):
        raise traitlets.TraitError(f"{name}, {kind}, has no {', '.join(unknown)}")
    layer: dict[str, Any] = usual | dict(value)
    if kind in ("max_pool2d", "avg_pool2d") and layer["stride"] is None:
        layer["stride"] = layer["kernel_size"]
    if missing := [part for part in usual if layer[part] is None]:
        raise traitlets.TraitError(f"{name}, {kind}, needs {' and '.join(missing)}")
    for part in usual:
        layer[part] = _as_setting(f"the {part} of {name}", part, layer[part])
    return {"kind": kind} | {part: layer[part] for part in usual}


def _as_setting(name: str, part: str, value: Any) -> int | bool:
    if part in TICKS:
        if not isinstance(value, bool):
            raise traitlets.TraitError(f"{name} must be True or False, got {value!r}")
        return value
    _, least, most = NUMBERS[part]
    try:
        number = whole_number(name, value, least)
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(str(error)) from None
    if number > most:
        raise traitlets.TraitError(f"{name} must be at most {most}, got {number}")
    return number


def in_short(stack: Sequence[Mapping[str, Any]]) -> str:
    """Write a stack in a line, as layers.mjs does.

    Examples
    --------
    >>> in_short(as_stack("stack", STACKS["CNN"]))
    'conv 8, conv 16, max /2, conv 32, max /2, linear 10'
    """
    bare = sum(layer["kind"] in ("conv2d", "linear") for layer in stack) > 1 and not any(
        layer["kind"] == "relu" for layer in stack
    )
    return ", ".join(filter(None, map(_layer_in_short, stack))) + (", no ReLU" if bare else "")


def _layer_in_short(layer: Mapping[str, Any]) -> str:
    match layer["kind"]:
        case "conv2d":
            stride = f" /{layer['stride']}" if layer["stride"] > 1 else ""
            return f"{'conv' if layer['shared'] else 'untied'} {layer['out_channels']}{stride}"
        case "linear":
            return f"linear {layer['out_features']}"
        case "global_avg_pool":
            return "global average"
        case "max_pool2d" | "avg_pool2d" | "blur_pool" as pool:
            name = {"max_pool2d": "max", "avg_pool2d": "average", "blur_pool": "blur"}[pool]
            return f"{name} /{layer['stride']}"
    return ""


class Runs(traitlets.TraitType[list[dict[str, Any]], Sequence[Any]]):
    """A trait that holds trained networks: what each was, and how well it read the test digits."""

    info_text = "a list of runs"

    def validate(self, obj: Any, value: Sequence[Any]) -> list[dict[str, Any]]:
        """Return the runs, or say what is wrong with one."""
        if not isinstance(value, list | tuple) or len(value) > MOST_KEPT:
            raise traitlets.TraitError(f"{self.name} must be a list of at most {MOST_KEPT} runs")
        return [_as_run(f"{self.name}[{i}]", run) for i, run in enumerate(value)]


def _as_run(name: str, value: Any) -> dict[str, Any]:
    parts = ("stack", "seed", "epochs", "nudge", "shuffled", "accuracy", "moved")
    if not isinstance(value, Mapping) or set(value) != set(parts):
        raise traitlets.TraitError(f"{name} must be a dict with {', '.join(parts)}, got {value!r}")
    run = dict(value) | {"stack": as_stack(f"the stack of {name}", value["stack"])}
    right = (
        all(isinstance(run[part], int) for part in ("seed", "epochs"))
        and all(isinstance(run[part], bool) for part in ("nudge", "shuffled"))
        and isinstance(run["moved"], list | tuple)
        and len(run["moved"]) > 2
        and all(_is_share(share) for share in (run["accuracy"], *run["moved"]))
    )
    if not right:
        raise traitlets.TraitError(
            f"{name} must have whole numbers as seed and epochs, True or False as nudge and "
            f"shuffled, and shares of 1 as accuracy and in moved, got {value!r}"
        )
    return run | {"moved": list(run["moved"])}


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


class History(traitlets.TraitType[dict[str, list[float]], Mapping[str, Any]]):
    """A trait that holds a training's numbers, one list for each of `cnnlab.network.History`'s."""

    info_text = "a history of a training"

    def validate(self, obj: Any, value: Mapping[str, Any]) -> dict[str, list[float]]:
        """Return the lists, or say what is wrong with them."""
        if not isinstance(value, Mapping) or not set(value) <= set(HISTORY):
            raise traitlets.TraitError(
                f"{self.name} must be a dict with lists named {', '.join(HISTORY)}, got {value!r}"
            )
        for name, numbers in value.items():
            if (
                not isinstance(numbers, list | tuple)
                or len(numbers) > MOST_EPOCHS
                or not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
            ):
                raise traitlets.TraitError(
                    f"{self.name}[{name!r}] must be a list of at most {MOST_EPOCHS} numbers"
                )
        return {name: list(numbers) for name, numbers in value.items()}


class NetworkBuilder(Widget):
    """A stack of layers to put together, to train on the digits in the page, and to compare.

    It trains as the book's last chapter does: stochastic gradient descent with momentum 0.9,
    batches of 32, learning rate 0.05, and 0.01 for the last third of the epochs. In Jupyter each
    trait works in both directions.

    Parameters
    ----------
    stack : list of dict
        1 to 14 layers, as `cnnlab.network.build_stack` takes them. One that does not fit is kept,
        and the widget says why it cannot be trained.
    change : str
        One of `cnnlab.experiments.stack_changes.CHANGES`: the network with this change trains
        beside the unchanged one. By default "", none.
    seed, repeats : int
        The first seed, and how many runs there are, each with the next seed.
    epochs : int
        From 1 to 30.
    nudge : bool
        Whether training digits are moved by at most a pixel, as `cnnlab.network.random_nudge` does.
    digit : int
        The test digit whose maps are shown, from 0 to 359.
    history : dict of str to list of float
        What training has measured, one number for each epoch, named as in `cnnlab.network.History`.
    weights : str
        What has been learned: all parameters as float32 in base64, in the order of
        ``Sequential.parameters()``. Empty before a training is over; see `network`.
    runs : list of dict
        Trained networks that are compared: each with its stack, seed, epochs, nudge, shuffled,
        accuracy on the test digits, and `moved`, the same when they are moved by 0, 1, … pixels.
    stacks : dict of str to list of dict
        The stacks on offer.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.

    Examples
    --------
    >>> from cnnlab.widgets import NetworkBuilder
    >>> widget = NetworkBuilder()
    >>> widget
    NetworkBuilder(10 layers, 7,178 parameters)
    >>> [layer.output for layer in widget.plan][-3:]
    [(32, 2, 2), (128,), (10,)]
    """

    stack = Stack(as_stack).tag(sync=True)
    change = traitlets.Unicode("").tag(sync=True)
    seed = Whole(0, **between(_FACTS["settings"]["seed"])).tag(sync=True)
    repeats = Whole(1, **between(_FACTS["settings"]["repeats"])).tag(sync=True)
    epochs = Whole(12, **between(_FACTS["settings"]["epochs"])).tag(sync=True)
    nudge = traitlets.Bool(True).tag(sync=True)
    digit = Whole(0, **between(_FACTS["settings"]["digit"])).tag(sync=True)
    history = History({}).tag(sync=True)
    weights = traitlets.Unicode("").tag(sync=True)
    runs = Runs([]).tag(sync=True)
    stacks = Stacks(as_stack).tag(sync=True)
    _digits = traitlets.Any().tag(sync=True)

    @traitlets.default("stack")
    def _default_stack(self) -> list[dict[str, Any]]:
        return next(iter((self.stacks or self._default_stacks()).values()))

    @traitlets.default("stacks")
    def _default_stacks(self) -> dict[str, list[dict[str, Any]]]:
        return {name: as_stack(name, stack) for name, stack in STACKS.items()}

    @traitlets.default("_digits")
    def _default_digits(self) -> Any:
        return pack_digits()

    @traitlets.validate("change")
    def _known_change(self, proposal: dict[str, Any]) -> str:
        change: str = proposal["value"]
        if change not in CHANGES:
            known = ", ".join(CHANGES[1:])
            raise traitlets.TraitError(f"change must be one of {known} or '', got {change!r}")
        return change

    @traitlets.validate("weights")
    def _readable_weights(self, proposal: dict[str, Any]) -> str:
        text: str = proposal["value"]
        _numbers_in(text)
        return text

    @property
    def plan(self) -> list[PlannedLayer]:
        """The layers, worked out for a digit: `cnnlab.network.plan_stack`.

        Raises
        ------
        StackError
            If the layers do not fit each other.
        """
        return plan_stack(self.stack, INPUT)

    def network(self) -> Sequential:
        """Return the network that was trained, to go on with in Python.

        Its first weights are those of `seed` as long as it has not been trained.

        Raises
        ------
        StackError
            If the layers do not fit each other.
        ValueError
            If the weights are not of this stack.

        Examples
        --------
        >>> from cnnlab.widgets import NetworkBuilder
        >>> NetworkBuilder().network().parameter_count
        7178
        """
        model = build_stack(self.stack, INPUT, rng=np.random.default_rng(self.seed))
        if not self.weights:
            return model
        numbers = _numbers_in(self.weights)
        if numbers.size != model.parameter_count:
            raise ValueError(
                f"weights must hold {model.parameter_count:,} numbers for this stack, "
                f"got {numbers.size:,}: they were learned with another"
            )
        at = 0
        for parameter in model.parameters():
            parameter[...] = numbers[at : at + parameter.size].reshape(parameter.shape)
            at += parameter.size
        return model

    def take(self, model: Sequential) -> None:
        """Show a network with this stack that was trained with `cnnlab`.

        Parameters
        ----------
        model : Sequential
            As `network` returns it.

        Raises
        ------
        ValueError
            If its parameters have other shapes.

        Examples
        --------
        >>> from cnnlab.widgets import NetworkBuilder
        >>> widget = NetworkBuilder()
        >>> widget.take(widget.network())
        >>> len(widget.weights) > 0
        True
        """
        expected = [p.shape for p in build_stack(self.stack, INPUT, rng=0).parameters()]
        given = [parameter.shape for parameter in model.parameters()]
        if given != expected:
            raise ValueError(f"model must have parameters of shapes {expected}, got {given}")
        flat = np.concatenate([parameter.ravel() for parameter in model.parameters()])
        self.weights = base64.b64encode(flat.astype("<f4").tobytes()).decode()

    def __repr__(self) -> str:
        layers = counted(len(self.stack), "layer")
        try:
            size = f"{sum(layer.parameters for layer in self.plan):,} parameters"
        except StackError:
            size = "which do not fit each other"
        return f"NetworkBuilder({layers}, {size})"

    def first_frame(self) -> str:
        """Return the stack as a table, with what each layer gives and costs."""
        preset = next((name for name, s in self.stacks.items() if s == self.stack), "your own")
        values = {
            "Compare with": CHANGE_NAMES[self.change],
            "Epochs": self.epochs,
            "First seed": self.seed,
            "How many seeds": self.repeats,
            "Move training digits by a pixel": self.nudge,
        }
        add = '<select></select><button type="button">Add this layer</button>'
        return card(
            f'<div class="{_CSS}-begin">{fields({"Start from": preset})}</div>',
            self._table(),
            unborn(f"cnnlab-transport {_CSS}-add", add),
            settings(values),
            self._compared(),
            unborn("cnnlab-transport", _BUTTONS),
            self._obstacle(),
            look=_CSS,
        )

    def _compared(self) -> str:
        """Say what trains beside the network, as words.mjs does."""
        _, wrong, _ = self._plan_and_problem()
        if not self.change or wrong is not None:
            return ""
        try:
            plan = plan_stack(changed_stack(self.stack, self.change), INPUT)
        except ValueError:
            return ""
        costs = []
        for name in ("parameters", "multiply_adds"):
            own, other = (sum(getattr(each, name) for each in p) for p in (self.plan, plan))
            told = f"the same {own:,}" if own == other else f"{other:,} in place of {own:,}"
            costs.append(f"{told} {name.replace('_', '-')}")
        other_stack = changed_stack(self.stack, self.change)
        same = self.change in ("still", "shuffled")
        stack = "the same stack" if same else in_short(as_stack("stack", other_stack))
        name = CHANGE_NAMES[self.change]
        words = f"Trained beside it, with {name}: {stack}; {', '.join(costs)}."
        return f'<p class="cnnlab-note {_CSS}-compared">{words}</p>'

    def _obstacle(self) -> str:
        _, wrong, problem = self._plan_and_problem()
        if wrong is None:
            return ""
        words = f"It cannot be trained: {escape(problem)}."
        return f'<p class="cnnlab-note {_CSS}-why">{words}</p>'

    def _table(self) -> str:
        plan, wrong, problem = self._plan_and_problem()
        head = "".join(f"<th>{name}</th>" for name in ("Layer", "Settings", *_RESULTS, ""))
        lines = "".join(
            _line(i, layer, _results(plan, i), problem if i == wrong else None)
            for i, layer in enumerate(self.stack)
        )
        parameters, work = (
            sum(getattr(layer, name) for layer in plan) for name in ("parameters", "multiply_adds")
        )
        title = "In all" if wrong is None else "As far as it fits"
        totals = (
            f'<th scope="row">{title}</th><td></td><td></td>'
            f'<td data-total="Parameters">{parameters:,}</td>'
            f'<td data-total="Multiply-adds">{work:,}</td><td></td><td></td><td></td>'
        )
        return (
            f'<table class="{_CSS}-stack"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody>'
            f'<tfoot><tr class="{_CSS}-totals">{totals}</tr></tfoot></table>'
        )

    def _plan_and_problem(self) -> tuple[list[PlannedLayer], int | None, str]:
        """Return the layers that fit, and which does not, counted from 0, and why."""
        try:
            plan = self.plan
        except StackError as error:
            return plan_stack(self.stack[: error.layer], INPUT), error.layer, str(error)
        if plan[-1].output != (SCORES,):
            ends = " × ".join(map(str, plan[-1].output))
            why = f"the stack must end in {SCORES} numbers, a score for each class, not in {ends}"
            return plan, len(plan) - 1, why
        return plan, None, ""


def _numbers_in(weights: str) -> Array:
    try:
        raw = base64.b64decode(weights, validate=True)
        numbers = np.frombuffer(raw, "<f4")
    except (binascii.Error, ValueError) as error:
        raise traitlets.TraitError(f"weights must be float32 numbers in base64: {error}") from None
    if not np.isfinite(numbers).all():
        raise traitlets.TraitError("weights must be finite numbers")
    return numbers


def _results(plan: Sequence[PlannedLayer], i: int) -> list[str]:
    if i >= len(plan):
        return ["–"] * len(_RESULTS)
    layer = plan[i]
    down, _ = layer.field
    return [
        " × ".join(map(str, layer.output)),
        f"{layer.parameters:,}",
        f"{layer.multiply_adds:,}",
        str(down.size),
        str(down.jump),
    ]


def _line(number: int, layer: dict[str, Any], results: list[str], problem: str | None) -> str:
    """Return a layer as a line of the table, as editor.mjs draws it."""
    parts = "".join(
        (
            f'<label class="{_CSS}-tick"><span>{TICKS[part]}</span>'
            if part in TICKS
            else f"<label><span>{NUMBERS[part][0]}</span>"
        )
        + f'<span class="{_CSS}-value">{_written(value)}</span></label>'
        for part, value in layer.items()
        if part != "kind" and _SELDOM.get(part) != value
    )
    cells = "".join(
        f'<td data-label="{name}">{text}</td>' for name, text in zip(_RESULTS, results, strict=True)
    )
    if problem is not None:
        cells = f'<td data-label="Output" colspan="5">{escape(problem)}</td>'
    look = f' class="{_CSS}-misfit"' if problem is not None else ""
    buttons = unborn(f"{_CSS}-buttons", "<button></button>" * 3)
    return (
        f'<tr{look}><th scope="row"><span>{number + 1}</span>'
        f'<span class="{_CSS}-value {_CSS}-kind">{_FACTS["kinds"][layer["kind"]]}</span></th>'
        f'<td class="{_CSS}-settings">{parts}</td>{cells}'
        f'<td class="{_CSS}-verbs">{buttons}</td></tr>'
    )


def _written(value: int | bool) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
