"""Stories of other formats for tests: one in Twee with a bit of everything, one of H5P."""

from __future__ import annotations

import json
from typing import Any

TWEE = """\
:: StoryTitle
The gate & the bench

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "format": "SugarCube", "start": "At the gate"}

:: UserScript [script]
window.alert("ran");

:: Looks [stylesheet]
body { color: red }

:: The bench [quiet] {"position":"600,400"}
She sits down.<br>She looks at the <b>river</b> &amp; says:

"My mother used to sit here."

[[Stay with it->Home]] [[Gone<-Ask how that was]]

:: At the gate
Ida stands at the gate. /* not for readers */

<<set $trust to 1>>(set: $hope to 2)She has $trust left.

[img[gate.png]]

[[Hold the gate|The bench]]
[[Say nothing|The bench][$trust to 0]]
(link-goto: "Leave", "Gone")
[[Nowhere]]

:: Home
# You walk home

- the long way
---
[if she likes]

:: Gone \\[really\\]
<audio src="x.mp3"></audio>The bench is empty.
"""


def branching(**changes: Any) -> bytes:
    """The `content.json` of a branching scenario, with these keys of it changed."""
    question = {
        "question": "<p>She stops at the <strong>door</strong>.</p><p>“Where do you want me?”</p>",
        "alternatives": [
            {
                "text": "Let her choose &amp; wait",
                "nextContentId": 2,
                "feedback": {"title": "<p>Yes.</p>", "subtitle": "She breathes out.", "endScreenScore": 3},
            },
            {"text": "Point at the chair", "nextContentId": -1, "feedback": {"image": {"path": "images/a.png"}}},
            {"text": "Leave", "nextContentId": -2, "feedback": {}},
        ],
    }
    asked = {"branchingQuestion": question, "behaviour": {"enableTimer": 5}}
    end = {"endScreenTitle": "She stays", "endScreenSubtitle": "Good.", "contentId": -1, "endScreenScore": 2}
    contents = [
        _content("H5P.AdvancedText 1.1", {"text": "<p>It is ten.</p>"}, "Ten o'clock", 1),
        _content("H5P.BranchingQuestion 1.0", asked, "Ask", -1),
        _content("H5P.Video 1.6", {"sources": [{"path": "videos/a.mp4"}]}, "A film", 3),
        _content("H5P.Image 1.1", {"alt": "An empty chair", "file": {"path": "images/b.png"}}, "The chair", -1),
    ]
    scenario = {
        "title": "By the door",
        "startScreen": {"startScreenTitle": "<p>Welcome</p>", "startScreenImage": {"path": "images/c.png"}},
        "endScreens": [end],
        "content": contents,
    }
    return json.dumps({"branchingScenario": scenario | changes}).encode()


def _content(library: str, parameters: dict[str, Any], title: str, following: int) -> dict[str, Any]:
    kind = {"library": library, "params": parameters, "metadata": {"title": title}}
    return {"type": kind, "nextContentId": following, "feedback": {}}
