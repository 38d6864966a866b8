"""The page a case is written on: CodeMirror with everything beside it, or a textarea where nothing runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from flask import request

from simulator.engine.scenario import ENDINGS
from simulator.usecases import drafts
from simulator.usecases.checking import understood
from simulator.web.authoring import blueprint
from simulator.web.authoring.checking import ShownProblem, problems_of
from simulator.web.authoring.editor_words import PHRASES, WORDS
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext
from simulator.web.rendering import show
from simulator.web.vocabulary import spoken

MODULES = {
    "@codemirror/autocomplete": "codemirror/autocomplete/dist/index.js",
    "@codemirror/commands": "codemirror/commands/dist/index.js",
    "@codemirror/language": "codemirror/language/dist/index.js",
    "@codemirror/lint": "codemirror/lint/dist/index.js",
    "@codemirror/search": "codemirror/search/dist/index.js",
    "@codemirror/state": "codemirror/state/dist/index.js",
    "@codemirror/streamparser": "codemirror/streamparser/dist/index.js",
    "@codemirror/view": "codemirror/view/dist/index.js",
    "@lezer/common": "lezer/common/dist/index.js",
    "@lezer/highlight": "lezer/highlight/dist/index.js",
    "@lezer/lr": "lezer/lr/dist/index.js",
    "@marijn/find-cluster-break": "marijn/find-cluster-break/src/index.js",
    "crelt": "crelt/index.js",
    "style-mod": "style-mod/src/style-mod.js",
    "w3c-keyname": "w3c-keyname/index.js",
}
"""Where the browser finds what CodeMirror imports by name, under static/vendor."""
OWN = ("checking", "completion", "keeping", "language", "panels", "presence", "saving", "sending", "status")


@dataclass(frozen=True, slots=True)
class EditorPage:
    """A draft as it stands; `line` is where the cursor goes. `words` and `phrases` are what the scripts say.

    `whole` says whether the problems are those of the whole too, which takes longer than a page may.
    """

    template: ClassVar[str] = "authoring/editor.html"
    draft_id: UUID
    slug: str
    title: str
    text: str
    revision: int
    line: int
    problems: tuple[ShownProblem, ...]
    whole: bool
    words: Mapping[str, str]
    phrases: Mapping[str, str]
    modules: Mapping[str, str] = field(default_factory=MODULES.copy)
    own: tuple[str, ...] = OWN


@blueprint.get("/drafts/<uuid:draft_id>")
@allow("course-leader")
def editor(draft_id: UUID) -> str:
    """Show a draft, to be written on."""
    draft = drafts.opened(store(), person(), draft_id)
    found = understood(store(), draft.text, draft.slug, quick=True)
    return show(
        EditorPage(
            draft_id=draft.id,
            slug=draft.slug,
            title=draft.title,
            text=draft.text,
            revision=draft.revision,
            line=_wanted_line(draft.text),
            problems=problems_of(found),
            whole=found.whole,
            words={
                **{name: gettext(words) for name, words in WORDS.items()},
                **{kind: spoken(kind) for kind in ENDINGS},
            },
            phrases={phrase: gettext(words) for phrase, words in PHRASES.items()},
        )
    )


def _wanted_line(text: str) -> int:
    """The line that the address asks for, by number or by the short name of a scene or response; 0: none."""
    slug = request.args.get("scene", "")
    if re.fullmatch(r"[a-z0-9-]+", slug):
        found = re.search(rf"^#{{2,3}}[ \t]*{slug}[ \t]*:", text, re.MULTILINE)
        return text.count("\n", 0, found.start()) + 1 if found else 0
    return max(0, min(request.args.get("line", 0, type=int), text.count("\n") + 1))
