"""What the author of a case has still to write: the places that a skeleton leaves open.

`(to write – what Mara does when you say this)` stands where the words belong and says which ones. It is the same in
every place of the format, so it holds nothing that the format reads: no colon, no brackets of other kinds.
"""

from __future__ import annotations

import re

OPENINGS = {"en": "to write", "de": "noch zu schreiben"}
"""How such a place begins, by the language of the case."""
UNWRITTEN = re.compile(rf"\((?:{'|'.join(OPENINGS.values())})\s+[–—-]\s*([^()]*)", re.IGNORECASE)


def unwritten(line: str) -> str | None:
    """What is still to be written in a line; the first thing, if it is several. None: nothing."""
    found = UNWRITTEN.search(line)
    return found[1].strip() if found else None
