"""The checkers of chapter 12: what they accept, and what they say of typical mistakes."""

import numpy as np
import pytest
from verdicts import assert_right, assert_wrong

from cnnlab.check import ch12


def shifted(image):
    return np.roll(image, 1, axis=1)


def is_equivariant(operation, image):
    return np.allclose(operation(shifted(image)), shifted(operation(image)))


def pixel_by_pixel(operation, image):
    first, last = operation(shifted(image)), operation(image)
    for row, other in zip(first, last, strict=True):
        for j, value in enumerate(row):
            if abs(value - other[j - 1]) > 1e-9:
                return False
    return True


def is_invariant(operation, image):
    return np.allclose(operation(shifted(image)), operation(image))


def along_no_axis(operation, image):
    return np.allclose(operation(np.roll(image, 1)), np.roll(operation(image), 1))


def along_the_other_axis(operation, image):
    one, other = operation(np.roll(image, 1, axis=0)), np.roll(operation(image), 1, axis=0)
    return np.allclose(one, other)


def elementwise(operation, image):
    return np.isclose(operation(shifted(image)), shifted(operation(image)))


def comparing(part, **tolerance):
    """Return a test that compares only a part of both sides."""
    return lambda operation, image: np.allclose(
        part(operation(shifted(image))), part(shifted(operation(image))), **tolerance
    )


def shifting(pixels):
    """Return a test that shifts by other than one pixel to the right."""
    return lambda operation, image: np.allclose(
        operation(np.roll(image, pixels, axis=1)), np.roll(operation(image), pixels, axis=1)
    )


def one_sided(operation, image):
    return (operation(shifted(image)) - shifted(operation(image))).max() < 1e-9


def with_an_image_of_its_own(operation, image):
    return is_equivariant(operation, np.random.default_rng(0).random((6, 8)))


def without_what_comes_round(operation, image):
    return np.allclose(operation(shifted(image))[:, 1:], operation(image)[:, :-1])


def shifting_for_good(operation, image):
    after = shifted(operation(image))
    image[:] = shifted(image)
    return np.allclose(operation(image), after)


@pytest.mark.parametrize(
    "function",
    [
        is_equivariant,
        pixel_by_pixel,
        lambda operation, image: elementwise(operation, image).all(),  # NumPy's True
        lambda operation, image: int(is_equivariant(operation, image)),
        lambda operation, image: np.array(is_equivariant(operation, image)),
    ],
)
def test_right_tests_of_equivariance(function):
    assert_right(ch12.equivariance_test(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            is_invariant,
            "For a convolution with circular padding it gives False; it should be True. "
            "That asks whether the result stays where it is, which is invariance",
        ),
        (
            along_no_axis,
            "For a convolution with circular padding it gives False; it should be True. "
            "Without `axis=1`, `np.roll` pushes",
        ),
        (
            along_the_other_axis,
            "For turning the image upside down it gives False; it should be True. "
            "That shifts along axis 0, down",
        ),
        (elementwise, "For a convolution with circular padding it gives [["),
        *[(shifting(pixels), "it gives True; it should be False") for pixels in range(2, 8)],
        (comparing(lambda image: image[0]), "pixel [3, 4] it gives True"),
        (comparing(lambda image: image[0, 0]), "it gives True; it should be False"),
        (comparing(lambda image: image[:, 1:-1]), "pixel [3, 7] it gives True"),
        (comparing(lambda image: image.sum(axis=0)), "column 3 alone upside down it gives True"),
        (comparing(lambda image: image.sum(axis=1)), "it gives True; it should be False"),
        (comparing(lambda image: image, atol=1), "pixel [3, 4] it gives True"),
        (one_sided, "if its brightest pixel is in column 0 it gives True"),
        (without_what_comes_round, "the last column if it has the brightest pixel it gives True"),
        (shifting_for_good, "gives the right result, but changes what it is given, `image`: work"),
        (
            lambda operation, image: np.ma.array(is_equivariant(operation, image), mask=True),
            "it gives a masked array",
        ),
        (with_an_image_of_its_own, "of one colour it gives False"),
        (lambda operation, image: True, "swapping left and right it gives True"),
        (lambda operation, image: False, "it gives False; it should be True"),
        (lambda operation, image: "False", "it gives 'False', where True or False should be"),
        (lambda operation, image: 1 / 0, "it fails: ZeroDivisionError"),
        (lambda operation: True, "it fails: TypeError"),
        (
            lambda operation, image: operation(x=image),
            "it fails: TypeError: operation() got an unexpected keyword argument 'x'.",
        ),
    ],
)
def test_wrong_tests_of_equivariance(function, message):
    assert_wrong(ch12.equivariance_test(function), message)


def invariant_where_it_answers(operation, image):
    return is_invariant(operation, image) if np.ptp(image) else ...


@pytest.mark.parametrize("function", [lambda operation, image: False, invariant_where_it_answers])
def test_a_test_that_makes_no_usual_slip_is_told_of_none(function):
    verdict = ch12.equivariance_test(function)
    assert_wrong(verdict, "it should be True")
    assert "invariance" not in repr(verdict)


def maxima(row):
    return np.maximum(row, np.roll(row, -1))


def blurred(row):
    return np.roll(row, 1) / 4 + row / 2 + np.roll(row, -1) / 4


def half_blurred(neighbour, share):
    return lambda row: (maxima(row) / 2 + np.roll(maxima(row), neighbour) * share)[::2]


def in_pure_python(row):
    n = len(row)
    top = [max(row[i], row[(i + 1) % n]) for i in range(n)]
    return [(top[i - 1] + 2 * top[i] + top[(i + 1) % n]) / 4 for i in range(0, n, 2)]


@pytest.mark.parametrize(
    "function",
    [
        lambda row: blurred(maxima(row))[::2],
        in_pure_python,
        lambda row: np.float32(in_pure_python(row)),
    ],
)
def test_right_blur_pooling(function):
    assert_right(ch12.blur_pool(function))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda row: blurred(maxima(row)), "the result has shape (6,); it should have (3,)"),
        (lambda row: blurred(maxima(row)[::2]), "leaves out every second one first"),
        (lambda row: maxima(row)[::2], "without the blur"),
        (lambda row: maxima(blurred(row))[::2], "blurs first"),
        (lambda row: blurred(maxima(row))[1::2], "begins with the second one"),
        (lambda row: blurred(np.maximum(row, np.roll(row, 1)))[::2], "takes the left neighbour"),
        *(
            (half_blurred(neighbour, share), "blurs with one neighbour alone")
            for neighbour in (1, -1)
            for share in (1 / 2, 1 / 4)
        ),
    ],
)
def test_wrong_blur_pooling(function, message):
    assert_wrong(ch12.blur_pool(function), message)
