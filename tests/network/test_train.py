"""Training against PyTorch, by finite differences, and on the digits."""

import io
import re
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

from cnnlab.images import split_digits
from cnnlab.network import (
    SGD,
    Adam,
    Conv2d,
    Flatten,
    History,
    Linear,
    MaxPool2d,
    ReLU,
    Score,
    Sequential,
    evaluate,
    fit,
    random_nudge,
    softmax,
    softmax_cross_entropy,
)

pytestmark = pytest.mark.filterwarnings("error")

EXACT = {"rtol": 1e-10, "atol": 1e-12}


# --- the loss ---


def test_softmax_is_scipys_also_for_large_scores():
    z = np.random.default_rng(0).normal(size=(4, 3, 5)) * 3
    assert_allclose(softmax(z), scipy_softmax(z, axis=-1), rtol=1e-14)
    assert_allclose(softmax([1e4, 1e4, -1e4]), [0.5, 0.5, 0])
    assert_allclose(softmax([[1e4, 1e4], [-1e4, -1e4]]), [[0.5, 0.5], [0.5, 0.5]])
    assert_allclose(softmax([0.0, -np.inf]), [1, 0])
    assert softmax(np.array([1, 1], dtype=np.float32)).dtype == np.float32
    assert softmax([1, 1]).dtype == np.float64


@pytest.mark.parametrize("scale", [1, 1000])
def test_cross_entropy_is_pytorchs(scale):
    rng = np.random.default_rng(1)
    z, t = scale * rng.normal(size=(7, 4)), rng.integers(0, 4, 7)
    loss, grad = softmax_cross_entropy(z, t)
    tensor = torch.tensor(z, requires_grad=True)
    theirs = F.cross_entropy(tensor, torch.tensor(t))
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), rel=1e-12)
    assert loss == pytest.approx(-log_softmax(z, axis=1)[range(7), t].mean(), rel=1e-12)
    assert_allclose(grad, tensor.grad, **EXACT)


@given(
    n=st.integers(1, 6),
    classes=st.integers(1, 5),
    weighted=st.booleans(),
    smoothing=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    seed=st.integers(0, 999),
)
@examples(100)
def test_class_weights_and_label_smoothing_are_pytorchs(n, classes, weighted, smoothing, seed):
    rng = np.random.default_rng(seed)
    z, t = 3 * rng.normal(size=(n, classes)), rng.integers(0, classes, n)
    weight = rng.random(classes) + 0.01 if weighted else None
    loss, grad = softmax_cross_entropy(z, t, weight, smoothing)
    tensor = torch.tensor(z, requires_grad=True)
    class_weights = None if weight is None else torch.tensor(weight)
    theirs = F.cross_entropy(tensor, torch.tensor(t), class_weights, label_smoothing=smoothing)
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), rel=1e-12, abs=1e-14)
    assert_allclose(grad, tensor.grad, **EXACT)


def test_a_class_of_weight_0_does_not_count():
    z, t = np.array([[0.0, 1.0], [5.0, -3.0]]), [0, 1]
    loss, grad = softmax_cross_entropy(z, t, [1, 0])
    assert loss == pytest.approx(softmax_cross_entropy(z[:1], t[:1])[0])
    assert (grad[1] == 0).all()
    # An impossible class costs nothing as long as nothing is asked of it.
    loss, grad = softmax_cross_entropy([[0.0, -np.inf]], [0])
    assert (loss, grad.tolist()) == (0, [[0, 0]])
    assert softmax_cross_entropy([[0.0, -np.inf]], [0], label_smoothing=0.1)[0] == np.inf


def test_cross_entropy_by_hand():
    loss, grad = softmax_cross_entropy(np.log([[1.0, 3.0], [2.0, 2.0]]), [0, 1])
    assert loss == pytest.approx((np.log(4) + np.log(2)) / 2)
    assert_allclose(grad, [[-0.375, 0.375], [0.25, -0.25]])


def test_cross_entropy_gradient_by_finite_differences():
    z, t = np.random.default_rng(2).normal(size=(3, 4)), np.array([3, 0, 0])
    _, grad = softmax_cross_entropy(z, t)
    for index in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[index] = 1e-5
        rise = softmax_cross_entropy(z + step, t)[0] - softmax_cross_entropy(z - step, t)[0]
        assert grad[index] == pytest.approx(rise / 2e-5, abs=1e-9)


def test_cross_entropy_keeps_its_arguments_and_single_precision():
    z = np.ones((2, 3), dtype=np.float32)
    loss, grad = softmax_cross_entropy(z, [0, 2])
    assert isinstance(loss, float)
    assert grad.dtype == np.float32
    assert (z == 1).all()
    assert softmax_cross_entropy([[1, 2]], [0])[1].dtype == np.float64


