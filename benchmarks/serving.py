"""Measure what the site's readers cost its server: bytes for each, and how many it can take.

    PYTHON_IN_PAGE=1 make book SERVE=0; python benchmarks/serving.py

It needs a browser, nginx, openssl, and h2load, which Debian has in nghttp2-client. A copy of the
site is compressed and served as the page book/serve.md says. First a browser visits it as students
do, each twice with a profile of its own; nginx's log tells what was sent. Then h2load repeats what
two of them fetched for a thousand readers, each with a connection of its own, over TLS and HTTP/2.
What is found is printed and written to serving.md, which the page includes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import psutil
from playwright.sync_api import Page, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
CHAPTERS = sorted(path.stem for path in (ROOT / "book").glob("[01]*.ipynb"))
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
import browser  # noqa: E402
import nginx  # noqa: E402
from python_in_page import CASES, MEGABYTE, run  # noqa: E402
from servers import free_port  # noqa: E402
from site_visits import PASS_BY  # noqa: E402

Student = Callable[[Page, str], None]  # does something on the site at an address
Visit = list[nginx.Answer]

READERS = 1000
AT_ONCE = 6  # files that one reader's browser fetches at the same time
LINKS = {"100 Mbit/s": 1e8, "1 Gbit/s": 1e9, "10 Gbit/s": 1e10}
# What the arrow keys move in a widget.
MOVABLE = ".cnnlab-widget :is(input[type=range], select, [tabindex='0'])"
UNFOLD = "for (const box of document.querySelectorAll('.cnnlab-widget details')) box.open = true"


def main() -> None:
    """Measure all, print it and write it down."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        site = compressed_copy(home / "site")
        port = free_port()
        with nginx.serving(site, home, more=tls(home, port)) as server:
            visits = {
                name: [visit(playwright, server, name, student) for _ in ("first", "again")]
                for name, student in STUDENTS.items()
            }
            loads = {
                f"{name}, {pace}": load(server, port, visits[name][0], *options)
                for name, pace, *options in LOADS
            }
    text = f"{machine()}\n\n{bytes_sent(visits)}\n\n{served(loads)}\n\n{links(visits)}\n"
    print(text)
    (ROOT / "benchmarks" / "serving.md").write_text(text, encoding="utf-8")


def compressed_copy(folder: Path) -> Path:
    """Return `folder`, filled with the site and with each file's .gz beside it."""
    shutil.copytree(SITE, folder)
    subprocess.run(["gzip", "-rk", folder], check=True)
    return folder


def tls(home: Path, port: int) -> str:
    """Write a certificate into `home`, and return the lines that have nginx use it."""
    command = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    files = "-subj /CN=localhost -keyout key.pem -out certificate.pem"
    subprocess.run(f"{command} {files}".split(), cwd=home, check=True, capture_output=True)
    return (
        f"listen 127.0.0.1:{port} ssl http2; ssl_protocols TLSv1.2 TLSv1.3;"
        "ssl_certificate certificate.pem; ssl_certificate_key key.pem;"
    )


# What students do, and what the site sends them.


def reads(*chapters: str) -> Student:
    """Return a student who opens chapters and scrolls through them."""

    def student(page: Page, site: str) -> None:
        for chapter in chapters:
            page.goto(f"{site}/book/{chapter}.html", wait_until="networkidle")
            page.evaluate(PASS_BY)
            page.wait_for_timeout(500)  # what comes into view is fetched

    return student


def moves_widgets(chapter: str) -> Student:
    """Return a student who reads a chapter, and presses an arrow key on all that one moves."""

    def student(page: Page, site: str) -> None:
        reads(chapter)(page, site)
        guesses = page.get_by_role("group", name="Your guess")
        while (show := guesses.get_by_role("button", name="Show me")).count():
            show.first.click()
        page.evaluate(UNFOLD)
        for control in page.locator(MOVABLE).all():
            if control.is_visible():
                control.press("ArrowRight")

    return student


def runs_python(path: str, words: str, _: str) -> Student:
    """Return a student who opens a page and runs the cell that has these words."""

    def student(page: Page, site: str) -> None:
        page.goto(f"{site}/{path}", wait_until="networkidle")
        run(page, words)

    return student


READS_ONE, READS_ALL = "reads a chapter", "reads all chapters"
PYTHON = {name: f"runs Python: {name}" for name in CASES}
STUDENTS = {
    READS_ONE: reads("05_convolution"),
    "moves all its widgets": moves_widgets("05_convolution"),
    READS_ALL: reads(*CHAPTERS),
    **{PYTHON[name]: runs_python(*case) for name, case in CASES.items()},
}
MOST = PYTHON["and widgets"]


def visit(playwright: Playwright, server: nginx.Server, name: str, student: Student) -> Visit:
    """Start a browser with the student's profile, and return what the server sent it."""
    seen = len(server.answers())
    profile = server.home / "profiles" / name
    with playwright.chromium.launch_persistent_context(
        profile, executable_path=browser.find(), args=browser.arguments()
    ) as context:
        student(context.pages[0], server.address)
    answers = server.answers()[seen:]
    assert {answer.status for answer in answers} <= {"200", "304"}, answers
    return answers


def megabytes(visit: Visit) -> float:
    return sum(answer.size for answer in visit) / MEGABYTE


