"""Build the widgets' front end whenever the package is built or installed from its sources."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.append(str(Path(__file__).parent / "frontend"))
import build as frontend


class FrontendHook(BuildHookInterface[Any]):
    """Put the bundles where the wheel takes them from; an editable install uses them in place."""

    def dependencies(self) -> list[str]:
        """Ask for Node where none is installed."""
        return [] if frontend.installed_node() else [frontend.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle."""
        frontend.build()
