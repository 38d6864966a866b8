"""What a whole library covers: constructs and criteria."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from simulator.cli.plainly import plainly
from simulator.config import bundled
from simulator.engine.coverage import Coverage
from simulator.engine.coverage import coverage as coverage_of
from simulator.engine.rubric import Level
from simulator.markup.library import read_library


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@plainly
def coverage(folder: Path | None, as_json: bool) -> None:
    """Show what a folder of cases (default: those that come with Attune) practises and explains.

    Exits 1 if a construct has no concept card or no scene, or a criterion is not shown at both ends in two cases.
    """
    library = read_library(folder or bundled("scenarios"))
    found = coverage_of(library.scenarios.values(), library.rubric, library.concepts)
    if as_json:
        click.echo(json.dumps(_report(found), indent=2))
    else:
        _print(found)
    sys.exit(1 if found.gaps else 0)


def _report(found: Coverage) -> dict[str, Any]:
    return {
        "constructs": [
            {**row._asdict(), "scenes": [f"{case}/{scene}" for case, scene in row.scenes]} for row in found.constructs
        ],
        "criteria": [
            {
                "slug": row.slug,
                "principle": row.principle,
                "responses": {level.word: row.responses[level] for level in Level},
                "cases": {level.word: sorted(row.cases[level]) for level in Level},
            }
            for row in found.criteria
        ],
        "gaps": list(found.gaps),
    }


def _print(found: Coverage) -> None:
    click.echo(f"{'construct':22} card  scenes  cases, and criteria that exercise it")
    for construct in found.constructs:
        card = "yes" if construct.card else "NO"
        cases = ", ".join(construct.cases) or "NONE"
        criteria = ", ".join(construct.criteria) or "none"
        click.echo(f"{construct.slug:22} {card:4}  {len(construct.scenes):6}  {cases} ({criteria})")
    click.echo(f"\n{'criterion':26}{''.join(f'{level.word:>10}' for level in Level)}   cases badly/well")
    for criterion in found.criteria:
        numbers = "".join(f"{criterion.responses[level]:10}" for level in Level)
        click.echo(f"{criterion.slug:26}{numbers}   {criterion.badly}/{criterion.well}")
    click.echo("")
    for gap in found.gaps:
        click.echo(gap)
    click.echo(f"{len(found.constructs)} constructs, {len(found.criteria)} criteria, {len(found.gaps) or 'no'} gaps")
