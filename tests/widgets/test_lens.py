"""The lens, as its readers see and handle it."""

import re
import time
from base64 import b64decode, b64encode
from io import BytesIO

import numpy as np
import pytest
from alone import (
    alone,
    change_every_control,
    every_trait_is_seen,
    heights,
    looks,
    set_traits,
    traits_of,
)
from late_pictures import hold_pictures, let_pictures_come
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from traffic import DRAWN
from traitlets import TraitError

from cnnlab.images import photograph
from cnnlab.kernels import KERNELS, binomial
from cnnlab.widgets import Lens, SlidingKernel, guesses
from cnnlab.widgets.base import Widget
from cnnlab.widgets.frames import number
from cnnlab.widgets.markup import parse


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("photograph", "nobody"),
        ("kernel", np.ones((6, 6))),
        ("kernel", [[1e6]]),
        ("dilation", 9),
        ("stride", 3),
        ("pooling", "min"),
        ("pool_size", 3),
        ("row", 256),
        ("channel", "grey"),
        ("images", {}),
        ("images", {"small": np.zeros((8, 8, 3), np.uint8)}),
        ("images", {"real": np.zeros((256, 256, 3))}),
        ("images", {"elsewhere": "https://example.org/tracker.png"}),
    ],
)
def test_a_trait_refuses_what_cannot_be_drawn(trait, value):
    with pytest.raises(TraitError, match=trait):
        setattr(Lens(), trait, value)


def test_a_photograph_without_its_own_file_is_kept_as_it_is():
    flat = np.full((256, 256, 3), (250, 3, 77), np.uint8)
    np.testing.assert_array_equal(Lens(images={"astronaut": flat}).picture, flat)
    # A JPEG of a photograph is another picture, but not by much.
    given = photograph("astronaut", 256).astype(float)
    assert np.abs(Lens().picture - given).mean() < 5


def test_a_blur_dims_fast_waves_and_a_stride_folds_them():
    sharp, blurred = Lens().fast_shares
    assert blurred < sharp / 10
    lens = Lens(photograph="stripes", kernel=KERNELS["identity"])
    assert lens.fast_shares[1] > 0.99
    contrast = lens.output.std()
    lens.stride = 2
    assert lens.fast_shares[1] < 0.02  # other stripes, slow ones,
    assert lens.output.std() == pytest.approx(contrast, rel=0.01)  # and as strong
    lens.blur_first = True
    assert lens.output.std() < 0.05 * contrast


def test_readers_without_javascript_get_the_pictures_and_the_sum():
    frame = parse(Lens(kernel=KERNELS["sobel_x"], stride=4, relu=True, pooling="max").first_frame())
    assert [node.tag for node in frame.walk()].count("image") == 5
    text = frame.text()
    for said in ("32 × 32, black 0, white 510", "white: × 8", "fast waves: 1.8%", "maximum 2 × 2"):
        assert said in text, said
    assert "ReLU" in text


def canvas(widget: Locator, name: str) -> np.ndarray:
    """Return the colours that a canvas shows, (rows, columns, 3)."""
    url = widget.locator(f".cnnlab-lens-{name} canvas").evaluate("(c) => c.toDataURL()")
    file = BytesIO(b64decode(url.partition(",")[2]))
    return np.asarray(Image.open(file).convert("RGB")).astype(float)


def wait_until_shown(widget: Locator, name: str, expected: np.ndarray) -> None:
    """Wait until a canvas shows these colours: another photograph must be unpacked first."""
    deadline = time.monotonic() + 10
    off = np.inf
    while off >= 1:
        assert time.monotonic() < deadline, f"{name} is off by {off}"
        widget.evaluate(DRAWN)
        found = canvas(widget, name)
        if found.shape[:2] == expected.shape[:2]:
            off = np.abs(found - expected).mean()


def drawn(page: Page, lens: Lens) -> Locator:
    """Draw the lens, and wait until its photograph has been unpacked."""
    widget = alone(page, lens)
    expect(widget.locator(".cnnlab-lens-loupe .cnnlab-total")).to_contain_text("sum at")
    return widget


