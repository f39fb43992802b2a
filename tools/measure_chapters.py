"""Measure what fills a chapter before its exercises: `python tools/measure_chapters.py [site]`.

A chapter is to be read by doing: code and printed text take at most a quarter of its height,
pictures and widgets at least a third, and at least three guesses come before the exercises. Run
`make book SERVE=0` first.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from command_line import Parser
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from browser import launch  # noqa: E402

MOST_CODE, LEAST_PICTURES, LEAST_GUESSES = 1 / 4, 1 / 3, 3
# The heights of a chapter's own blocks by kind, as far as its exercises; what is folded counts as
# the line that it takes.
MEASURE = """() => {
  const KINDS = [
    ["code", ".cell_input, div.highlight, .cell_output pre"],
    ["pictures", ".cnnlab-widget, .cell_output img, .cell_output svg, figure"],
    ["tables", "table"],
  ];
  const article = document.querySelector("article");
  // Measure a chapter as it is once everything has been guessed.
  for (const shut of article.querySelectorAll("[data-shut]")) shut.removeAttribute("data-shut");
  const headings = [...article.querySelectorAll("h2")];
  const end = headings.find((heading) => /^(Exercises|Practice)/.test(heading.textContent));
  const before = (element) =>
    !end || element.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING;
  const seen = [];
  const isIn = (element) =>
    seen.some((other) => other.contains(element) || element.contains(other));
  const heights = { code: 0, pictures: 0, tables: 0 };
  for (const [kind, selector] of KINDS)
    for (const element of article.querySelectorAll(selector)) {
      if (!before(element) || isIn(element)) continue;
      // A browser measures what is folded, too, though it is not drawn.
      const fold = element.closest("details:not([open])");
      const { height } = (fold?.querySelector("summary") ?? element).getBoundingClientRect();
      if (height === 0) continue;
      seen.push(element);
      heights[kind] += height;
    }
  const all = (end ?? article.lastElementChild).getBoundingClientRect().top -
    article.getBoundingClientRect().top;
  const guesses = [...article.querySelectorAll("[data-guess]")].filter(before).length;
  return { ...heights, all, guesses };
}"""


def measure(page: Page, path: Path) -> dict[str, Any]:
    """Return the heights in pixels, and how many guesses there are."""
    page.goto(path.as_uri())
    page.wait_for_timeout(500)  # the widgets are drawn
    measured: dict[str, Any] = page.evaluate(MEASURE)
    return measured


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "html")
    return parser.parse_args()


def main() -> None:
    """Print the table."""
    site = arguments().site.resolve()
    sources = sorted((ROOT / "book").glob("[01][0-9]_*.ipynb"))
    chapters = [site / "book" / f"{source.stem}.html" for source in sources]
    print("| chapter | height | code and printed | pictures and widgets | tables | guesses |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for path in filter(Path.exists, chapters):
            found = measure(page, path)
            code, pictures, tables = (
                found[kind] / found["all"] for kind in ("code", "pictures", "tables")
            )
            marks = [
                f"{code:.0%}{' (!)' if code > MOST_CODE else ''}",
                f"{pictures:.0%}{' (!)' if pictures < LEAST_PICTURES else ''}",
                f"{tables:.0%}",
                f"{found['guesses']}{' (!)' if found['guesses'] < LEAST_GUESSES else ''}",
            ]
            print(f"| {path.stem} | {found['all']:.0f} px | {' | '.join(marks)} |")
        browser.close()


if __name__ == "__main__":
    main()