# --- optimizers, step for step ---


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda w: SGD(w, 0.03), lambda w: torch.optim.SGD(w, 0.03)),
        (lambda w: SGD(w), lambda w: torch.optim.SGD(w, 0.1)),
        (lambda w: SGD(w, 0.03, 0.9), lambda w: torch.optim.SGD(w, 0.03, momentum=0.9)),
        (
            lambda w: SGD(w, 0.03, 0.9, weight_decay=0.02),
            lambda w: torch.optim.SGD(w, 0.03, momentum=0.9, weight_decay=0.02),
        ),
        (lambda w: Adam(w), lambda w: torch.optim.Adam(w)),
        (lambda w: Adam(w, weight_decay=0.3), lambda w: torch.optim.Adam(w, weight_decay=0.3)),
        (
            lambda w: Adam(w, 0.2, (0.5, 0.75), 1e-3),
            lambda w: torch.optim.Adam(w, 0.2, betas=(0.5, 0.75), eps=1e-3),
        ),
    ],
)
def test_optimizers_take_pytorchs_steps(ours, theirs):
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=(2, 3)), rng.normal(size=4)]
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]
    our_optimizer, their_optimizer = ours(weights), theirs(tensors)
    for step in range(6):
        gradients = [rng.normal(size=w.shape) for w in weights]
        before = [g.copy() for g in gradients]
        if step == 3:  # the learning rate may change on the way
            our_optimizer.learning_rate = 0.007
            their_optimizer.param_groups[0]["lr"] = 0.007
        our_optimizer.step(gradients)
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.grad = torch.tensor(gradient)
        their_optimizer.step()
        for weight, tensor, gradient, kept in zip(weights, tensors, gradients, before, strict=True):
            assert_allclose(weight, tensor.detach(), **EXACT)
            assert_array_equal(gradient, kept)


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_optimizers_keep_single_precision(optimizer):
    weight = np.ones(3, dtype=np.float32)
    optimizer([weight]).step([np.ones(3)])
    assert weight.dtype == np.float32
    assert (weight < 1).all()


@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_optimizers_take_gradients_as_lists_too(optimizer):
    of_lists, of_arrays = np.ones((1, 2)), np.ones((1, 2))
    optimizer([of_lists], weight_decay=0.1).step([[[1, 2]]])
    optimizer([of_arrays], weight_decay=0.1).step([np.array([[1.0, 2.0]])])
    assert_array_equal(of_lists, of_arrays)


def test_adam_steps_in_half_precision_too():
    """Its ε and the squares of small gradients are 0 in float16."""
    weight, exact = np.ones(3, np.float16), np.ones(3)
    ours, theirs = Adam([weight], 0.01), Adam([exact], 0.01)
    for gradient in ([0.0, 1e-4, 300.0], [0.0, 2e-4, -300.0]):
        ours.step([np.array(gradient, np.float16)])
        theirs.step([np.array(gradient)])
    assert weight.dtype == np.float16
    assert_allclose(weight, exact, atol=1e-3)


def test_adam_moves_parameters_together_as_it_moves_each():
    rng = np.random.default_rng(0)
    shapes = ((2, 3), (3,), (), (0,), (4, 1, 2))
    together = [np.asarray(rng.normal(size=shape)) for shape in shapes]
    each = [w.copy() for w in together]
    adam, adams = Adam(together, weight_decay=0.1), [Adam([w], weight_decay=0.1) for w in each]
    for _ in range(4):
        gradients = [np.asarray(rng.normal(size=shape)) for shape in shapes]
        adam.step(gradients)
        for one, gradient in zip(adams, gradients, strict=True):
            one.step([gradient])
    for a, b in zip(together, each, strict=True):
        assert_array_equal(a, b)
    Adam([]).step([])


# --- the loop ---


def blobs(n=40):
    """Return points around three places, and which place."""
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, n)
    return rng.normal(size=(n, 2)) + 3 * np.eye(3)[y][:, :2], y


def mlp():
    rng = np.random.default_rng(0)
    return Sequential(
        Linear(2, 8, rng=rng, dtype=np.float64), ReLU(), Linear(8, 3, rng=rng, dtype=np.float64)
    )


