"""Try the course on a real JupyterHub, set up as book/hub.md says: `python tests/by_hand/hub.py`.

It carries out the page's own commands, serves a teacher's repository on this machine, and clicks as
a student does: the link, the login, a chapter run whole, a widget moved, a function written, the
teacher's correction, the link without a network, and the kernel and the server that go because
nobody uses them. Each step is checked, and printed with its seconds. It takes some minutes, and
needs npm, git and a browser.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import nbformat
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("tools", "tests", "book/_ext")]
import browser as local_browser  # noqa: E402
from live import IS_OPEN, READY, RUN  # noqa: E402
from real_hub import HANDED_OUT, HOME, Hub, install, running_hub  # noqa: E402
from servers import free_port  # noqa: E402
from traffic import asked_of_others  # noqa: E402

CHAPTER = "05_convolution.ipynb"
STUDENT = "ada"
IDLE = 30
FUNCTION = "def my_convolve(image, kernel):\n    return 'what a student wrote'\n"
HEADING = "# 5. Convolution, corrected by the teacher"
RUN_ALL = """async () => {
  await jupyterapp.commands.execute("notebook:run-all-cells");
  const { cells } = jupyterapp.shell.currentWidget.content.model.sharedModel;
  return cells.flatMap((cell) => cell.outputs ?? []).filter((o) => o.output_type === "error");
}"""
WRITE = """async ([words, source]) => {
  const { cells } = jupyterapp.shell.currentWidget.content.model.sharedModel;
  cells.find((cell) => cell.source.includes(words)).setSource(source);
  await jupyterapp.commands.execute("docmanager:save");
}"""
KERNELS = """async () => {
  await jupyterapp.serviceManager.kernels.refreshRunning();
  return [...jupyterapp.serviceManager.kernels.running()].length;
}"""
FLIPPED = """\
import gc
from cnnlab.widgets import SlidingKernel
print(sum(w.flip for w in gc.get_objects() if isinstance(w, SlidingKernel)))
"""


def main() -> None:
    """Go through all steps."""
    with timed("install"):
        install()
    teacher = Teacher(HOME / "repositories" / "cnnlab")
    with running_hub(HOME / "by_hand", IDLE) as hub, sync_playwright() as playwright:
        context = local_browser.launch(playwright).new_context()
        foreign = asked_of_others(context)
        with teacher.serving() as repository:
            link = (
                f"{hub.address}/hub/user-redirect/git-pull?repo={quote(repository, safe='')}"
                f"&branch=class&urlpath=lab/tree/cnnlab/{CHAPTER}"
            )
            work(context, hub, teacher, link)
        without_network(context, hub, link)
        assert foreign == [], foreign


def work(context: BrowserContext, hub: Hub, teacher: "Teacher", link: str) -> None:
    """Work on a chapter, and get the teacher's correction of it."""
    page = context.new_page()
    with timed("link, login, chapter open"):
        page.goto(link)
        hub.log_in(page, STUDENT)
        wait_for_chapter(page)
    with timed("run all cells"):
        errors = page.evaluate(RUN_ALL)
        assert errors == [], errors
    with timed("move a widget"):
        before = page.evaluate(RUN, FLIPPED)
        page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTo(0, 0)")
        page.get_by_role("button", name="Show me").first.click()
        page.get_by_label("Flip the kernel").first.check()
        wait_until(lambda: page.evaluate(RUN, FLIPPED) != before)
    page.evaluate(WRITE, ["def my_convolve(", FUNCTION])
    page.close()
    teacher.correct()
    page = context.new_page()
    with timed("link again, chapter open"):
        page.goto(link)
        wait_for_chapter(page)
    copy = nbformat.read(hub.folder(STUDENT) / "cnnlab" / CHAPTER, as_version=4)
    sources = [cell.source for cell in copy.cells]
    assert HEADING in sources
    assert FUNCTION in sources
    print("the teacher's heading has come, the student's function has stayed")
    page.close()


def without_network(context: BrowserContext, hub: Hub, link: str) -> None:
    """Click the link when nothing answers, go on without it, and leave."""
    page = context.new_page()
    with timed("link without a network"):
        page.goto(link)
        expect(page.locator("body")).to_contain_text("Remote content unavailable", timeout=60_000)
        page.locator("#recovery-link a", has_text="Proceed without syncing").click()
        page.wait_for_url("**/lab**")
    with timed("the chapter that is there, run without a network"):
        page.goto(f"{hub.address}/hub/user-redirect/lab/tree/cnnlab/{CHAPTER}?reset")
        wait_for_chapter(page)
        page.evaluate(RUN_ALL)
    with timed(f"its kernel goes, after {IDLE} s, with the page open"):
        wait_until(lambda: page.evaluate(KERNELS) == 0)
    page.close()
    with timed(f"its server goes, after {IDLE} s"):
        wait_until(lambda: not any(student["server"] for student in hub.students()))


class Teacher:
    """A teacher's repository with the branch `class`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HANDED_OUT, folder)
        self._git("init", "--quiet", "--initial-branch=class")
        self._commit("Write the notebooks")

    def correct(self) -> None:
        """Change a chapter's heading, and add a cell."""
        path = self.folder / CHAPTER
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[0].source = HEADING
        notebook.cells.append(nbformat.v4.new_markdown_cell("For Tuesday.", id="tuesday"))
        nbformat.write(notebook, path)
        self._commit("Correct the heading")

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve the repository on this machine, and yield its address."""
        port = free_port()
        server = subprocess.Popen(
            [
                *("git", "daemon", "--export-all", f"--base-path={self.folder.parent}"),
                *("--listen=127.0.0.1", f"--port={port}", "--reuseaddr"),
            ]
        )
        try:
            yield f"git://127.0.0.1:{port}/{self.folder.name}"
        finally:
            server.terminate()
            server.wait(20)

    def _commit(self, message: str) -> None:
        self._git("add", "--all")
        self._git(
            *("-c", "user.name=A teacher", "-c", "user.email=teacher@example.org"),
            *("commit", "--quiet", "-m", message),
        )

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.folder, check=True)


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Print how long a step took."""
    start = time.monotonic()
    yield
    print(f"{step}: {time.monotonic() - start:.1f} s", flush=True)


def wait_for_chapter(page: Page) -> None:
    """Wait until a notebook is open in JupyterLab and has its kernel."""
    page.wait_for_function(IS_OPEN, timeout=120_000)
    page.evaluate(READY)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.5)


if __name__ == "__main__":
    main()
