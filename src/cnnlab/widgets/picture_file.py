"""A photograph as a small file in a page's text: a ``data:`` address, and back."""

from base64 import b64decode, b64encode
from io import BytesIO
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

_QUALITY = 80


def picture_url(levels: NDArray[np.uint8]) -> str:
    """Return an image as the address of a PNG file or, where that is smaller, of a JPEG file.

    Parameters
    ----------
    levels : ndarray of uint8, shape (H, W) or (H, W, 3)

    Returns
    -------
    str

    Examples
    --------
    >>> picture_url(np.zeros((256, 256), np.uint8))[:22]
    'data:image/png;base64,'
    """
    image = _pillow().fromarray(levels)
    png, jpeg = BytesIO(), BytesIO()
    image.save(png, "PNG", optimize=True)
    # Colours as sharp as brightness: a kernel is to see the pixels of each channel.
    image.save(jpeg, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    kind, file = min(
        ("png", png.getvalue()), ("jpeg", jpeg.getvalue()), key=lambda pair: len(pair[1])
    )
    return f"data:image/{kind};base64,{b64encode(file).decode()}"


def read_picture(url: str) -> NDArray[np.uint8]:
    """Return the pixels of the file that `picture_url` has made, in colour.

    Examples
    --------
    >>> read_picture(picture_url(np.full((2, 2), 7, np.uint8))).tolist()
    [[[7, 7, 7], [7, 7, 7]], [[7, 7, 7], [7, 7, 7]]]
    """
    file = b64decode(url.partition(",")[2])
    return np.asarray(_pillow().open(BytesIO(file)).convert("RGB"))


def _pillow() -> Any:
    try:
        from PIL import Image
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'photographs in colour need Pillow: pip install "cnnlab[images]"'
        ) from error
    module: ModuleType = Image
    return module
