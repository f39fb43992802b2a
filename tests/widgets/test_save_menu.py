"""What a reader saves in the browser: the numbers on the screen, in every frame."""

import re
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from alone import alone, looks, set_traits, traits_of
from cell_numbers import number
from needed import NEEDED
from PIL import Image
from placed import WIDGETS, place
from places import ROOT
from playwright.sync_api import Locator, Page, expect

from cnnlab import correlate2d, max_pool2d
from cnnlab.network import Conv2d, Flatten, Linear, ReLU, Sequential
from cnnlab.style import PALETTE
from cnnlab.widgets import (
    Aliasing,
    Channels,
    DrawDigit,
    Guess,
    Im2Col,
    Lens,
    NetworkBuilder,
    Pooling,
    ReceptiveField,
    Saliency,
    Sharing,
    Shift,
    SizeCalculator,
    SizeExplorer,
    SlidingKernel,
    Strip,
    guesses,
    step,
)
from cnnlab.widgets.base import Widget
from cnnlab.widgets.picture import LICENCE
from cnnlab.widgets.walks import moments

SVG = "{http://www.w3.org/2000/svg}"
RANDOM = np.random.default_rng(0)
IMAGE, KERNEL = RANDOM.integers(0, 10, (4, 5)), RANDOM.integers(-3, 4, (3, 2))
NUMBER = re.compile(r"−?\d+(\.\d+)?")


def kind(widget: Locator, name: str) -> Locator:
    return widget.locator(".cnnlab-save").get_by_role("button", name=name, exact=True)


def saved(widget: Locator, name: str, folder: Path) -> Path:
    """Press a button of the menu; return the file."""
    menu = widget.locator(".cnnlab-save")
    if menu.get_attribute("open") is None:  # its buttons come a little after it is opened
        menu.locator("summary").click()
    with widget.page.expect_download() as download:
        kind(widget, name).click()
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
        numbers.append(number(text))
    return numbers


def frames_of(animation: Image.Image) -> tuple[list[np.ndarray], list[int]]:
    """Return an animation's pictures, and the milliseconds that each is seen."""
    found = []
    for i in range(animation.n_frames):
        animation.seek(i)
        found.append(
            (np.asarray(animation.convert("RGB"), dtype=float), animation.info["duration"])
        )
    return [picture for picture, _ in found], [pause for _, pause in found]


# What a player shows of a video, and when; and how long the video says it is.
PLAYED = """async (address) => {
  const video = document.createElement("video");
  const canvas = document.createElement("canvas");
  const seen = [];
  const note = (_, { mediaTime, width, height }) => {
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d").drawImage(video, 0, 0);
    seen.push([Math.round(1000 * mediaTime), canvas.toDataURL()]);
    video.requestVideoFrameCallback(note);
  };
  video.muted = true;
  video.src = address;
  video.requestVideoFrameCallback(note);
  await video.play();
  await new Promise((done) => video.addEventListener("ended", done));
  return [seen, Math.round(1000 * video.duration)];
}"""


def pixels(path: Path, scale: int = 1) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB").reduce(scale), dtype=float)


def network() -> Sequential:
    convolution = Conv2d(1, 2, 3, padding=1, rng=0)
    return Sequential(convolution, ReLU(), Flatten(), Linear(128, 10, rng=1))


def curve():
    return guesses.curve(
        "How does it fall?",
        *([0, 1, 2], [1, 0.5, 0]),
        limits=(0, 1),
        labels=("pixels", "correlation"),
        tolerance=0.1,
        hint="Slowly.",
        because="By half.",
    )


HINTED = {
    "drag the object": Sharing,
    "drag it, or press arrow keys": Shift,
    ": drag it, or press arrow keys": Strip,
    "drag across, or press arrow keys": lambda: Guess(curve()),
    "a click inks or wipes a pixel": lambda: Saliency(network()),
    "Point at a number to see where it comes from.": lambda: DrawDigit({"CNN": network()}),
    "Point at a pixel of the input to see which windows it lies in.": SizeExplorer,
}


