"""What a reader saves in the browser: the numbers on the screen, in every frame."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from alone import alone, looks, set_traits, traits_of
from needed import NEEDED
from PIL import Image
from placed import WIDGETS, place
from places import ROOT
from playwright.sync_api import Locator, Page, expect

from cnnlab import correlate2d, max_pool2d
from cnnlab.widgets import Channels, Im2Col, Pooling, SizeCalculator, SizeExplorer, SlidingKernel
from cnnlab.widgets.picture import LICENCE

SVG = "{http://www.w3.org/2000/svg}"
RANDOM = np.random.default_rng(0)
IMAGE, KERNEL = RANDOM.integers(0, 10, (4, 5)), RANDOM.integers(-3, 4, (3, 2))
NUMBER = re.compile(r"−?\d+(\.\d+)?")


def kind(widget: Locator, name: str) -> Locator:
    return widget.locator(".cnnlab-save").get_by_role("button", name=name, exact=True)


def saved(widget: Locator, name: str, folder: Path) -> Path:
    """Save the widget as SVG, PNG or GIF; return the file."""
    button = kind(widget, name)
    if not button.is_visible():
        widget.locator(".cnnlab-save summary").click()
    with widget.page.expect_download() as download:
        button.click()
    expect(widget.locator(".cnnlab-save [role=status]")).to_contain_text("Saved as")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def texts(path: Path) -> list[str]:
    return [text.text or "" for text in ElementTree.parse(path).getroot().iter(f"{SVG}text")]


def cells(path: Path, title: str) -> list[float]:
    """Return the numbers in the cells of the figure with this title."""
    numbers: list[float] = []
    written = texts(path)
    for text in written[written.index(title) + 2 :]:
        if not NUMBER.fullmatch(text):
            break
        numbers.append(float(text.replace("−", "-")))
    return numbers


def pixels(path: Path, scale: int = 1) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB").reduce(scale), dtype=float)


@pytest.mark.browser
def test_the_picture_holds_the_numbers_on_the_screen(page: Page, tmp_path: Path):
    widget = alone(page, SlidingKernel(IMAGE, KERNEL, padding=1, position=7))
    path = saved(widget, "SVG", tmp_path)
    assert path.name == "sliding-kernel.svg"
    assert cells(path, "Input") == np.pad(IMAGE, 1).ravel().tolist()
    output = correlate2d(IMAGE, KERNEL, padding=1)
    assert cells(path, "Output") == output.ravel()[:8].tolist()
    written = texts(path)
    weights = written[written.index("Kernel") + 2 :][: KERNEL.size]
    assert [float(w.replace("−", "-")) for w in weights] == KERNEL.ravel().tolist()
    assert written[-1] == LICENCE
    assert "Stride" not in written  # controls are left out


@pytest.mark.browser
def test_a_picture_leans_on_no_style_sheet(page: Page, tmp_path: Path):
    for made in (SizeExplorer(stride=2), Channels()):
        svg = saved(alone(page, made), "SVG", tmp_path).read_text("utf-8")
        assert not re.search(r"var\(|class=|NaN|undefined|foreignObject|color\(|<style", svg)
        for reference in re.findall(r"url\(#([\w-]+)\)", svg):
            assert f'id="{reference}"' in svg


@pytest.mark.browser
def test_a_png_is_the_picture_sharp(page: Page, tmp_path: Path):
    widget = alone(page, SizeCalculator())
    root = ElementTree.parse(saved(widget, "SVG", tmp_path)).getroot()
    with Image.open(saved(widget, "PNG", tmp_path)) as picture:
        assert picture.size == (2 * int(root.get("width")), 2 * int(root.get("height")))
        assert picture.convert("L").getextrema()[0] < 60  # there is ink


@pytest.mark.browser
def test_the_picture_has_the_colours_of_the_page(page: Page, tmp_path: Path):
    widget = alone(page, SizeCalculator())
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    ground = pixels(saved(widget, "PNG", tmp_path))[0, 0]
    assert ground.max() < 60


@pytest.mark.browser
@pytest.mark.parametrize(
    ("made", "count", "title", "expected"),
    [
        (
            SlidingKernel(IMAGE, KERNEL, speed=4),
            8,
            "Output",
            lambda p: correlate2d(IMAGE, KERNEL).ravel()[: p + 1],
        ),
        (Pooling(IMAGE, kernel_size=2), 4, "Output", lambda p: max_pool2d(IMAGE, 2).ravel()),
        (
            Im2Col(IMAGE[:3, :3], KERNEL[:2]),
            4,
            "Product",
            lambda p: correlate2d(IMAGE[:3, :3], KERNEL[:2]).ravel()[: p + 1],
        ),
        (
            SizeExplorer(IMAGE, np.ones((3, 3), dtype=int), size=(4, 5), stride=(1, 2)),
            4,
            "Output",
            lambda p: correlate2d(IMAGE, np.ones((3, 3), dtype=int), stride=(1, 2)).ravel()[
                : p + 1
            ],
        ),
    ],
    ids=["sliding_kernel", "pooling", "im2col", "size_explorer"],
)
def test_each_frame_is_the_picture_of_its_position(
    page: Page, tmp_path: Path, made, count, title, expected
):
    widget = alone(page, made)
    animation = Image.open(saved(widget, "GIF", tmp_path))
    assert animation.n_frames == count
    stills = []
    for position in range(count):
        set_traits(page, position=position)
        assert cells(saved(widget, "SVG", tmp_path), title) == expected(position).tolist()
        stills.append(pixels(saved(widget, "PNG", tmp_path), 2))
    for position in range(count):
        animation.seek(position)
        shown = np.asarray(animation.convert("RGB"), dtype=float)
        distances = [np.abs(shown - other).mean() for other in stills]
        assert int(np.argmin(distances)) == position
        assert distances[position] < 3  # of 255: halved letters differ from small ones
        pause = 1000 / getattr(made, "speed", 1) + (2000 if position == count - 1 else 0)
        assert animation.info["duration"] == pause


@pytest.mark.browser
def test_the_licence_is_whole_on_a_phone(page: Page, tmp_path: Path):
    page.set_viewport_size({"width": 320, "height": 800})
    picture = pixels(saved(alone(page, SizeCalculator()), "PNG", tmp_path))
    foot = picture[-52:]
    ink = np.flatnonzero((foot < 200).any(axis=(0, 2)))
    assert ink.size
    assert ink.max() < picture.shape[1] - 10  # it ends before the edge


@pytest.mark.browser
def test_an_animation_leaves_the_widget_alone(page: Page, tmp_path: Path):
    widget = alone(page, SlidingKernel(IMAGE, KERNEL, position=3))
    widget.locator(".cnnlab-save summary").click()
    before = looks(widget)
    page.evaluate("saved.length = 0")
    saved(widget, "GIF", tmp_path)
    page.evaluate("document.querySelector('.cnnlab-save [role=status]').textContent = ''")
    assert looks(widget) == before
    assert traits_of(page, "position") == [3]
    assert page.evaluate("saved") == []
    assert page.locator(".cnnlab-unseen").count() == 0


@pytest.mark.browser
def test_what_has_no_positions_has_no_animation(page: Page):
    widget = alone(page, SizeCalculator())
    widget.locator(".cnnlab-save summary").click()
    expect(kind(widget, "PNG")).to_be_visible()
    expect(kind(widget, "GIF")).to_be_hidden()
    widget = alone(page, SlidingKernel())
    set_traits(page, kernel=np.ones((9, 9)).tolist())  # larger than the image
    widget.locator(".cnnlab-save summary").click()
    expect(kind(widget, "GIF")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(set(WIDGETS) - {"guess"}))  # a question with no foot
def test_every_widget_can_be_saved(page: Page, tmp_path: Path, name: str, problems):
    widget = alone(page, WIDGETS[name](**NEEDED.get(name, {})))
    path = saved(widget, "SVG", tmp_path)
    written = texts(path)
    assert written[-1] == LICENCE
    shown = [text for text in written if text.strip()]
    assert len(shown) > 1
    assert saved(widget, "PNG", tmp_path).stat().st_size > 1000
    assert problems == []


@pytest.mark.browser
def test_the_site_fetches_what_saves_when_it_is_asked_for(site, page: Page, tmp_path, problems):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    widget = place(site, page, SlidingKernel(IMAGE, KERNEL, stride=2)).locator(".cnnlab").first
    assert not any("save.js" in url for url in asked)
    path = saved(widget, "GIF", tmp_path)
    assert any("save.js?v=" in url for url in asked)
    with Image.open(path) as animation:
        assert animation.n_frames == correlate2d(IMAGE, KERNEL, stride=2).size
    assert problems == []


def test_one_licence_is_on_all_pictures():
    source = (ROOT / "frontend" / "save" / "picture.mjs").read_text("utf-8")
    assert f'LICENCE = "{LICENCE}"' in source
