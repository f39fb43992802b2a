"""Sharing: an object that moves, under a layer with tied weights and one with untied weights."""

from functools import cache
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlab.conv import locally_connected2d
from cnnlab.correlate import correlate2d
from cnnlab.experiments.sharing import learn_detectors
from cnnlab.images import to_nchw
from cnnlab.widgets.base import WIDGET_LIMITS, Matrix, OneOf, Whole, Widget, one_of
from cnnlab.widgets.frames import Rectangle, card, grey_grid, number, settings, signed_grid, titled

PLACES = 8  # of the window, in a row and in a column
STAMP = np.array([[0.0, 1, 0], [1, 1, 1], [0, 1, 0]])
NOISE = 0.15
SEEN = ("one place", "upper half", "every place")
_IMAGES = 800
_SEED = 4


def seen_places(name: str) -> NDArray[np.bool_]:
    """Return where the object stood while the kernels learned."""
    row = np.arange(PLACES)[:, None]
    upper, first = row < PLACES // 2, (row == 1) & (row.T == 1)
    seen = {"one place": first, "upper half": upper, "every place": row >= 0}[name]
    return np.broadcast_to(seen, (PLACES, PLACES))


@cache
def detectors(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the tied kernel and the untied ones that were learned there, to three decimals."""
    tied, untied = learn_detectors(STAMP, PLACES, seen_places(name), _IMAGES, NOISE, _SEED)
    return tied.round(3) + 0.0, untied.round(3) + 0.0


@cache
def ground() -> NDArray[np.float64]:
    """Return the noise that the object lies on."""
    side = PLACES + len(STAMP) - 1
    noise = NOISE * np.random.default_rng(_SEED + 1).normal(size=(side, side))
    return noise.round(2) + 0.0


class Sharing(Widget):
    """An object to drag, below it the maps of a layer with tied weights and one with untied ones.

    Both have learned to answer 1 where the object is and 0 elsewhere, from 800 noisy images, half
    of them empty. The tied layer has one kernel of 3 × 3 weights, the untied one a kernel for each
    of its 64 outputs.

    Parameters
    ----------
    row, column : int
        Where the object is: the place of the window that holds it, from 0 to 7.
    seen : {"one place", "upper half", "every place"}
        Where the object stood while the kernels learned.
    stamp : array_like, shape (3, 3)
        The object.
    ground : array_like, shape (10, 10)
        What it lies on.
    learned : dict
        For each of `seen`: "seen", "tied" and "untied", the places and the kernels.

    Examples
    --------
    >>> from cnnlab.widgets import Sharing
    >>> widget = Sharing(row=5, column=6)
    >>> (widget.tied[5, 6] > 0.4, abs(widget.untied[5, 6]) < 0.2)
    (np.True_, np.True_)
    """

    row = Whole(1, min=0, max=PLACES - 1).tag(sync=True)
    column = Whole(1, min=0, max=PLACES - 1).tag(sync=True)
    seen = OneOf(SEEN, "one place").tag(sync=True)
    stamp = Matrix(WIDGET_LIMITS["sharing"]["stamp"])
    ground = Matrix(PLACES + 2)
    learned = traitlets.Dict().tag(sync=True)

    @traitlets.default("stamp")
    def _default_stamp(self) -> NDArray[Any]:
        return STAMP

    @traitlets.default("ground")
    def _default_ground(self) -> NDArray[Any]:
        return ground()

    @traitlets.default("learned")
    def _default_learned(self) -> dict[str, Any]:
        found = {name: detectors(name) for name in SEEN}
        return {
            name: {
                "seen": seen_places(name).tolist(),
                "tied": tied.tolist(),
                "untied": untied.tolist(),
            }
            for name, (tied, untied) in found.items()
        }

    @traitlets.validate("ground")
    def _as_the_weights_need(self, proposal: dict[str, Any]) -> NDArray[Any]:
        ground: NDArray[Any] = proposal["value"]
        side = PLACES + 2
        if ground.shape != (side, side):
            raise traitlets.TraitError(f"ground must have shape {(side, side)}, got {ground.shape}")
        return ground

    @property
    def image(self) -> NDArray[np.float64]:
        """The noise with the object on it."""
        image = self.ground.astype(float)
        rows, columns = self.stamp.shape
        image[self.row : self.row + rows, self.column : self.column + columns] += self.stamp
        return image

    @property
    def tied(self) -> NDArray[np.float64]:
        """The map of the tied layer: `cnnlab.correlate2d` with its one kernel."""
        result: NDArray[np.float64] = correlate2d(self.image, self._kernels("tied"))
        return result

    @property
    def untied(self) -> NDArray[np.float64]:
        """The map of the untied layer: `cnnlab.locally_connected2d`."""
        weight = self._kernels("untied")[:, :, None, None]
        result: NDArray[np.float64] = locally_connected2d(to_nchw(self.image), weight)[0, 0]
        return result

    def _kernels(self, name: str) -> NDArray[np.float64]:
        return np.array(self.learned[one_of("seen", self.seen, self.learned)][name])

    def __repr__(self) -> str:
        return f"Sharing(object at ({self.row}, {self.column}), learned from {self.seen})"

    def first_frame(self) -> str:
        """Return the settings, the image, the two maps and the kernels at the object's place."""
        here = Rectangle(self.row, self.column, 1, 1)
        own = self._kernels("untied")[self.row, self.column]
        window = Rectangle(self.row, self.column, *self.stamp.shape)
        most = float(max(np.abs(self._kernels("tied")).max(), np.abs(own).max()))
        figures = (
            titled("Image", grey_grid(self.image, window), "input", hand="drag the object"),
            _map("Tied", "sharing-tied", self.tied, here, "one kernel"),
            _map("Untied", "sharing-untied", self.untied, here, "one for each output"),
            _kernel(
                "Kernel", "sharing-tied-kernel", self._kernels("tied"), most, "of every output"
            ),
            _kernel(
                "Kernel",
                "sharing-untied-kernel",
                own,
                most,
                f"of output [{self.row}, {self.column}]",
            ),
        )
        stage = f'<div class="cnnlab-sharing-stage">{"".join(figures)}</div>'
        chosen = settings({"While the kernels learned, the object was at": self.seen})
        total = f'<p class="cnnlab-total">{self._words()}</p>'
        hint = "Tap a cell of a map to read its numbers."
        cell = f'<p class="cnnlab-note cnnlab-hint cnnlab-sharing-cell">{hint}</p>'
        return card(chosen, stage, total, cell, look="cnnlab-sharing")

    def _words(self) -> str:
        tied, untied = (maps[self.row, self.column] for maps in (self.tied, self.untied))
        return (
            f"At the object, row {self.row} and column {self.column}: the tied layer gives "
            f"<strong>{number(tied)}</strong>, the untied one <strong>{number(untied)}</strong>."
        )


def _map(title: str, kind: str, values: NDArray[Any], here: Rectangle, note: str) -> str:
    return titled(title, signed_grid(values.round(1) + 0.0, here, most=1.0), kind, note)


def _kernel(title: str, kind: str, values: NDArray[Any], most: float, note: str) -> str:
    return titled(title, signed_grid(values.round(2) + 0.0, most=most), kind, note)
