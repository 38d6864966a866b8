"""What goes wrong on the command line is said in one sentence, not in a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import click
from pydantic import ValidationError

from simulator.config import ConfigError
from simulator.markup.rubric import RubricError
from simulator.storage.errors import StorageError

P = ParamSpec("P")


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Turn the errors a person can mend into one sentence and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ConfigError, StorageError, RubricError, OSError) as error:
            stop(str(error))
        except ValidationError as error:
            names = ", ".join("ATTUNE_" + str(one["loc"][0]).upper() for one in error.errors())
            stop(f"These settings cannot be used: {names}. The README lists every setting.")

    return run


def stop(sentence: str) -> NoReturn:
    """Say what is wrong and end with exit code 2."""
    click.echo(sentence, err=True)
    sys.exit(2)