@pytest.mark.browser
@pytest.mark.parametrize(("words", "make"), HINTED.items())
def test_what_a_hand_can_do_is_not_said_in_a_picture(page: Page, tmp_path: Path, words, make):
    made = make()
    widget = alone(page, made)
    expect(widget.get_by_text(words)).to_be_visible()
    hand = words.strip(": ")
    for written in (" ".join(texts(saved(widget, "SVG", tmp_path))), python_texts(made, tmp_path)):
        assert hand[:12] not in written
        assert "Tap a cell" not in written
    page.emulate_media(media="print")
    expect(widget.get_by_text(words)).to_be_hidden()


def python_texts(widget: Widget, folder: Path) -> str:
    path = folder / "python.svg"
    widget.save(path)
    return " ".join(texts(path))


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
    assert [number(w) for w in weights] == KERNEL.ravel().tolist()
    assert written[-1] == LICENCE
    assert "Stride" not in written  # controls are left out


@pytest.mark.browser
def test_what_a_style_sheet_puts_before_and_above_is_in_the_picture(page: Page, tmp_path: Path):
    page.set_viewport_size({"width": 360, "height": 800})
    path = saved(alone(page, ReceptiveField()), "SVG", tmp_path)
    said = texts(path)
    for caption in ("Kernel k", "Stride s", "Map", "Jump j"):
        assert caption in said
    drawing = path.read_text(encoding="utf-8")
    assert 'fill-rule="evenodd"' in drawing  # or the field itself would be dimmed and hatched
    cone = f'<path [^>]*fill="{PALETTE["light"]["accent"]}" fill-opacity="0.14"'
    above = drawing[drawing.rindex("<image") :]
    assert len(re.findall(cone, above)) == len(ReceptiveField().layers)  # it lies on all maps
    said = texts(saved(alone(page, NetworkBuilder()), "SVG", tmp_path))
    assert said.count("Multiply-adds") == len(NetworkBuilder().stack) + 1
    both = (PALETTE["light"]["right"], PALETTE["light"]["accent"])
    drawing = saved(alone(page, Aliasing()), "SVG", tmp_path).read_text(encoding="utf-8")
    for colour in both:  # beside the words of the legend
        assert re.search(rf'<rect [^>]*width="[\d.]+" height="[\d.]+" fill="{colour}"/>', drawing)


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
        page.wait_for_timeout(200)  # Chromium drops what comes after ten downloads in a second
    for position in range(count):
        animation.seek(position)
        shown = np.asarray(animation.convert("RGB"), dtype=float)
        distances = [np.abs(shown - other).mean() for other in stills]
        assert int(np.argmin(distances)) == position
        assert distances[position] < 3  # of 255: halved letters differ from small ones
        pause = 1000 / getattr(made, "speed", 1) + (2000 if position == count - 1 else 0)
        assert animation.info["duration"] == pause


WALK = [
    step("Set the stride to 2.", until={"stride": 2}),
    step("Where is the window? " * 20, position=1),
    step("Move it.", padding=1, until="position"),
]
STEPS = [{"stride": 1}, {"stride": 2}, {"position": 1}, {"padding": 1}]


@pytest.mark.browser
def test_each_frame_of_a_walk_is_what_its_step_sets_or_asks_for(page: Page, tmp_path: Path):
    made = SizeExplorer(IMAGE, np.ones((2, 2), dtype=int), size=(4, 5), walk=WALK)
    widget = alone(page, made)
    set_traits(page, dilation=2)  # by the reader: a walk begins as its author meant it
    path = saved(widget, "Walk as GIF", tmp_path)
    assert path.name == "size-explorer-walk.gif"
    shown, pauses = frames_of(Image.open(path))
    assert pauses == pytest.approx([1000 * moment.seconds for moment in moments(WALK)])
    assert traits_of(page, "dilation", "stride") == [2, 1]
    # The longest words take three lines, and below them the pictures stand still.
    set_traits(page, dilation=1)
    below = []
    for values in STEPS:
        set_traits(page, **values)
        below.append(pixels(saved(widget, "PNG", tmp_path), 2)[40:200])
    for i, frame in enumerate(shown):
        room = len(frame) - 200
        distances = [
            min(np.abs(frame[y : y + 160] - other).mean() for y in range(40, min(room, 140)))
            for other in below
        ]
        assert int(np.argmin(distances)) == i
        assert distances[i] < 3
    assert np.abs(shown[2][:60] - shown[3][:60]).max() > 100  # other words


