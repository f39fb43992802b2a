"""Measure the memory and time that a JupyterHub's students need, and estimate its machines.

    python benchmarks/hub_memory.py

The hub is the one that tests/real_hub.py runs, installed as book/hub.md says. Students log in by a
browser, open a chapter and leave it open: that is their servers' memory. Kernels of the same
installation run the chapters whole: that is theirs. The tables are printed and written to
hub_memory.md, which the page shows.
"""

import math
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("tools", "tests", "book/_ext")]
import browser as local_browser  # noqa: E402
import lab  # noqa: E402
from live import IS_OPEN  # noqa: E402
from real_hub import HOME, INSTALLED, Hub, install, running_hub  # noqa: E402

MEGABYTE = 1_000_000
CLASS = ("ada", "ben", "cem", "dia")
AN_HOUR = 3600
# What is assumed, not measured.
SIZES = (30, 300, 1_000, 5_000)
SHARES = (1.0, 0.3)  # of the students, at work at the same time
MACHINE = 64_000  # MB
SYSTEM = 8_000  # of them, MB: for the system, the hub, and files in use
PODS = 110  # on a machine of Kubernetes, unless set otherwise
MINUTES = 10  # a student runs the longest chapter whole once in this time


class Cost(NamedTuple):
    """What a process needs: memory in MB, and core seconds."""

    rss: float
    pss: float  # what it shares with others counts in parts
    peak: float
    seconds: float


def main() -> None:
    """Measure, estimate, print the tables and write them down."""
    install()
    lab.write()
    paths = [lab.WRITTEN / "index.ipynb", *sorted(lab.WRITTEN.glob("[01]*.ipynb"))]
    with running_hub(HOME / "memory", AN_HOUR) as hub:
        hub_itself, servers = whole_class(hub)
    one = {path.stem: run(path, "1") for path in paths}
    free = {path.stem: run(path, None) for path in paths}
    longest = max(one, key=lambda name: one[name].seconds)
    text = "\n\n".join(
        (
            estimated(servers, one),
            f"Measured, on {os.cpu_count()} cores with {', '.join(versions())}. Memory that "
            "processes share, such as NumPy's code, is divided among them.",
            of_servers(hub_itself, servers),
            of_chapters(one, free),
            of_four(lab.WRITTEN / f"{longest}.ipynb"),
        )
    )
    print(text)
    (ROOT / "benchmarks" / "hub_memory.md").write_text(text + "\n", encoding="utf-8")


def versions() -> list[str]:
    """Return the versions in the installation that decide about memory."""
    [site] = INSTALLED.glob("lib/python*/site-packages")
    return [
        f"{name} {next(iter(distributions(name=name, path=[str(site)]))).version}"
        for name in ("jupyterhub", "jupyterlab", "numpy")
    ]


def whole_class(hub: Hub) -> tuple[list[Cost], list[Cost]]:
    """Let the class open a chapter; return what the hub's processes need, and each server."""
    with sync_playwright() as playwright:
        browser = local_browser.launch(playwright)
        for student in CLASS:
            shutil.copytree(lab.WRITTEN, hub.folder(student) / "cnnlab")
            page = browser.new_context().new_page()
            page.goto(f"{hub.address}/hub/user-redirect/lab/tree/cnnlab/05_convolution.ipynb")
            hub.log_in(page, student)
            page.wait_for_function(IS_OPEN, timeout=120_000)
        itself = psutil.Process(hub.process)
        servers = [p for p in itself.children(True) if "singleuser" in " ".join(p.cmdline())]
        kernels = [kernel for server in servers for kernel in server.children(True)]
        others = {itself, *itself.children(True)} - {*servers, *kernels}
        assert len(servers) == len(CLASS)
        return [cost(process) for process in others], [cost(process) for process in servers]