def test_fit_is_the_same_loop_in_pytorch():
    x, y = blobs(22)
    model = mlp()
    theirs = torch.nn.Sequential(
        torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3)
    ).double()
    with torch.no_grad():
        for parameter, value in zip(theirs.parameters(), model.parameters(), strict=True):
            parameter.copy_(torch.tensor(value))
    their_optimizer = torch.optim.Adam(theirs.parameters(), 0.01)
    tensor_x, tensor_y = torch.tensor(x), torch.tensor(y)
    losses, accuracies, rng = [], [], np.random.default_rng(9)
    for _ in range(3):
        order = rng.permutation(22)
        total, right = 0.0, 0
        for batch in (order[:10], order[10:20], order[20:]):
            logits = theirs(tensor_x[batch])
            loss = F.cross_entropy(logits, tensor_y[batch])
            their_optimizer.zero_grad()
            loss.backward()
            their_optimizer.step()
            total += loss.item() * len(batch)
            right += (logits.argmax(1) == tensor_y[batch]).sum().item()
        losses.append(total / 22)
        accuracies.append(right / 22)

    history = fit(model, Adam(model.parameters(), 0.01), x, y, epochs=3, batch_size=10, rng=9)
    assert_allclose(history.loss, losses, rtol=1e-10)
    assert history.accuracy == accuracies
    assert history.validation_loss == history.validation_accuracy == []
    for ours, parameter in zip(model.parameters(), theirs.parameters(), strict=True):
        assert_allclose(ours, parameter.detach(), **EXACT)


def trained(seed, **options):
    x, y = blobs()
    model = mlp()
    history = fit(model, SGD(model.parameters(), 0.1, 0.9), x, y, epochs=3, rng=seed, **options)
    return history, np.concatenate([p.ravel() for p in model.parameters()])


def test_two_runs_with_one_seed_are_the_same_to_the_last_bit():
    first, second, other = trained(1), trained(1), trained(2)
    assert first[0] == second[0]
    assert first[1].tobytes() == second[1].tobytes()
    assert first[1].tobytes() != other[1].tobytes()
    assert trained(0)[1].tobytes() == trained(np.random.default_rng(0))[1].tobytes()


def test_a_convolutional_network_trains_the_same_twice():
    parts = split_digits()

    def run():
        model = digit_network(0)
        optimizer = SGD(model.parameters(), 0.02, momentum=0.9)
        fit(
            model,
            optimizer,
            parts.x_train[:200],
            parts.y_train[:200],
            epochs=1,
            augment=random_nudge,
        )
        return b"".join(p.tobytes() for p in model.parameters())

    assert run() == run()


def test_defaults_of_fit():
    x, y = blobs(70)
    one, other = mlp(), mlp()
    first = fit(one, SGD(one.parameters()), x, y)
    second = fit(other, SGD(other.parameters()), x, y, 10, 32, None, None, 0, False)
    assert first == second
    assert len(first.loss) == 10


def test_fit_does_not_learn_from_the_validation_part():
    x, y = blobs()
    plain, with_validation = trained(1), trained(1, validation=(x[:7], y[:7]))
    assert plain[1].tobytes() == with_validation[1].tobytes()
    history = with_validation[0]
    assert history.loss == plain[0].loss
    assert len(history.validation_loss) == len(history.validation_accuracy) == 3
    model = mlp()
    fit(model, SGD(model.parameters(), 0.1, 0.9), x, y, epochs=3, rng=1)
    score = evaluate(model, x[:7], y[:7])
    assert (history.validation_loss[-1], history.validation_accuracy[-1]) == score


def test_augment_gets_each_batch_and_the_generator():
    seen = []

    def double(x, rng):
        assert isinstance(rng, np.random.Generator)
        seen.append(len(x))
        return 2 * x

    x, y = blobs()
    history, _ = trained(1, augment=double, batch_size=16)
    assert seen == [16, 16, 8] * 3
    model = mlp()
    doubled = fit(
        model, SGD(model.parameters(), 0.1, 0.9), 2 * x, y, epochs=3, batch_size=16, rng=1
    )
    assert doubled == history


@pytest.mark.parametrize("part", ["training", "validation"])
def test_a_loss_that_is_not_finite_is_an_error_and_nothing_else(part):
    model = Linear(1, 2, bias=False, rng=0)
    model.weight[:] = [[3e38], [-3e38]]  # the scores are finite, their distance is not
    x, right, wrong = np.ones((1, 1), np.float32), [0], [1]
    labels, validation = (wrong, None) if part == "training" else (right, (x, wrong))
    with pytest.raises(ValueError, match=r"loss must be finite, got inf.*learning rate"):
        fit(model, SGD(model.parameters()), x, labels, epochs=1, validation=validation)


