"""Reports as files to take away."""

from __future__ import annotations

from flask import Response, abort, make_response
from werkzeug.utils import secure_filename

from simulator.interop.sheets import Codebook, Table, csv_bytes, xlsx_bytes
from simulator.web.reports.tables import codebook_table

CSV, XLSX, PDF = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/pdf",
)


def tables_file(tables: tuple[Table, ...], codebook: Codebook, form: str, which: str, name: str) -> Response:
    """A workbook with all tables, or one of them (or the codebook) as CSV; the first one if none is named."""
    if form == "xlsx":
        return attached(xlsx_bytes(tables, codebook), XLSX, f"{name}.xlsx")
    by_name = {table.name: table for table in (*tables, codebook_table(codebook, tables))}
    if which and which not in by_name:
        abort(404)
    table = by_name[which or tables[0].name]
    return attached(csv_bytes(table), CSV, f"{name}-{table.name}.csv")


def attached(data: bytes, mimetype: str, name: str) -> Response:
    """A file that is kept, not shown."""
    answer = make_response(data)
    answer.mimetype = mimetype
    answer.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name)}"'
    return answer