@pytest.mark.browser
def test_the_page_shows_what_python_computes(page: Page):
    lens = Lens()
    widget = drawn(page, lens)
    np.testing.assert_allclose(canvas(widget, "picture"), lens.picture, atol=2)
    settings = (
        {},
        {"kernel": KERNELS["sobel_x"], "relu": True},
        {"stride": 4, "blur_first": True},
        {"pooling": "average", "pool_size": 4, "relu": False},
        {
            "photograph": "stripes",
            "kernel": binomial(5),
            "dilation": 3,
            "blur_first": False,
            "row": 186,
        },
    )
    for changes in settings:
        for name, value in changes.items():
            setattr(lens, name, value)
        lists = {k: np.asarray(v).tolist() if k == "kernel" else v for k, v in changes.items()}
        set_traits(page, **lists)
        low, high = lens.shown_range
        shown = np.clip((lens.output.transpose(1, 2, 0) - low) * 255 / (high - low), 0, 255)
        for name, expected in (
            ("output", shown),
            ("response", lens.response[..., None] * (255 / lens.response.max())),
        ):
            wait_until_shown(widget, name, expected)
        told = " ".join(widget.locator(".cnnlab-lens-loupe").inner_text().split())
        total = parse(lens._loupe()).text().rpartition("sum at")[2].partition("=")[2]
        first, *_ = total.split()
        assert f"= {first}" in told, (changes, told)
        assert ("passes over this pixel" in told) == (lens.row % lens.stride > 0), told
        for _, share in zip("ab", lens.fast_shares, strict=True):
            assert f"{number(100 * share, 2)}%" in widget.locator(".cnnlab-lens-stage").inner_text()


@pytest.mark.browser
def test_the_loupe_goes_where_keys_and_pointer_say(page: Page):
    widget = drawn(page, Lens(stride=2, pooling="max"))
    total = widget.locator(".cnnlab-lens-loupe .cnnlab-total")
    picture = widget.get_by_role("grid", name="Pixels of the picture")
    output = widget.get_by_role("grid", name="Pixels of the output")
    picture.press("ArrowRight")
    assert traits_of(page, "row", "column") == [184, 137]
    expect(widget.locator(".cnnlab-lens-loupe")).to_contain_text("Stride 2 passes over this pixel.")
    output.press("ArrowDown")
    assert traits_of(page, "row", "column") == [188, 136]
    expect(widget.locator(".cnnlab-lens-loupe")).to_contain_text("output[47, 34] = ")
    output.press("Control+End")
    assert traits_of(page, "row", "column") == [252, 252]
    expect(output.locator("[role=gridcell]")).to_have_attribute(
        "aria-label", re.compile(r"^sum at \[252, 252\], green: ")
    )
    box = picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 1)
    expect(total).to_contain_text("sum at [1, 128]")
    assert traits_of(page, "row") == [252]
    page.mouse.move(0, 0)
    expect(total).to_contain_text("sum at [252, 252]")
    picture.click(position={"x": box["width"] / 2 + 1, "y": box["height"] / 2 + 1})
    assert all(place in (128, 129) for place in traits_of(page, "row", "column"))


# A camera whose pictures are of one colour.
CAMERA = """(colour) => {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  setInterval(() => { brush.fillStyle = colour; brush.fillRect(0, 0, 300, 150); }, 20);
  window.stream = canvas.captureStream(30);
  const getUserMedia = async (asked) => { window.asked = asked; return stream; };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
}"""
REFUSED = """() => {
  const getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
}"""


# What was asked for before has failed, too, when the last picture has.
BROKEN_FOR_A_MOMENT = """async () => {
  const src = "data:image/png;base64,AAAA";
  const photograph = model.get("photograph");
  model.set("images", { ...model.get("images"), broken: src });
  model.set("photograph", "broken");
  await new Promise(queueMicrotask);
  model.set("photograph", photograph);
  await new Promise((onerror) => Object.assign(new Image(), { onerror, src }));
}"""


