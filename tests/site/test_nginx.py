"""What tools/nginx.conf has nginx say: types, compression, and what a browser may keep."""

import gzip
import re
import shutil
import urllib.request
from collections.abc import Iterator, Mapping
from urllib.error import HTTPError

import nginx
import pytest
from places import HTML, ROOT, site_pages

RULES = (ROOT / "tools" / "nginx.conf").read_text(encoding="utf-8")
TYPES = {
    ending: kind
    for kind, endings in re.findall(r"^    (\w+/\S+) +(.+);$", RULES, re.MULTILINE)
    for ending in endings.split()
}
COMPRESSED = {"text/html", *re.search(r"gzip_types ([^;]+);", RULES)[1].split()}
SHORTER = "Text gets shorter. " * 100

needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a site with a file of each kind."""
    site, home = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("nginx")
    for ending in TYPES:
        (site / f"file.{ending}").write_text(SHORTER)
    (site / "index.html").write_text("the first page")
    (site / "ready.css").write_text(SHORTER)
    (site / "ready.css.gz").write_bytes(gzip.compress(b"made before"))
    with nginx.serving(site, home) as server:
        yield server.address


def get(url: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Return status, headers and body of the answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=named))
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


def test_every_kind_of_file_of_the_site_has_a_type() -> None:
    if not site_pages():
        pytest.fail("There is no site. Build it: `make book SERVE=0`. `make test` does.", False)
    endings = {path.suffix[1:] for path in HTML.rglob("*.*") if path.name[0] != "."}
    assert len(endings) > 10
    assert (endings | {"pdf"}) - set(TYPES) == set()  # the printed book may lie beside the pages


def test_text_and_webassembly_are_compressed() -> None:
    shrinking = {kind for kind in TYPES.values() if re.match(r"text/|.*(json|wasm|xml)$", kind)}
    assert len(shrinking) == 8
    assert shrinking <= COMPRESSED


@needs_nginx
def test_a_file_has_its_type(address: str) -> None:
    for ending, kind in TYPES.items():
        _, headers, _ = get(f"{address}/file.{ending}")
        assert headers["Content-Type"].split(";")[0] == kind
    assert TYPES["mjs"] == "text/javascript", "browsers refuse modules of other types"
    assert TYPES["wasm"] == "application/wasm", "else it is compiled only when all of it has come"
    assert get(f"{address}/")[2] == b"the first page"


@needs_nginx
def test_what_gets_smaller_comes_compressed(address: str) -> None:
    for ending, kind in TYPES.items():
        _, headers, body = get(f"{address}/file.{ending}", Accept_Encoding="gzip")
        assert (headers["Content-Encoding"] == "gzip") == (kind in COMPRESSED), ending
        assert (len(body) < len(SHORTER)) == (kind in COMPRESSED), ending
    assert get(f"{address}/file.css")[2].decode() == SHORTER, (
        "a client that does not ask gets it as it is"
    )
    ready = get(f"{address}/ready.css", Accept_Encoding="gzip")[2]
    assert gzip.decompress(ready) == b"made before"


@needs_nginx
@pytest.mark.parametrize("query", ["?v=1f", "?digest=1f"])
def test_a_version_is_kept(address: str, query: str) -> None:
    _, headers, _ = get(f"{address}/file.js{query}")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(f"{address}/file.svg{query}")[1]["Cache-Control"] == headers["Cache-Control"]
    assert "Cache-Control" not in get(f"{address}/missing.js{query}")[1], "it may come yet"


@needs_nginx
def test_a_picture_is_kept_for_a_day(address: str) -> None:
    assert get(f"{address}/file.png")[1]["Cache-Control"] == "public, max-age=86400"


@needs_nginx
@pytest.mark.parametrize("query", ["", "?highlight=v=1", "?review=1"])
def test_what_has_no_version_is_asked_for_again(address: str, query: str) -> None:
    _, headers, _ = get(f"{address}/file.html{query}")
    assert headers["Cache-Control"] == "no-cache"
    known = {"If_None_Match": headers["ETag"], "If_Modified_Since": headers["Last-Modified"]}
    status, _, body = get(f"{address}/file.html{query}", **known)
    assert (status, body) == (304, b"")


@needs_nginx
def test_what_only_a_header_can_say_is_said(address: str) -> None:
    for file in ("file.html", "file.js?v=1", "file.whl"):
        _, headers, _ = get(f"{address}/{file}")
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Server"] == "nginx", "its version is nobody's business"
