"""The `attune` command, one module per kind of command.

A command's module is imported when it is asked for, so that checking a file does not wait for the web and the store.
"""

from __future__ import annotations

from importlib import import_module

import click

MODULES = {
    "demo": "running",
    "serve": "running",
    "jobs": "jobs",
    "db": "running",
    "check": "cases",
    "explore": "cases",
    "coverage": "coverage",
    "play": "playing",
    "verify": "running",
    "keys": "keys",
    "people": "people",
    "privacy": "privacy",
    "ratings": "ratings",
}


class Commands(click.Group):
    """Commands by name, each imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help page."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = getattr(import_module(f"simulator.cli.{MODULES[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attune")
def main() -> None:
    """Attune: a practice room for compassionate trauma therapy."""