@pytest.mark.browser
def test_the_camera_stays_in_the_page(page: Page):
    widget = drawn(page, Lens())
    status = widget.locator(".cnnlab-own [role=status]")
    before = canvas(widget, "picture")
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { configurable: true })")
    widget.get_by_role("button", name="Use the camera").click()
    expect(status).to_contain_text("only to pages that come over https")
    page.evaluate(REFUSED)
    widget.get_by_role("button", name="Use the camera").click()
    expect(status).to_contain_text("no permission to use it. The picture stays as it is.")
    np.testing.assert_array_equal(canvas(widget, "picture"), before)
    page.evaluate(CAMERA, "rgb(10, 200, 60)")
    widget.get_by_role("button", name="Use the camera").click()
    expect(status).to_contain_text("pictures a second", timeout=10_000)
    expect(widget.get_by_label("Picture", exact=True)).to_have_value("")
    np.testing.assert_allclose(canvas(widget, "output").mean(axis=(0, 1)), [10, 200, 60], atol=3)
    widget.get_by_role("button", name="Stop the camera").click()
    assert page.evaluate("stream.getTracks().map((track) => track.readyState)") == ["ended"]
    assert page.evaluate("asked.audio") is None
    np.testing.assert_allclose(canvas(widget, "picture").mean(axis=(0, 1)), [10, 200, 60], atol=3)
    assert page.evaluate("saved") == []
    page.evaluate(CAMERA, "rgb(200, 10, 60)")
    widget.get_by_role("button", name="Use the camera").click()
    expect(status).to_contain_text("pictures a second", timeout=10_000)
    page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('ended'))")  # it is unplugged
    expect(status).to_contain_text("The camera has gone")
    expect(widget.get_by_role("button", name="Use the camera")).to_be_visible()
    np.testing.assert_allclose(canvas(widget, "picture").mean(axis=(0, 1)), [200, 10, 60], atol=3)
    widget.get_by_label("Picture", exact=True).select_option("astronaut")
    np.testing.assert_array_equal(canvas(widget, "picture"), before)


