"""What was rated, released and reverted as tables for files, with a codebook. Headings are fixed English words."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.interop.sheets import Cell, Codebook, Column, Table
from simulator.usecases.rating_changes import Change, Moved
from simulator.web.language import gettext

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def codebook() -> Codebook:
    """What stands before the tables of a workbook."""
    return Codebook(
        "codebook",
        ("sheet", "column", "meaning"),
        (
            gettext(
                "Every rating, release and reversal that was asked for, newest first. Nothing of it is ever changed."
            ),
            gettext("Levels are 1 harmful, 2 missed, 3 helpful, 4 advanced; 0: not in play. Times are in UTC."),
        ),
    )


def entry_table(found: Sequence[Change]) -> Table:
    """A row for each entry."""
    columns = [
        Column("at", gettext("When it was done.")),
        Column("what", gettext("rated, released or reverted.")),
        Column("by", gettext("Who did it. Empty: somebody who was erased, or a command on the server.")),
        Column("review", gettext("The number of the review; empty: the scores of the case were released.")),
        Column("attempt", gettext("The number of the attempt.")),
        Column("trainee", gettext("Whose attempt it is.")),
        Column("case", gettext("The short name of the case.")),
        Column("version", gettext("The version of the case.")),
        Column("purpose", gettext("What the review was written for.")),
        Column("ratings", gettext("How many levels it gives.")),
        Column("first", gettext("1: the first of this supervisor for this purpose; 0: one came before.")),
        Column("moved", gettext("How many levels are others than in their review before.")),
        Column("changes", gettext("Which: turn, principle, criterion, the level before and the level now.")),
        Column("why", gettext("What the supervisor says of a moved mind, or why it was reverted.")),
        Column("rubric", gettext("The version of the rubric.")),
        Column("released", gettext("1: it was released to the trainee.")),
        Column("reverted", gettext("1: it was reverted, and does not count.")),
    ]
    return Table("entries", columns, [_row(one) for one in found])


def level_table(found: Sequence[Change]) -> Table:
    """A row for each level that is another one than before."""
    columns = [
        Column("review", gettext("The number of the review.")),
        Column("turn", gettext("The turn.")),
        Column("principle", gettext("The principle.")),
        Column("criterion", gettext("The criterion; empty: the principle as a whole.")),
        Column("before", gettext("The level before; empty: there was none.")),
        Column("after", gettext("The level now; empty: there is none.")),
    ]
    rows: list[list[Cell]] = [[str(one.entry.id), *moved] for one in found for moved in one.moved]
    return Table("levels", columns, rows)


def _row(one: Change) -> list[Cell]:
    entry, rated = one.entry, one.entry.kind == "rated"
    return [
        entry.at.isoformat(" ", "seconds"),
        entry.kind,
        one.by,
        str(entry.review_id) if entry.review_id else None,
        str(entry.attempt_id),
        one.trainee,
        entry.slug,
        entry.version,
        entry.purpose,
        one.ratings if rated else None,
        int(one.first) if rated else None,
        len(one.moved) if rated else None,
        "; ".join(map(_moved, one.moved)),
        one.why,
        one.rubric,
        int(one.released) if rated else None,
        int(one.reverted) if rated else None,
    ]


def _moved(one: Moved) -> str:
    before, after = ("none" if level is None else str(level) for level in (one.before, one.after))
    return f"{one.seq} {one.principle} {one.criterion}".rstrip() + f": {before} to {after}"