def test_training_that_diverges_says_so_without_a_warning():
    x, y = blobs()
    for optimizer in (SGD, Adam):
        model = mlp()
        with pytest.raises(ValueError, match=r"logits must be finite.*learning rate"):
            fit(model, optimizer(model.parameters(), 1e200), x, y, epochs=5)


def test_fit_keeps_the_data():
    x, y = blobs()
    x.setflags(write=False)
    y.setflags(write=False)
    model = mlp()
    fit(model, SGD(model.parameters()), x, y, epochs=1, validation=(x, y))


def test_evaluate_is_the_mean_over_all_whatever_the_batches():
    x, y = blobs(23)
    model = mlp()
    logits = torch.tensor(model(x))
    loss = F.cross_entropy(logits, torch.tensor(y)).item()
    accuracy = (logits.argmax(1) == torch.tensor(y)).double().mean().item()
    for batch_size in (1, 5, 22, 23, 500):
        assert evaluate(model, x, y, batch_size) == pytest.approx((loss, accuracy), rel=1e-12)
    assert isinstance(evaluate(model, x, y), Score)


def test_evaluate_sends_at_most_a_batch_at_once():
    sizes = []

    class Counting(Flatten):
        def forward(self, x):
            sizes.append(len(x))
            return super().forward(x)

    x = np.ones((600, 2))
    evaluate(Counting(), x, np.zeros(600, int))
    evaluate(Counting(), x[:5], [0] * 5, batch_size=2)
    assert sizes == [256, 256, 88, 2, 2, 1]


def test_random_nudge_moves_by_one_pixel_or_none_in_equal_shares():
    x = np.zeros((5000, 1, 5, 5), dtype=np.float32)
    x[..., 2, 2] = 1
    nudged = random_nudge(x, np.random.default_rng(0))
    assert nudged.dtype == np.float32
    assert nudged.sum() == 5000
    shares = nudged.mean(axis=(0, 1))
    cross = np.array([[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0] * 5])
    assert_allclose(shares, cross / 5, atol=0.03)
    assert (shares[cross == 0] == 0).all()
    assert (x[..., 2, 2] == 1).all()


# --- what a person sees ---


def test_history_shows_its_last_numbers():
    assert repr(History([2.0, 1.5], [0.5, 0.75])) == "History(2 epochs, loss 1.500, accuracy 0.750)"
    assert repr(History([1], [0.5], [0.25], [1])) == (
        "History(1 epochs, loss 1.000, accuracy 0.500, validation_loss 0.250, "
        "validation_accuracy 1.000)"
    )


def test_history_plots_itself():
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.close("all")
    history = History([3, 2], [0.1, 0.2], [3.5, 2.5], [0.3, 0.4])
    assert history.plot() is None
    left, right = plt.gcf().axes
    for axis, name, curves in (
        (left, "loss", [[3, 2], [3.5, 2.5]]),
        (right, "accuracy", [[0.1, 0.2], [0.3, 0.4]]),
    ):
        assert (axis.get_xlabel(), axis.get_ylabel()) == ("epoch", name)
        assert [list(line.get_ydata()) for line in axis.lines] == curves
        assert [list(line.get_xdata()) for line in axis.lines] == [[1, 2], [1, 2]]
        labels = [text.get_text() for text in axis.get_legend().get_texts()]
        assert labels == ["training", "validation"]
    History([3, 2], [0.1, 0.2]).plot()
    assert [len(axis.lines) for axis in plt.gcf().axes] == [1, 1]
    plt.close("all")


def test_plotting_without_matplotlib_names_the_extra(monkeypatch):
    monkeypatch.delitem(sys.modules, "cnnlab.plots", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ModuleNotFoundError, match=r'^History.plot\(\) needs .*"cnnlab\[plots\]"$'):
        History([1], [1]).plot()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_fit_is_silent_where_no_person_looks_on(capsys):
    trained(1)
    trained(1, progress=False)
    assert capsys.readouterr() == ("", "")


def test_fit_shows_a_bar_on_a_terminal_or_on_request(monkeypatch):
    for progress, stream in ((None, Terminal()), (True, io.StringIO())):
        monkeypatch.setattr(sys, "stderr", stream)
        trained(1, progress=progress)
        assert re.search(r"3/3 .*loss \d\.\d{3}, accuracy \d\.\d{3}\]", stream.getvalue())
    monkeypatch.setattr(sys, "stderr", Terminal())
    trained(1, progress=False)
    assert sys.stderr.getvalue() == ""