@pytest.mark.browser
def test_an_own_picture_is_looked_through_and_left_by_reset(page: Page):
    widget = drawn(page, Lens(kernel=[[1]]))
    before = looks(widget)
    file = BytesIO()
    Image.new("RGB", (600, 300), (250, 100, 0)).save(file, "PNG")
    picked = {"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    widget.locator("input[type=file]").set_input_files(picked)
    expect(widget.locator(".cnnlab-own [role=status]")).to_contain_text(
        "“mine.png”: its middle square."
    )
    np.testing.assert_allclose(canvas(widget, "output")[100, 100], [250, 100, 0], atol=1)
    assert page.evaluate("saved") == []
    widget.locator("input[type=file]").set_input_files({**picked, "buffer": b"no picture"})
    expect(widget.locator(".cnnlab-own [role=status]")).to_contain_text("could not be opened")
    change_every_control(widget)
    widget.get_by_role("button", name="Reset").click()
    page.mouse.move(0, 0)
    assert looks(widget) == before


# Reading a picture's pixels fails, once.
BROKEN_ONCE = """() => {
  const canvas = CanvasRenderingContext2D.prototype;
  const { getImageData } = canvas;
  canvas.getImageData = () => {
    canvas.getImageData = getImageData;
    return null.data;
  };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("made", [Lens, SlidingKernel])
def test_a_fault_that_loses_a_picture_reaches_the_console(page: Page, made: type[Widget]):
    widget = drawn(page, Lens()) if made is Lens else alone(page, made())
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    picked = {"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.evaluate(BROKEN_ONCE)
    with page.expect_event("pageerror") as fault:
        widget.locator("input[type=file]").set_input_files(picked)
    assert "reading 'data'" in str(fault.value)
    expect(widget).to_contain_text("“mine.png” could not be opened as a picture.")


@pytest.mark.browser
@pytest.mark.parametrize("meanwhile", ["a photograph", "the camera", "another file"])
def test_an_own_picture_that_comes_too_late_is_not_shown(page: Page, meanwhile: str):
    def picked(name: str, colour: tuple[int, int, int]) -> dict:
        file = BytesIO()
        Image.new("RGB", (8, 8), colour).save(file, "PNG")
        return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}

    widget = drawn(page, Lens())
    hold_pictures(page)
    widget.locator("input[type=file]").set_input_files(picked("first.png", (250, 100, 0)))
    if meanwhile == "a photograph":
        widget.get_by_label("Picture", exact=True).select_option("brick")
    elif meanwhile == "the camera":
        page.evaluate(CAMERA, "rgb(10, 200, 60)")
        widget.get_by_role("button", name="Use the camera").click()
        expect(widget.locator(".cnnlab-own [role=status]")).to_contain_text("stay in this page")
        widget.get_by_role("button", name="Stop the camera").click()
    else:
        widget.locator("input[type=file]").set_input_files(picked("second.png", (0, 0, 90)))
    let_pictures_come(page)
    assert "first.png" not in widget.locator(".cnnlab-own [role=status]").inner_text()
    assert not np.allclose(canvas(widget, "picture")[100, 100], [250, 100, 0], atol=1)


@pytest.mark.browser
def test_a_photograph_that_fails_too_late_is_not_complained_of(page: Page):
    widget = drawn(page, Lens())
    page.evaluate(BROKEN_FOR_A_MOMENT)
    expect(widget.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_what_comes_out_is_hidden_until_it_is_guessed(page: Page):
    guess = guesses.choice("?", {"a": "A.", "b": "B."}, "a", cover=["output"], then={"stride": 2})
    alone(page, Lens(guess=guess))
    output = page.locator(
        ":is(.cnnlab-lens-output, .cnnlab-lens-of-output) :is(canvas, .cnnlab-note), "
        ".cnnlab-lens-loupe"
    )
    assert not any(each.is_visible() for each in output.all())
    page.get_by_role("button", name="Show me").click()
    assert all(each.is_visible() for each in output.all())
    assert traits_of(page, "stride") == [2]


@pytest.mark.browser
def test_a_place_in_the_spectrum_can_be_asked_for(page: Page):
    spots = np.zeros((8, 8), bool)
    spots[2, 5] = True
    asked = {"on": "lens-of-output", "hint": "Elsewhere.", "because": "There.", "cover": ["output"]}
    alone(page, Lens(stride=2, guess=guesses.cells("Where?", spots, **asked)))
    cells = page.get_by_role("grid", name="Where?")
    expect(cells.locator("[data-cell]")).to_have_count(8 * 8)
    spectrum = page.locator(".cnnlab-lens-of-output canvas")
    assert cells.bounding_box() == pytest.approx(spectrum.bounding_box(), abs=1)
    cells.locator('[data-cell="21"]').click()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".cnnlab-reply").first).to_contain_text("Right. There.")
    assert traits_of(page, "guessed") == [[21]]


@pytest.mark.browser
def test_every_trait_from_outside(page: Page):
    values = {
        "photograph": "brick",
        "kernel": [[1, 0, -1]],
        "dilation": 4,
        "stride": 2,
        "blur_first": True,
        "relu": True,
        "pooling": "max",
        "pool_size": 4,
        "row": 10,
        "column": 20,
        "channel": "red",
        "kernels": {"one": [[1]]},
        "images": {**Lens().images, "brick": Lens().images["stripes"]},
    }
    every_trait_is_seen(page, Lens(), values)


@pytest.mark.browser
def test_files_from_elsewhere_are_refused(page: Page):
    drawn(page, Lens())
    alert = page.get_by_role("alert")
    for images in (
        {"astronaut": "https://example.org/tracker.png"},
        {"astronaut": "data:image/svg+xml;base64,PHN2Zy8+"},
    ):
        set_traits(page, images=images)
        expect(alert).to_contain_text("images must be PNG or JPEG files")
    file = BytesIO()
    Image.new("L", (3000, 3000)).save(file, "PNG")
    url = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
    set_traits(page, images={"astronaut": url})
    expect(alert).to_contain_text("must be a file of 256 × 256 pixels")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 740])
def test_the_first_frame_keeps_its_place(page: Page, width):
    frame, live = heights(page, Lens(), width)
    assert abs(frame - live) < 8
