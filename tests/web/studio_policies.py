"""Who may do what in the studio: a part of the matrix of `test_policies`, where course leaders may do everything.

A POST carries what `SENT` says, so that it is not told that something is missing before it is asked whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

DRAFT, READING, CASE = "/drafts/<uuid:draft_id>", "/readings/<uuid:reading_id>", "/studio/cases/<slug>"
NEW = str(UUID(int=9))
# What a course leader is answered, whichever cohort they lead; for everybody else there is nothing there.
FOR_LEADERS: Mapping[tuple[str, str], int] = {
    ("/studio", "GET"): 200,
    ("/studio/new", "GET"): 200,
    ("/studio/new/interview", "GET"): 200,
    ("/studio/new/interview", "POST"): 422,
    ("/studio/new/blank", "POST"): 303,
    ("/studio/new/copy", "POST"): 303,
    ("/studio/upload", "GET"): 200,
    ("/studio/upload", "POST"): 422,
    ("/studio/upload/<uuid:upload_id>", "GET"): 404,
    ("/studio/archive", "GET"): 200,
    (CASE, "GET"): 200,
    (f"{CASE}/compare", "GET"): 404,
    (f"{CASE}/edit", "POST"): 303,
    (f"{CASE}/retire", "POST"): 303,
    (f"{CASE}/bring-back", "POST"): 303,
    (f"{CASE}/versions/<version>.md", "GET"): 200,
    (f"{CASE}/items", "GET"): 200,
    (f"{CASE}/items.<any(csv, xlsx):form>", "GET"): 200,
    (DRAFT, "GET"): 200,
    (f"{DRAFT}/save", "POST"): 303,
    (f"{DRAFT}/settle", "POST"): 303,
    (f"{DRAFT}/presence", "POST"): 200,
    (f"{DRAFT}/check", "POST"): 200,
    (f"{DRAFT}/preview", "POST"): 200,
    (f"{DRAFT}/parts", "POST"): 303,
    (f"{DRAFT}/parts/<slug>", "GET"): 200,
    (f"{DRAFT}/parts/<slug>", "POST"): 303,
    (f"{DRAFT}/try", "GET"): 200,
    (f"{DRAFT}/try", "POST"): 303,
    (f"{DRAFT}/robots", "GET"): 200,
    (f"{DRAFT}/history", "GET"): 200,
    (f"{DRAFT}/history/<int:revision>", "GET"): 200,
    (f"{DRAFT}/history/<int:revision>/restore", "POST"): 303,
    (f"{DRAFT}/rename", "GET"): 200,
    (f"{DRAFT}/rename", "POST"): 303,
    (f"{DRAFT}/pictures", "GET"): 200,
    (f"{DRAFT}/pictures", "POST"): 303,
    (f"{DRAFT}/download", "GET"): 200,
    (f"{DRAFT}/download/<form>", "GET"): 200,
    (f"{DRAFT}/storyboard", "GET"): 200,
    (f"{DRAFT}/put-in-place", "POST"): 303,
    (f"{DRAFT}/discard", "POST"): 303,
    (f"{DRAFT}/bring-back", "POST"): 303,
    (f"{DRAFT}/publishing", "GET"): 200,
    (f"{DRAFT}/readings", "POST"): 303,
    (READING, "GET"): 200,
    (f"{READING}/comments", "POST"): 303,
    (f"{READING}/comments/<uuid:comment_id>/settle", "POST"): 303,
    (f"{READING}/decide", "POST"): 303,
    (f"{READING}/withdraw", "POST"): 303,
    (f"{READING}/publish", "POST"): 422,
}
SENT: Mapping[str, dict[str, str]] = {
    "/studio/new/blank": {"draft_id": NEW, "title": "A case", "name": "Ida", "language": "en"},
    "/studio/new/copy": {"draft_id": NEW, "source": "case:walk"},
    "/studio/new/interview": {"draft_id": NEW, "step": "client", "go": "on"},
    "/studio/upload": {"upload_id": NEW},
    f"{CASE}/retire": {"number": "<number>"},
    f"{CASE}/bring-back": {"number": "<number>", "sentence": "Back."},
    f"{DRAFT}/save": {"revision": "1", "text": "Another text."},
    f"{DRAFT}/settle": {"revision": "1", "base": "1", "mine": "Mine.", "choice": "mine"},
    f"{DRAFT}/check": {"text": "Another text."},
    f"{DRAFT}/preview": {"text": "Another text."},
    f"{DRAFT}/parts": {"revision": "1", "kind": "scene", "slug": "another", "title": "Another"},
    f"{DRAFT}/parts/<slug>": {"revision": "1", "do": "save", "title": "At the gate"},
    f"{DRAFT}/try": {"answer": "hold-the-gate"},
    f"{DRAFT}/history/<int:revision>/restore": {"revision": "1"},
    f"{DRAFT}/rename": {"revision": "1", "what": "part", "old": "bench", "new": "the-bench"},
    f"{DRAFT}/pictures": {"name": "<name>", "alternative": "A door", "scene": "gate"},
    f"{DRAFT}/put-in-place": {"other_id": "<uuid:other_id>"},
    f"{DRAFT}/readings": {"reading_id": NEW, "revision": "1", "instead": "true"},
    f"{READING}/comments": {"comment_id": NEW, "line": "2", "text": "Would she?"},
    f"{READING}/comments/<uuid:comment_id>/settle": {"settled": "true"},
    f"{READING}/decide": {"decision": "approved"},
    f"{READING}/publish": {"sentence": "It is new."},
}
OTHERS: Mapping[str, dict[str, str]] = {
    f"{DRAFT}/parts/<slug>": {"slug": "gate"},
    f"{DRAFT}/download/<form>": {"form": "md"},
}
"""Where a parameter stands for something else than elsewhere."""
