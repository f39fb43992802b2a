"""A finger on the page, as Chromium's own touch events."""

from playwright.sync_api import CDPSession, Locator

STEPS = 8
AT_REST = """async () => {
  for (let before = NaN; before !== scrollY; ) {
    before = scrollY;
    await new Promise((done) => setTimeout(done, 200));
  }
}"""


def swipe(
    part: Locator,
    session: CDPSession,
    right: int = 0,
    down: int = 0,
    start: tuple[float, float] = (0.5, 0.5),
) -> float:
    """Swipe from a place of a part, in shares of its width and height; return how far it scrolled.

    `right` and `down` are the pixels of each of eight steps.
    """
    part.evaluate("(part) => part.scrollIntoView({ block: 'center' })")
    part.page.evaluate(AT_REST)
    box, before = part.bounding_box(), part.page.evaluate("scrollY")
    assert box is not None
    x, y = box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"]
    for i in range(STEPS + 1):
        place = {"x": x + right * i, "y": y + down * i}
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    part.page.evaluate(AT_REST)
    scrolled: float = part.page.evaluate("scrollY") - before
    return scrolled
