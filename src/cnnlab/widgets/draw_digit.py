"""Draw a digit, and watch trained networks read it."""

from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.checks import Array
from cnnlab.images import digit
from cnnlab.network import Sequential, softmax
from cnnlab.widgets.base import Matrices, Matrix, Widget
from cnnlab.widgets.frames import grey_grid, row_of_figures
from cnnlab.widgets.packed import pack_network, unpack_network

SIDE = 8  # pixels, as the digits have; the pad shows 4 × 4 dots for each
MOST_INK = 16  # in a pixel: so many dots
DIGITS = 10


class Networks(traitlets.TraitType[dict[str, Any], Mapping[str, Any]]):
    """A trait that holds named networks, packed for a page."""

    info_text = "networks by their names"

    def validate(self, obj: Any, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the packed networks, each tried on an empty image."""
        packed = {}
        for name, network in dict(value).items():
            try:
                layers = pack_network(network) if isinstance(network, Sequential) else list(network)
                scores = unpack_network(layers)(np.zeros((1, 1, SIDE, SIDE)))
            except (KeyError, TypeError, ValueError) as error:
                raise traitlets.TraitError(f"networks[{name!r}] cannot be shown: {error}") from None
            if scores.shape != (1, DIGITS):
                raise traitlets.TraitError(
                    f"networks[{name!r}] must turn an image of shape (1, 1, 8, 8) into scores of "
                    f"shape (1, {DIGITS}), one for each digit, got {scores.shape}"
                )
            packed[str(name)] = layers
        if not packed:
            raise traitlets.TraitError("networks must hold at least one network")
        return packed


class DrawDigit(Widget):
    """A pad to draw a digit on, and trained networks that read it, with every layer in sight.

    The pad has 32 × 32 dots. As in the data set of `cnnlab.images.digits`, a pixel counts the
    inked dots in a block of 4 × 4, and the networks see 8 × 8 pixels from 0 to 16, divided by 16.
    In Jupyter the traits `drawing` and `network` work in both directions.

    Parameters
    ----------
    networks : dict of str to Sequential
        Trained networks from (N, 1, 8, 8) to (N, 10), see `cnnlab.widgets.packed.pack_network`
        for what they may be made of. Their weights are rounded to 8 bits, so that the page stays
        light.
    network : str
        The name of the one whose layers are shown. By default the last.
    drawing : array_like, shape (8, 8)
        0 (paper) to 16 (ink). By default a handwritten 3.
    drawings : dict of str to array_like, shape (8, 8)
        Digits to begin from. By default one of each.

    Raises
    ------
    traitlets.TraitError
        If a trait is given something that it cannot hold.

    Examples
    --------
    >>> from cnnlab.network import Flatten, Linear
    >>> model = Sequential(Flatten(), Linear(64, 10, rng=0))
    >>> widget = DrawDigit({"untrained": model})
    >>> widget
    DrawDigit('untrained' of 1 network)
    >>> widget.probabilities.shape, widget.probabilities.sum().round(6)
    ((10,), np.float64(1.0))
    """

    networks = Networks().tag(sync=True)
    network = traitlets.Unicode().tag(sync=True)
    drawing = Matrix(SIDE)
    drawings = Matrices(SIDE)

    def __init__(self, networks: Mapping[str, Any], **traits: Any) -> None:
        traits.setdefault("network", list(networks)[-1] if networks else "")
        super().__init__(networks=networks, **traits)

    @traitlets.default("drawing")
    def _default_drawing(self) -> NDArray[Any]:
        return digit(3)

    @traitlets.default("drawings")
    def _default_drawings(self) -> dict[str, NDArray[Any]]:
        return {f"a {label}": digit(label) for label in range(DIGITS)}

    @traitlets.validate("network")
    def _known_network(self, proposal: dict[str, Any]) -> str:
        name: str = proposal["value"]
        if name not in self.networks:
            raise traitlets.TraitError(
                f"network must be one of {', '.join(self.networks)}, got {name!r}"
            )
        return name

    @traitlets.validate("drawing")
    def _drawn_in_ink(self, proposal: dict[str, Any]) -> NDArray[Any]:
        return _as_drawing("drawing", proposal["value"])

    @traitlets.validate("drawings")
    def _all_drawn_in_ink(self, proposal: dict[str, Any]) -> dict[str, NDArray[Any]]:
        drawings: dict[str, NDArray[Any]] = proposal["value"]
        return {name: _as_drawing(f"drawings[{name!r}]", d) for name, d in drawings.items()}

    @property
    def probabilities(self) -> Array:
        """What the chosen network, its weights rounded, says of the drawing; shape (10,)."""
        return self._read(self.network)

    def _read(self, name: str) -> Array:
        scores = unpack_network(self.networks[name])(self.drawing[None, None] / MOST_INK)
        return np.asarray(softmax(scores)[0])

    def __repr__(self) -> str:
        count = len(self.networks)
        return f"DrawDigit({self.network!r} of {count} network{'s' if count > 1 else ''})"

    def first_frame(self) -> str:
        """Return the drawing, and what each network reads."""
        readings = []
        for name in self.networks:
            probabilities = self._read(name)
            best = int(probabilities.argmax())
            readings.append(
                f"<li>{escape(name)}: <strong>{best}</strong>, with a probability of "
                f"{probabilities[best]:.0%}</li>"
            )
        picture = row_of_figures(("Drawing", grey_grid(self.drawing)))
        return f"{picture}<p>What the networks read:</p><ul>{''.join(readings)}</ul>"


def _as_drawing(name: str, value: NDArray[Any]) -> NDArray[Any]:
    if value.shape != (SIDE, SIDE) or value.min() < 0 or value.max() > MOST_INK:
        raise traitlets.TraitError(
            f"{name} must have shape ({SIDE}, {SIDE}) and values from 0 to {MOST_INK}, got shape "
            f"{value.shape} and values from {value.min():g} to {value.max():g}"
        )
    return value
