"""What a widget saves: the right numbers in every cell of every frame, and the licence."""

import builtins
import re
from itertools import dropwhile, takewhile
from xml.etree import ElementTree

import numpy as np
import pytest
from cell_numbers import number
from needed import NEEDED
from PIL import Image
from placed import WIDGETS

import cnnlab
from cnnlab.kernels import KERNELS
from cnnlab.style import PALETTE
from cnnlab.widgets import (
    Im2Col,
    Pooling,
    SizeCalculator,
    SizeExplorer,
    SlidingKernel,
    step,
)
from cnnlab.widgets.drawing import Drawing, Lines
from cnnlab.widgets.picture import LICENCE
from cnnlab.widgets.saving import frames, walk_frames

SVG = "{http://www.w3.org/2000/svg}"
RANDOM = np.random.default_rng(0)
IMAGE, KERNEL = RANDOM.integers(0, 10, (6, 7)), RANDOM.integers(-3, 4, (3, 2))
NUMBER = re.compile(r"−?\d+(\.\d+)?")


def texts(drawing: Drawing) -> list[str]:
    """Return all texts of a drawing's SVG, figure by figure."""
    return [text.text or "" for text in ElementTree.fromstring(drawing.svg()).iter(f"{SVG}text")]


def cells(drawing: Drawing, title: str) -> list[float]:
    """Return the numbers in the cells of the figure whose title begins so."""
    written = texts(drawing)
    start = next(i for i, text in enumerate(written) if text.startswith(title))
    after = dropwhile(lambda text: not NUMBER.fullmatch(text), written[start:])
    numbers = takewhile(NUMBER.fullmatch, after)
    return [number(text) for text in numbers]


def framed(drawing: Drawing) -> list[list[float]]:
    """Return the numbers that lie in each accented frame."""
    root = ElementTree.fromstring(drawing.svg())
    places = [
        (float(t.get("x")), float(t.get("y")), t.text)
        for t in root.iter(f"{SVG}text")
        if NUMBER.fullmatch(t.text)
    ]
    found = []
    for path in root.iter(f"{SVG}path"):
        if path.get("stroke") != PALETTE["light"]["accent"]:
            continue
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
        (left, right), (top, bottom) = (
            (min(each), max(each)) for each in (numbers[::2], numbers[1::2])
        )
        inside = [t for x, y, t in places if left < x < right and top < y < bottom]
        found.append([number(text) for text in inside])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("flip", [False, True])
def test_each_frame_of_a_sliding_kernel_holds_its_positions_numbers(flip):
    settings = {"padding": 1, "stride": 2, "padding_mode": "reflect"}
    widget = SlidingKernel(IMAGE, KERNEL, flip=flip, **settings)
    operation = cnnlab.convolve2d if flip else cnnlab.correlate2d
    output = operation(IMAGE, KERNEL, **settings)
    padded = np.pad(IMAGE, 1, mode="reflect")
    drawings = frames(widget)
    assert len(drawings) == output.size
    for position, drawing in enumerate(drawings):
        row, column = divmod(position, output.shape[1])
        window = padded[2 * row : 2 * row + 3, 2 * column : 2 * column + 2]
        assert cells(drawing, "Input") == padded.ravel().tolist()
        assert cells(drawing, "Output") == output.ravel()[: position + 1].tolist()
        assert framed(drawing) == [window.ravel().tolist(), [output[row, column]]]
        assert any(text.startswith(f"output[{row}, {column}] = ") for text in texts(drawing))