@pytest.mark.browser
def test_a_frame_waits_for_its_photograph(page: Page, tmp_path: Path):
    walk = [step("The stripes.", photograph="stripes"), step("The same stripes.")]
    path = saved(alone(page, Lens(walk=walk)), "Walk as GIF", tmp_path)
    (first, second), _ = frames_of(Image.open(path))
    assert np.abs(first[60:] - second[60:]).mean() < 1


@pytest.mark.browser
def test_a_video_is_the_animation_with_its_times(page: Page, tmp_path: Path):
    page.route("**/*", lambda route: route.fulfill(body=" ", content_type="text/html"))
    page.goto("http://localhost/")  # browsers encode video on pages that they trust
    widget = alone(page, SlidingKernel(IMAGE, KERNEL, speed=10))
    widget.locator(".cnnlab-save summary").click()
    expect(kind(widget, "Walk as WebM")).to_be_hidden()
    pictures, pauses = frames_of(Image.open(saved(widget, "GIF", tmp_path)))
    video = b64encode(saved(widget, "WebM", tmp_path).read_bytes()).decode()
    seen, duration = page.evaluate(PLAYED, f"data:video/webm;base64,{video}")
    starts = np.cumsum([0, *pauses])
    assert duration == pytest.approx(starts[-1], abs=20)
    assert len(seen) >= len(pictures) / 2  # a busy player leaves some out
    for time, address in seen:
        position = int(np.flatnonzero(starts <= time + 20)[-1])
        picture = Image.open(BytesIO(b64decode(address.partition(",")[2]))).convert("RGB")
        shown = np.asarray(picture, float)[: len(pictures[0]), : len(pictures[0][0])]
        distances = [np.abs(shown - other).mean() for other in pictures]
        assert int(np.argmin(distances)) == position
        assert distances[position] < 2


@pytest.mark.browser
def test_a_video_has_even_sides_whatever_the_pictures(page: Page, tmp_path: Path):
    """Firefox refuses any other."""
    page.route("**/*", lambda route: route.fulfill(body=" ", content_type="text/html"))
    page.goto("http://localhost/")
    page.set_viewport_size({"width": 901, "height": 800})
    widget = alone(page, SlidingKernel(IMAGE, KERNEL, speed=10))
    widget.locator(".cnnlab-save summary").click()
    width, height = Image.open(saved(widget, "GIF", tmp_path)).size
    assert width % 2 == 1
    video = b64encode(saved(widget, "WebM", tmp_path).read_bytes()).decode()
    seen, _ = page.evaluate(PLAYED, f"data:video/webm;base64,{video}")
    shown = Image.open(BytesIO(b64decode(seen[0][1].partition(",")[2])))
    assert shown.size == (width + 1, height + height % 2)


@pytest.mark.browser
def test_a_browser_that_encodes_no_video_says_so(page: Page):
    page.evaluate("delete globalThis.VideoEncoder")
    widget = alone(page, SlidingKernel(walk=WALK))
    widget.locator(".cnnlab-save summary").click()
    expect(widget.locator(".cnnlab-save")).to_contain_text("cannot save this page's animations")
    expect(kind(widget, "Walk as GIF")).to_be_visible()
    expect(kind(widget, "WebM")).to_be_hidden()
    expect(kind(widget, "Walk as WebM")).to_be_hidden()
    widget = alone(page, SizeCalculator())
    widget.locator(".cnnlab-save summary").click()
    expect(widget.locator(".cnnlab-save .cnnlab-note")).to_be_hidden()


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
@pytest.mark.parametrize("name", sorted(WIDGETS))
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
