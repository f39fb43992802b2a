"""Which pixels a score depends on: by hand, by finite differences, and as PyTorch has it."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnlab.images import digit
from cnnlab.network import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlab.network.attribution import enlarge, grad_cam, input_gradient, occlusion

IMAGE = digit(3)[None] / 16
LAYER = 4  # the second ReLU


@pytest.fixture
def network() -> Sequential:
    rng = np.random.default_rng(1)
    model = Sequential(
        *(Conv2d(1, 4, 3, padding=1, rng=rng, dtype=float), ReLU(), MaxPool2d(2)),
        *(Conv2d(4, 6, 3, padding=1, rng=rng, dtype=float), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(24, 10, rng=rng, dtype=float)),
    )
    for bias in model.parameters()[1::2]:
        bias += rng.normal(size=bias.shape) / 10
    return model


def torch_scores(network: Sequential, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the maps of `LAYER` and the scores, as PyTorch computes them."""
    first, first_bias, second, second_bias, last, last_bias = map(
        torch.from_numpy, network.parameters()
    )
    x = functional.max_pool2d(functional.conv2d(x, first, first_bias, padding=1).relu(), 2)
    maps = functional.conv2d(x, second, second_bias, padding=1).relu()
    return maps, functional.linear(functional.max_pool2d(maps, 2).flatten(1), last, last_bias)


def linear(weights: np.ndarray) -> Sequential:
    network = Sequential(Flatten(), Linear(weights.size, 1, bias=False, rng=0, dtype=float))
    network.parameters()[0][:] = weights.ravel()
    return network


def test_occlusion_of_a_linear_network_is_the_ink_times_its_weights_under_the_patch():
    weights, image = np.arange(12.0).reshape(3, 4), np.arange(1.0, 13).reshape(1, 3, 4)
    found = occlusion(linear(weights), image, 0, patch=3, fill=2)
    changes = np.pad(weights * (image[0] - 2), 1)  # nothing beyond the edge
    by_hand = [[changes[r : r + 3, c : c + 3].sum() for c in range(4)] for r in range(3)]
    np.testing.assert_allclose(found, by_hand)


def test_a_patch_covers_all_channels():
    weights, image = np.arange(8.0).reshape(2, 2, 2), np.arange(1.0, 9).reshape(2, 2, 2)
    found = occlusion(linear(weights), image, 0, patch=1, fill=3)
    np.testing.assert_allclose(found, (weights * (image - 3)).sum(axis=0))


def test_occlusion_is_the_score_less_that_of_the_covered_image(network: Sequential):
    found = occlusion(network, IMAGE, 8, patch=5, fill=0.3)
    for row, column in [(0, 0), (3, 4), (7, 6)]:
        covered = IMAGE.copy()
        covered[:, max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = 0.3
        scores = network(np.stack([IMAGE, covered]))[:, 8]
        assert found[row, column] == pytest.approx(scores[0] - scores[1])


def test_the_gradient_is_that_of_finite_differences_and_of_pytorch(network: Sequential):
    # On bare paper all windows are alike, and a maximum of equals has no gradient.
    image = IMAGE + np.random.default_rng(2).uniform(0, 0.1, IMAGE.shape)
    found = input_gradient(network, image, 5)
    step = 1e-6
    nudges = step * np.eye(64).reshape(64, 1, 8, 8)
    differences = network(image + nudges)[:, 5] - network(image - nudges)[:, 5]
    np.testing.assert_allclose(found.ravel(), differences / (2 * step), atol=1e-7)
    x = torch.from_numpy(image[None]).requires_grad_()
    torch_scores(network, x)[1][0, 5].backward()
    np.testing.assert_allclose(found, x.grad[0], atol=1e-12)


def test_grad_cam_by_hand():
    # Two maps of 1 × 2: the image and twice the image; weights 1, 3 and −1, −2 make mean gradients
    # 2 and −1.5, so the sum is 2 x − 1.5 · 2 x = −x.
    convolution = Conv2d(1, 2, 1, bias=False, rng=0, dtype=float)
    convolution.weight[:, 0, 0, 0] = [1, 2]
    last = Linear(4, 1, bias=False, rng=0, dtype=float)
    last.parameters()[0][:] = [[1, 3, -1, -2]]
    network = Sequential(convolution, Flatten(), last)
    image = [[[3.0, -5.0]]]
    np.testing.assert_allclose(grad_cam(network, image, 0, 0, rectify=False), [[-3, 5]])
    np.testing.assert_allclose(grad_cam(network, image, 0, 0), [[0, 5]])


def test_grad_cam_is_that_of_pytorchs_autograd(network: Sequential):
    maps, scores = torch_scores(network, torch.from_numpy(IMAGE[None]).requires_grad_())
    rectified = 0
    for target, score in enumerate(scores[0]):
        (gradient,) = torch.autograd.grad(score, maps, retain_graph=True)
        added = (gradient.mean(dim=(2, 3), keepdim=True) * maps).sum(dim=1)[0].detach()
        raw = grad_cam(network, IMAGE, target, LAYER, rectify=False)
        np.testing.assert_allclose(raw, added, atol=1e-12)
        found = grad_cam(network, IMAGE, target, LAYER)
        np.testing.assert_allclose(found, added.relu(), atol=1e-12)
        rectified += int((added < 0).sum())
    assert rectified, "else the rectifier would not be tried"


@pytest.mark.parametrize("size", [(8, 8), (7, 9), (3, 5), (3, 3)])
def test_maps_are_enlarged_as_pytorch_interpolates(size: tuple[int, int]):
    values = np.random.default_rng(0).normal(size=(3, 2))
    expected = functional.interpolate(
        torch.from_numpy(values)[None, None], size, mode="bilinear", align_corners=False
    )
    np.testing.assert_allclose(enlarge(values, size), expected[0, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: occlusion(n, IMAGE, 3, patch=2), "patch must be odd, .* got 2"),
        (lambda n: occlusion(n, IMAGE, 3, patch=0), "patch must be at least 1"),
        (lambda n: occlusion(n, IMAGE[0], 3), r"image must have .*\(C, H, W\)"),
        (lambda n: occlusion(n, IMAGE, 10), "target must be one of 10 classes, got 10"),
        (lambda n: input_gradient(n, IMAGE, -1), "target must be at least 0"),
        (lambda n: input_gradient(n[:3], IMAGE, 0), r"must give scores .* got \(1, 4, 4, 4\)"),
        (lambda n: grad_cam(n, IMAGE, 3, 7), "layer must come before the last, 0 to 6, got 7"),
        (
            lambda n: grad_cam(n, IMAGE, 3, 6),
            r"layer must give maps \(C, H, W\), got 6, Flatten\(\), which gives \(24,\)",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(network: Sequential, call, message: str):
    with pytest.raises(ValueError, match=message):
        call(network)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[np.nan, 1.0]], "values must hold finite numbers"),
        ([[-np.inf, 1.0]], "values must hold finite numbers"),
        (np.ones((0, 3)), r"values must hold at least one number, got shape \(0, 3\)"),
    ],
)
def test_what_has_nothing_between_its_numbers_is_not_enlarged(values, message: str):
    with pytest.raises(ValueError, match=message):
        enlarge(values, (2, 4))