def test_each_frame_of_pooling_marks_its_window():
    output = cnnlab.max_pool2d(IMAGE, 3, 2)
    for position, drawing in enumerate(frames(Pooling(IMAGE, kernel_size=3, stride=2))):
        row, column = divmod(position, output.shape[1])
        window = IMAGE[2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
        assert cells(drawing, "Output") == output.ravel().tolist()
        assert framed(drawing) == [window.ravel().tolist(), [output[row, column]]]


@pytest.mark.slow
def test_each_frame_of_im2col_writes_one_row_more():
    weight = RANDOM.integers(-2, 3, (2, 1, 2, 2))
    matrix = cnnlab.im2col(IMAGE[None, None, :4, :4], 2)[0]
    product = matrix @ weight.reshape(2, -1).T
    drawings = frames(Im2Col(IMAGE[:4, :4], weight))
    assert len(drawings) == 9
    for row, drawing in enumerate(drawings):
        assert cells(drawing, "Windows") == matrix[: row + 1].ravel().tolist()
        assert cells(drawing, "Product") == product[: row + 1].ravel().tolist()
        assert framed(drawing)[1:] == [matrix[row].tolist(), product[row].tolist()]


def test_each_frame_of_a_transposed_convolution_holds_what_is_stamped_so_far():
    image, kernel = IMAGE[:2, :3], KERNEL
    drawings = frames(SizeExplorer(image, kernel, stride=2, transposed=True))
    assert len(drawings) == 6
    for position, drawing in enumerate(drawings):
        so_far = np.where(np.arange(6).reshape(2, 3) <= position, image, 0)
        stamped = cnnlab.conv_transpose2d(
            so_far[None, None].astype(float), kernel[None, None].astype(float), stride=2
        )
        assert cells(drawing, "Output") == stamped.ravel().tolist()


@pytest.mark.slow
def test_an_animation_has_the_picture_of_each_position(tmp_path):
    widget = SlidingKernel(IMAGE, KERNEL, stride=2, speed=4)
    widget.save(tmp_path / "conv.gif")
    drawings = frames(widget)
    with Image.open(tmp_path / "conv.gif") as animation:
        assert animation.n_frames == len(drawings) == 6
        assert animation.info["loop"] == 0  # for ever
        for position, drawing in enumerate(drawings):
            animation.seek(position)
            wanted = np.asarray(drawing.pixels(), dtype=float)
            shown = np.asarray(animation.convert("RGB"), dtype=float)
            other = np.asarray(drawings[position - 1].pixels(), dtype=float)
            assert np.abs(shown - wanted).mean() < 0.5
            assert np.abs(shown - other).max() > 100
            assert animation.info["duration"] == (2250 if position == 5 else 250)


@pytest.mark.slow
def test_the_frames_can_be_chosen(tmp_path):
    widget = SlidingKernel(IMAGE, KERNEL)
    widget.save(tmp_path / "conv.gif", positions=[7, 3])
    with Image.open(tmp_path / "conv.gif") as animation:
        assert animation.n_frames == 2
    first, second = frames(widget, [7, 3])
    assert len(cells(first, "Output")) == 8
    assert len(cells(second, "Output")) == 4


WALK = [
    step("Set the stride to 2.", until={"stride": 2}),
    step("Move the window.", until="position"),
    step("Shift, to the last window.", kernel="@shift_right", stride=1, position=2),
]


@pytest.mark.slow
def test_each_frame_of_a_walk_holds_the_numbers_of_its_step(tmp_path):
    widget = SlidingKernel(IMAGE, KERNEL, position=1, walk=WALK)
    drawings = walk_frames(widget)
    apart = cnnlab.correlate2d(IMAGE, KERNEL, stride=2).ravel()
    shifted = cnnlab.correlate2d(IMAGE, KERNELS["shift_right"]).ravel()
    expected = [cnnlab.correlate2d(IMAGE, KERNEL).ravel()[:2], apart[:2], apart[:2], shifted[:3]]
    assert [cells(drawing, "Output") for drawing in drawings] == [e.tolist() for e in expected]
    said = [texts(drawing)[0] for drawing in drawings]
    assert said == [f"{i} of 3. {WALK[i - 1]['say']}" for i in (1, 1, 2, 3)]
    assert all(texts(drawing)[-1] == LICENCE for drawing in drawings)
    widget.save(tmp_path / "walk.gif", walk=True)
    assert widget.stride == 1
    with Image.open(tmp_path / "walk.gif") as animation:
        assert animation.n_frames == len(drawings)
        pauses = []
        for i, drawing in enumerate(drawings):
            animation.seek(i)
            wanted = np.asarray(drawing.pixels(), dtype=float)
            assert np.abs(np.asarray(animation.convert("RGB"), float) - wanted).mean() < 0.5
            pauses.append(animation.info["duration"] / 1000)
    assert pauses == [pytest.approx(2 + 0.06 * len(said[0])), 2, *pauses[2:]]
    assert min(pauses) == 2


def test_pixels_have_the_colours_of_the_shapes(tmp_path):
    widget = SlidingKernel([[0, 8, 16]], [[1, -1]])
    widget.save(tmp_path / "conv.png")
    widget.save(tmp_path / "conv.svg")
    root = ElementTree.parse(tmp_path / "conv.svg").getroot()
    picture = Image.open(tmp_path / "conv.png").convert("RGB")
    assert picture.width == pytest.approx(2 * float(root.get("width")), abs=2)
    greys = [path for path in root.iter(f"{SVG}path") if path.get("fill") in GREYS]
    assert len(greys) == 2
    for path in greys:
        x, y = map(float, re.match(r"M([\d.]+) ([\d.]+)", path.get("d")).groups())
        corner = round(2 * (x + 4)), round(2 * (y + 4))
        assert picture.getpixel(corner) == GREYS[path.get("fill")]


GREYS = {"#000000": (0, 0, 0), "#808080": (128, 128, 128)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_every_widget_saves_a_picture_with_the_licence(name, tmp_path):
    widget = WIDGETS[name](**NEEDED.get(name, {}))
    widget.save(tmp_path / "picture.svg")
    svg = (tmp_path / "picture.svg").read_text("utf-8")
    root = ElementTree.fromstring(svg)
    written = [text.text for text in root.iter(f"{SVG}text")]
    assert written[-1] == LICENCE
    assert len(written) > 1
    assert not re.search(r"var\(|class=|nan|url\(", svg)
    assert root.find(f"{SVG}title").text == repr(widget)
    right, bottom = float(root.get("width")), float(root.get("height"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= right
        assert 0 <= float(text.get("y")) <= bottom
    widget.save(tmp_path / "picture.png")
    assert Image.open(tmp_path / "picture.png").getextrema() != ((255, 255),) * 3


def test_saving_leaves_the_widget_as_it_was(tmp_path):
    widget, heard = SlidingKernel(IMAGE, KERNEL, position=5), []
    widget.observe(heard.append)
    widget.save(str(tmp_path / "conv.gif"), positions=[0, 1])
    assert widget.position == 5
    assert heard == []


@pytest.mark.parametrize(
    ("widget", "path", "options", "message"),
    [
        (SlidingKernel(), "conv.jpg", {}, r"must end in \.svg, \.png or \.gif, got 'conv\.jpg'"),
        (SlidingKernel(), "conv", {}, "must end in"),
        (SlidingKernel(), "conv.gif", {"positions": [0, 36]}, "some of 0 to 35, got 36"),
        (SlidingKernel(), "conv.gif", {"positions": []}, "some of 0 to 35, got none"),
        (SlidingKernel(), "conv.png", {"positions": [0]}, r"positions are the frames of a \.gif"),
        (SlidingKernel(), "conv.webm", {}, r"must end in \.svg, \.png or \.gif"),
        (SlidingKernel(), "conv.gif", {"walk": True}, "SlidingKernel has no walk"),
        (SlidingKernel(walk=[step("A.")]), "a.svg", {"walk": True}, r"a walk is a \.gif; a \.svg"),
        (
            SlidingKernel(walk=[step("A.")]),
            "a.gif",
            {"walk": True, "positions": [0]},
            "a walk has its steps",
        ),
        (SlidingKernel(), None, {}, "path must be a str or a Path, got None"),
        (SlidingKernel(), "a.gif", {"positions": 3}, "positions must be a list, got 3"),
    ],
)
def test_what_cannot_be_saved_is_reported(widget, path, options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TypeError, ValueError), match=message):
        widget.save(path, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_widget_without_positions_has_no_animation(tmp_path):
    with pytest.raises(ValueError, match=r"SizeCalculator has no positions .* \.svg or \.png"):
        SizeCalculator().save(tmp_path / "sizes.gif")


def test_settings_that_do_not_fit_are_not_saved(tmp_path):
    widget = SlidingKernel()
    widget.image = [[1]]
    with pytest.raises(ValueError, match="kernel"):
        widget.save(tmp_path / "conv.svg")


def test_without_matplotlib_shapes_are_saved_and_pixels_say_what_they_need(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name.split(".")[0] in ("PIL", "matplotlib"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.split(".")[0])
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    widget = SlidingKernel(IMAGE, KERNEL)
    widget.save(tmp_path / "conv.svg")
    for name in ("conv.png", "conv.gif"):
        with pytest.raises(ModuleNotFoundError, match=r'pip install "cnnlab\[plots\]"'):
            widget.save(tmp_path / name)


def test_crosses_mark_the_pixels_that_no_window_reaches():
    (drawing,) = frames(SizeExplorer([[1, 2, 3, 4]], [[1, 1]], stride=2, size=(1, 3)), [0])
    alarm = [
        part
        for part in drawing.parts
        if isinstance(part, Lines) and part.look.stroke == PALETTE["light"]["alarm"]
    ]
    assert [len(part.runs) for part in alarm] == [2]  # two strokes for the one pixel
    assert all(len(run) == 2 for run in alarm[0].runs)