def run(path: Path, threads: str | None) -> Cost:
    """Run a notebook whole in a kernel of the installation, and return what the kernel needed."""
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    if threads:
        environment["OMP_NUM_THREADS"] = threads
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv[0] = str(INSTALLED / "bin" / "python")
    client = NotebookClient(nbformat.read(path, as_version=4), km=manager, timeout=200)
    with client.setup_kernel(env=environment, cleanup_kc=True):
        for index, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, index)
        return cost(psutil.Process(manager.provisioner.pid))


def cost(process: psutil.Process) -> Cost:
    memory, times = process.memory_full_info(), process.cpu_times()
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return Cost(
        memory.rss / MEGABYTE,
        memory.pss / MEGABYTE,
        int(peak) * 1024 / MEGABYTE,
        times.user + times.system,
    )


def of_servers(hub: list[Cost], servers: list[Cost]) -> str:
    """Return the table of what runs before any chapter does."""
    lines = [
        ("the hub, its proxy and its culler", hub, 1),
        (f"a student's server, mean of {len(servers)}", servers, len(servers)),
    ]
    return table(
        ["process", "memory, MB", "of which its own, MB", "at most, MB"],
        [
            [name, *(f"{sum(cost[k] for cost in costs) / count:.0f}" for k in range(3))]
            for name, costs, count in lines
        ],
    )


def of_chapters(one: dict[str, Cost], free: dict[str, Cost]) -> str:
    """Return the table of the kernels."""
    return table(
        [
            *("kernel, after all cells", "memory, MB", "of which its own, MB", "at most, MB"),
            *("core seconds", "with free threads, MB", "core seconds"),
        ],
        [
            [
                name,
                *(f"{figure:.0f}" for figure in cost[:3]),
                f"{cost.seconds:.1f}",
                f"{free[name].rss:.0f}",
                f"{free[name].seconds:.1f}",
            ]
            for name, cost in one.items()
        ],
    )


def of_four(path: Path) -> str:
    """Run a chapter for the whole class at once, and return the table of all their kernels."""
    rows = []
    for threads, name in (("1", "OMP_NUM_THREADS=1"), (None, "free threads")):
        with ThreadPoolExecutor(len(CLASS)) as pool:
            costs = list(pool.map(run, [path] * len(CLASS), [threads] * len(CLASS)))
        rows.append([name, *(f"{sum(cost[k] for cost in costs):,.0f}" for k in (0, 1, 3))])
    return table(
        [
            f"{path.stem}, {len(CLASS)} at once",
            *("memory, MB", "of which their own, MB", "core seconds"),
        ],
        rows,
    )


def estimated(servers: list[Cost], chapters: dict[str, Cost]) -> str:
    """Return the table of students and machines, and what it takes for granted."""
    sizes = sorted(cost.rss for cost in chapters.values())
    each = max(cost.rss for cost in servers) + sizes[-1] + sizes[-2]
    seconds = max(cost.seconds for cost in chapters.values())
    rows = [
        [
            f"{students:,}",
            f"{active:,}",
            f"{math.ceil(active * each / 1000):,}",
            f"{math.ceil(active * seconds / (60 * MINUTES)):,}",
            f"{machines(active, each):,}",
        ]
        for students in SIZES
        for active in (math.ceil(share * students) for share in SHARES)
    ]
    return (
        f"A student at work is taken to need {each:.0f} MB: a server and the chapters with the two "
        "largest kernels, one of them left over until it is culled. Cores are for students "
        f"who run the whole of the longest chapter, {seconds:.0f} s of a core, every {MINUTES} "
        f"minutes. A machine has {MACHINE / 1000:.0f} GB, of which {SYSTEM / 1000:.0f} are kept "
        f"for the system, and takes {PODS} students at most, as Kubernetes does unless told "
        "otherwise. How many are at work at once is assumed: all in an examination, three in ten "
        "on the evening before a deadline.\n\n"
        + table(["students", "at work at once", "memory, GB", "cores", "machines"], rows)
    )


def machines(students: int, each: float) -> int:
    """Return how many machines hold these students at once, with `each` MB for one of them."""
    return math.ceil(students / min((MACHINE - SYSTEM) // each, PODS))


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
