"""Picture files that a page takes long to read."""

from playwright.sync_api import Page
from traffic import DRAWN

HOLD = """() => {
  const { prototype } = HTMLImageElement;
  const { decode } = prototype;
  const held = [];
  prototype.decode = function () {
    return new Promise((done) => held.push(() => done(decode.call(this))));
  };
  window.letPicturesCome = async () => {
    prototype.decode = decode;
    for (const come of held.reverse()) await come();
  };
}"""


def hold_pictures(page: Page) -> None:
    """Let the files that are chosen from now on not be read before `let_pictures_come`."""
    page.evaluate(HOLD)


def let_pictures_come(page: Page) -> None:
    """Let them be read, the last one first, and wait until they have been."""
    page.evaluate("letPicturesCome()")
    page.wait_for_timeout(100)  # a file of a few pixels is unpacked in less
    page.evaluate(DRAWN)