# Readers who come together. The last words are options of h2load.
LOADS = (
    (READS_ALL, "in a minute", "--rate=1", f"--rate-period={60_000 // READERS}ms"),
    (READS_ALL, "at once"),
    (MOST, "at once"),
)


@dataclass(frozen=True)
class Load:
    """How all readers were served."""

    requests: int
    seconds: float
    waits: list[float]  # the percentiles 1 to 99 of the seconds until an answer was there
    processor: float  # seconds for which nginx computed
    memory: int  # bytes of nginx, at most


def load(server: nginx.Server, port: int, visit: Visit, *options: str) -> Load:
    """Let all readers fetch what was fetched in a visit; every answer must be right."""
    home, requests = server.home, READERS * len(visit)
    addresses = "\n".join(answer.address for answer in visit)
    (home / "session").write_text(addresses, encoding="utf-8")
    (home / "times").unlink(missing_ok=True)
    command = (
        f"h2load --base-uri=https://127.0.0.1:{port} --input-file=session --log-file=times"
        f" --clients={READERS} --requests={requests} --max-concurrent-streams={AT_ONCE}"
        " --header=accept-encoding:gzip"
    )
    nginxes = [psutil.Process(server.process), *psutil.Process(server.process).children()]
    computed, memory = computing(nginxes), 0
    with subprocess.Popen([*command.split(), *options], cwd=home, stdout=subprocess.DEVNULL) as h2:
        while h2.poll() is None:
            memory = max(memory, sum(process.memory_full_info().pss for process in nginxes))
            time.sleep(0.2)
    computed = computing(nginxes) - computed
    lines = [line.split() for line in (home / "times").read_text(encoding="utf-8").splitlines()]
    assert [line[1] for line in lines] == ["200"] * requests, "an answer is wrong or missing"
    starts = [int(start) / 1e6 for start, *_ in lines]
    waits = [int(wait) / 1e6 for *_, wait in lines]
    end = max(start + wait for start, wait in zip(starts, waits, strict=True))
    return Load(requests, end - min(starts), quantiles(waits, n=100), computed, memory)


def computing(processes: Iterable[psutil.Process]) -> float:
    """Return for how many seconds these have computed."""
    times = [process.cpu_times() for process in processes]
    return sum(time.user + time.system for time in times)


# What is written down.


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return Markdown's table, with numbers in all columns but the first."""
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Return what it was measured with."""

    def version(command: str) -> str:
        said = subprocess.run(command.split(), capture_output=True, text=True, check=True)
        return re.findall(r"\d+\.[\d.]+", said.stdout + said.stderr)[0]

    return (
        f"Measured on {os.cpu_count()} cores, with nginx {version('nginx -v')} and Chromium "
        f"{version(f'{browser.find()} --version')}. Load is made by h2load "
        f"{version('h2load --version')}, which shares the cores with nginx."
    )


def bytes_sent(visits: dict[str, list[Visit]]) -> str:
    """Return what each student fetches."""
    rows = (
        [
            name,
            *(f"{len(first)}", f"{megabytes(first):.2f}"),
            *(f"{len(again)}", f"{1000 * megabytes(again):.1f}"),
        ]
        for name, (first, again) in visits.items()
    )
    return (
        "What the server sends to one student, compressed and with the headers; the second time to "
        "the same browser, closed and opened again:\n\n"
        + table(["a student", "requests", "MB", "again: requests", "kB"], rows)
    )


def served(loads: dict[str, Load]) -> str:
    """Return how all readers together were served."""
    facts: dict[str, Callable[[Load], str]] = {
        "readers a minute": lambda load: f"{60 * READERS / load.seconds:,.0f}",
        "requests a second": lambda load: f"{load.requests / load.seconds:,.0f}",
        "median response time, ms": lambda load: f"{1000 * load.waits[49]:,.1f}",
        "99th percentile of it, ms": lambda load: f"{1000 * load.waits[98]:,.1f}",
        "wrong or missing responses": lambda _: "0",  # or the script would have stopped
        "nginx's share of the cores": lambda load: (
            f"{100 * load.processor / load.seconds / (os.cpu_count() or 1):.0f} %"
        ),
        "nginx's memory, MB": lambda load: f"{load.memory / MEGABYTE:.0f}",
    }
    rows = ([name, *map(fact, loads.values())] for name, fact in facts.items())
    return (
        f"{READERS:,} readers on their first visit, each with one connection (TLS, HTTP/2) and "
        f"{AT_ONCE} requests at a time, and no network between:\n\n"
        + table(["each student", *loads], rows)
    )


def links(visits: dict[str, list[Visit]]) -> str:
    """Return what these bytes mean for a network, computed."""
    head = ["a student", "GB in all", "Gbit/s for a minute", *(f"min at {link}" for link in LINKS)]
    rows = []
    for name in (READS_ONE, READS_ALL, MOST):
        bits = 8e6 * READERS * megabytes(visits[name][0])
        minutes = (f"{bits / rate / 60:.1f}" for rate in LINKS.values())
        rows.append([name, f"{bits / 8e9:.1f}", f"{bits / 60e9:.2f}", *minutes])
    return (
        f"Computed from these bytes: what {READERS:,} such students fetch the first time, the link "
        "that brings it within a minute, and the minutes that other links take if they carry "
        "nothing else:\n\n" + table(head, rows)
    )


if __name__ == "__main__":
    main()
