"""Locality: how alike two pixels are that lie so far apart."""

from typing import Any

import traitlets
from numpy.typing import NDArray

from cnnlab.experiments.locality import pixel_correlation, shuffle_pixels
from cnnlab.images import CREDITS, photograph
from cnnlab.widgets.base import Matrices, Widget
from cnnlab.widgets.frames import grey_picture, row_of_figures

SIDE = 48
_STEPS = {"right": (0, 1), "down": (1, 0), "diagonal": (1, 1)}


class Locality(Widget):
    """The correlation of pixels against their distance, on real photographs.

    Parameters
    ----------
    photograph : str
        The name of one of `images`.
    distance : int
        How far apart the pixels of a pair lie, at least 1.
    reach : int
        The greatest distance, at which the curve ends.
    direction : {"right", "down", "diagonal"}
        Where the second pixel of a pair lies, seen from the first.
    shuffled : bool
        Whether the pixels are shuffled first, in an order that is always the same.
    images : dict of str to array_like, shape (H, W)
        Grey images of 0 to 255 to choose from. By default some photographs of 48 × 48 pixels.

    Examples
    --------
    >>> from cnnlab.widgets import Locality
    >>> widget = Locality(photograph="coffee", distance=1)
    >>> round(widget.correlation, 2)
    0.92
    >>> widget.shuffled = True
    >>> abs(widget.correlation) < 0.1
    True
    """

    photograph = traitlets.Unicode("camera").tag(sync=True)
    distance = traitlets.Int(1, min=1).tag(sync=True)
    reach = traitlets.Int(30, min=1).tag(sync=True)
    direction = traitlets.Enum(list(_STEPS), "right").tag(sync=True)
    shuffled = traitlets.Bool(False).tag(sync=True)
    images = Matrices(SIDE)

    @traitlets.default("images")
    def _default_images(self) -> dict[str, NDArray[Any]]:
        names = ("camera", "astronaut", "coffee", "grass")
        return {name: photograph(name, size=SIDE, grey=True) for name in names}

    @traitlets.validate("photograph")
    def _known_photograph(self, proposal: dict[str, Any]) -> str:
        name: str = proposal["value"]
        if name not in self.images:
            raise traitlets.TraitError(
                f"photograph must be one of {', '.join(self.images)}, got {name!r}"
            )
        return name

    @property
    def correlation(self) -> float:
        """What `cnnlab.experiments.locality.pixel_correlation` gives for the settings."""
        image = self.images[self.photograph]
        down, right = (self.distance * step for step in _STEPS[self.direction])
        return pixel_correlation(shuffle_pixels(image) if self.shuffled else image, down, right)

    def __repr__(self) -> str:
        shuffled = ", shuffled" if self.shuffled else ""
        return f"Locality({self.photograph!r}, distance {self.distance} {self.direction}{shuffled})"

    def first_frame(self) -> str:
        """Return the photograph, and a thumbnail of it with the pixels shuffled."""
        image = self.images[self.photograph]
        title = CREDITS[self.photograph].title if self.photograph in CREDITS else self.photograph
        return row_of_figures(
            (title, grey_picture(image)),
            ("Its pixels shuffled", grey_picture(shuffle_pixels(image))),
        )
