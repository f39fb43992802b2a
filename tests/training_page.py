"""A page that trains, without a widget, its scripts made as for the site and for JupyterLab."""

import json
from pathlib import Path

import build as frontend
from places import ROOT

from cnnlab.widgets.packed import pack_digits
from cnnlab_book.policy import content_security_policy, policy_tag


def write(folder: Path) -> None:
    """Write the page, under the site's policy, and as `page.mjs` what JupyterLab would have."""
    script = (ROOT / "frontend" / "dist" / "site" / "training.js").read_text(encoding="utf-8")
    (folder / "training.js").write_text(script, encoding="utf-8")
    digits = f"cnnlabDigits = {json.dumps(pack_digits())}"
    (folder / "digits.js").write_text(digits, encoding="utf-8")
    for name, form, source in (("page.js", "iife", ""), ("page.mjs", "esm", script)):
        options = {
            "entryPoints": ["tests/training_page.mjs"],
            "bundle": True,
            "format": form,
            "outfile": str(folder / name),
            "define": {
                "TRAINING_SOURCE": json.dumps(source),
                "TRAINING_VERSION": json.dumps("1"),
            },
        }
        program = f'import("esbuild").then(({{ build }}) => build({json.dumps(options)}))'
        frontend.run("node", "-e", program)
    policy = policy_tag(content_security_policy([]))
    page = f'<meta charset="utf-8">{policy}<script src="page.js"></script>'
    (folder / "index.html").write_text(page, encoding="utf-8")
