"""What the search page is told of a page. That it finds it, test_site.py sees in a browser."""

import json
from pathlib import Path

from lxml.html import document_fromstring

from cnnlab_book.search import write_search_index

SQUARE = "<math><msup><mi>k</mi><mn>2</mn></msup><mspace></mspace><mo>&lt;</mo><mn>9</mn></math>"
PAGE = f"""<nav>Menu</nav><article class="bd-article">
<section id="page"><h1>5. Page<a class="headerlink" href="#page">#</a></h1>
<div class="admonition"><p>Here is {SQUARE} twice:</p></div>
<div class="math"><div class="equation">{SQUARE}</div></div>
<div class="cell"><pre>print(1)</pre></div> <div class="highlight">code</div>
<div class="cnnlab-widget">Widget</div> <table><tr><td>7</td></tr></table> <p>That was <em>all</em>
of it.</p>
<section id="part"><h2>Part</h2><p>Two.</p>
<section id="deep"><h3>Deep</h3><p>Three.</p></section></section>
<section id="untitled"><p>Nothing names this.</p></section>
<dl><dt id="term-stride">stride</dt><dd>How far.</dd><dt id="term-hop">hop</dt></dl>
<dl><dt class="sig" id="cnnlab.pad"><span class="sig-prename">cnnlab.</span><span
class="sig-name">pad</span>(<em class="sig-param">x</em>)</dt>
<dd><p>Pad.</p><dl><dt>x</dt><dd>An image.</dd></dl></dd></dl>
</section></article>"""


def test_each_section_term_and_name_is_told_once_and_without_furniture(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    other = document_fromstring("<p>No page of the book.</p>")
    pages = [(tmp_path / "a" / "b.html", document_fromstring(PAGE)), (tmp_path / "c.html", other)]
    write_search_index(tmp_path, pages)
    script = (tmp_path / "_static" / "search_index.js").read_text(encoding="utf-8")
    found = json.loads(script.removeprefix("cnnlabSearch(").removesuffix(");\n"))
    assert {entry["page"] for entry in found} == {"5. Page"}
    assert [(entry["url"], entry["title"], entry["text"]) for entry in found] == [
        ("a/b.html", "5. Page", "Here is k^2 <9 twice: … That was all of it."),
        ("a/b.html#part", "Part", "Two."),
        ("a/b.html#deep", "Deep", "Three."),
        ("a/b.html#term-stride", "stride", "How far."),
        ("a/b.html#term-hop", "hop", ""),
        ("a/b.html#cnnlab.pad", "cnnlab.pad", "Pad."),
    ]