def test_fit_without_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert len(trained(1)[0].loss) == 3  # no bar is no reason not to train
    assert sys.stderr.getvalue() == ""
    with pytest.raises(ModuleNotFoundError, match=r'^fit\(progress=True\) .*"cnnlab\[train\]"$'):
        trained(1, progress=True)


# --- errors ---


def test_an_image_with_one_number_missing_is_not_learned_from():
    x = np.ones((4, 2))
    x[2, 1] = np.nan
    model = Sequential(Linear(2, 3, rng=0))
    with pytest.raises(ValueError, match="x must hold finite numbers, got 1 NaN or infinite of 8"):
        fit(model, SGD(model.parameters()), x, [0, 1, 2, 0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: softmax([1j]), TypeError, "logits must hold real numbers"),
        (lambda: softmax([np.inf, 0]), ValueError, r"logits must be finite, got \[inf  0.\]"),
        (lambda: softmax([[0, 0], [0, np.nan]]), ValueError, "logits must be finite.* in row 1"),
        (lambda: softmax([-np.inf, -np.inf]), ValueError, "logits must be finite"),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], [1, 1, 1]),
            ValueError,
            r"weight must have shape \(2,\), one per class, got \(3,\)",
        ),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], [-1, 1]),
            ValueError,
            "weight must hold finite numbers of at least 0",
        ),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], [1, np.inf]),
            ValueError,
            "weight must hold finite numbers of at least 0",
        ),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], [0, 1]),
            ValueError,
            "weight must be above 0 for at least one of the labels",
        ),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], label_smoothing=1.5),
            ValueError,
            "label_smoothing must be from 0 to 1, got 1.5",
        ),
        (
            lambda: softmax_cross_entropy([[0.0, 1.0]], [0], label_smoothing=False),
            TypeError,
            "label_smoothing must be a number, got False of type bool",
        ),
        (lambda: softmax_cross_entropy([[1.0]], [True]), TypeError, "integers, got dtype bool"),
        (
            lambda: softmax_cross_entropy(np.ones((0, 4)), np.ones(0, int)),
            ValueError,
            r"logits must hold at least one row and one class, got shape \(0, 4\)",
        ),
        (
            lambda: softmax_cross_entropy(np.ones((1, 0)), [0]),
            ValueError,
            r"logits must hold at least one row and one class, got shape \(1, 0\)",
        ),
        (
            lambda: evaluate(ReLU(), np.ones((0, 2)), np.ones(0, int)),
            ValueError,
            r"x must hold at least one example, shape \(N, ...\), got shape \(0, 2\)",
        ),
        (lambda: evaluate(ReLU(), [[1j]], [0]), TypeError, "^x must hold real numbers"),
        (lambda: evaluate(ReLU(), np.ones(3), [0]), ValueError, r"x must .* got shape \(3,\)"),
    ],
)
def test_errors_name_the_argument_and_the_numbers(call, error, message):
    with pytest.raises(error, match=message):
        call()


# --- the digits ---


def digit_network(seed):
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(1, 16, 3, padding=1, rng=rng),
        ReLU(),
        Conv2d(16, 32, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(32, 64, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(256, 10, rng=rng),
    )


@pytest.mark.slow
def test_a_network_reads_98_percent_of_digits_that_it_has_not_seen():
    # The settings were chosen by cross-validation without the test part. In float64, as in the
    # book: in float32 the order of sums, which is the machine's, decides on a digit or two.
    parts = split_digits(seed=0)
    x_train, x_validation, x_test = (
        x.astype(float) for x in (parts.x_train, parts.x_validation, parts.x_test)
    )
    model = digit_network(seed=0)
    optimizer = SGD(model.parameters(), learning_rate=0.02, momentum=0.9)
    history = fit(
        model,
        optimizer,
        x_train,
        parts.y_train,
        epochs=20,
        validation=(x_validation, parts.y_validation),
        augment=random_nudge,
    )
    assert model.parameter_count == 25_866
    assert history.validation_accuracy[-1] >= 0.97
    assert evaluate(model, x_test, parts.y_test).accuracy >= 0.98


def test_sgd_adds_float16_up_in_float32():
    w = np.ones(1, np.float16)
    optimizer = SGD([w], learning_rate=1e-3, momentum=0.9)
    for _ in range(3):
        optimizer.step([np.array([3e4], np.float16)])
    assert w == pytest.approx(1 - 30 * (1 + 1.9 + 2.71), rel=1e-3)


def test_parameters_that_can_only_be_read_are_refused():
    w = np.ones(1)
    w.flags.writeable = False
    with pytest.raises(ValueError, match=r"parameters\[0\] is read-only"):
        SGD([w])
