"""Every kind of problem a case file can have, in plain sentences: the one table behind checker, editor and guide.

A *fault* keeps a case from being published or shown to trainees. A *flaw* does not, but the case will teach less well.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["fault", "flaw"]


class Kind(NamedTuple):
    """What a code means: the sentence and the remedy, with names in braces that each problem fills in."""

    severity: Severity
    sentence: str
    remedy: str


def _fault(sentence: str, remedy: str) -> Kind:
    return Kind("fault", sentence, remedy)


def _flaw(sentence: str, remedy: str) -> Kind:
    return Kind("flaw", sentence, remedy)


FILE = {
    "file-unreadable": _fault("The file cannot be opened.", "See that it exists and that you may read it."),
    "file-encoding": _fault("The file is not text in UTF-8.", "Save it again as plain text, in UTF-8."),
    "file-character": _fault("A hidden control character stands in this line.", "Delete the line and type it again."),
    "file-too-large": _fault(
        "The file is larger than {limit} KiB.", "Split the case into two that continue each other."
    ),
    "too-many-problems": _flaw("There are more problems than these {limit}.", "Mend some of these, then check again."),
}

FRONT = {
    "front-missing": _fault(
        "The file does not begin with front matter.",
        "Put the facts of the case at the very top, between two lines of ---.",
    ),
    "front-unclosed": _fault("The front matter has no closing ---.", "Add a line of --- after the last fact."),
    "yaml-syntax": _fault(
        "The front matter cannot be read: {detail}.", "Check colons, brackets and quotation marks here."
    ),
    "yaml-forbidden": _fault("{what} cannot be used in the front matter.", "Write the value out in plain words."),
    "yaml-duplicate": _fault("“{key}” stands twice in the front matter.", "Keep one of the two."),
    "yaml-too-deep": _fault("The front matter is too long or nested too deeply.", "Keep it to the keys of the guide."),
    "key-missing": _fault("The front matter has no “{key}”.", "Add it: the guide shows how, under Front matter."),
    "key-unknown": _fault("“{key}” is not a fact the format knows.{hint}", "Remove it, or use a key of the guide."),
    "value-unknown": _fault("“{value}” cannot be the {key}.{hint}", "Use one of: {choices}."),
    "value-shape": _fault("“{key}” should be {shape}.", "Write it like this: {example}"),
    "language-unknown": _fault(
        "“{value}” is not a language the format knows.", "Write its tag, for example language: en, de or pt-BR."
    ),
    "window-shape": _fault(
        "The window of tolerance needs two numbers, low below zero and high above.", "Write window: [-2, 2]."
    ),
    "gauge-range": _fault("“{gauge}” starts at {start}, outside {low} to {high}.", "Choose a start within its range."),
    "gauge-name": _fault(
        "A gauge of your own cannot be called “{gauge}”.", "Choose another name: conditions use this word differently."
    ),
    "continues-itself": _fault(
        "This case continues itself, directly or by way of others.", "Name an earlier case that stands by itself."
    ),
    "continues-unknown": _fault("There is no case “{value}” in this folder.{hint}", "Name a file beside this one."),
}

LINES = {
    "heading-malformed": _fault(
        "This heading is not of the form “slug: Title”.",
        "Write ## short-name: Title for a scene, ### short-name: What you do for a response.",
    ),
    "heading-lost": _fault(
        "This line looks like a heading but will be read as prose.",
        "Put ## (scene) or ### (response) before it, with a space.",
    ),
    "heading-misplaced": _fault("This ### heading stands before any scene.", "Begin a scene with ## first."),
    "rule-line": _fault("A line of dashes or stars means nothing here.", "Remove it. A new scene begins with ##."),
    "slug-duplicate": _fault(
        "The slug “{slug}” is already used in line {other}.", "Give each scene and response a name of its own."
    ),
    "label-unknown": _fault("“{label}” is not a label.{hint}", "Labels here are: {choices}."),
    "label-misplaced": _fault("“{label}” does not belong in {place}.", "Labels here are: {choices}."),
    "label-repeated": _fault("“{label}” stands twice.", "Join the two lines or remove one."),
    "label-lost": _fault("This line looks like “{label}:” but will be read as prose.", "Begin it with “- ”."),
    "label-empty": _fault("“{label}” says nothing.", "Write something after the colon, or remove the line."),
    "item-unlabelled": _fault(
        "A list item here needs a label.", "Labels here are: {choices}. For prose, leave out the “- ”."
    ),
    "picture": _fault("Pictures are not part of the format yet.", "Describe in words what is seen."),
}

SCENES = {
    "no-scenes": _fault("The case has no scene.", "Begin one with ## short-name: Title."),
    "too-many-scenes": _fault("The case has more than {limit} scenes.", "Split it into two that continue each other."),
    "briefing-missing": _fault("The case has no briefing.", "Write before the first scene what the trainee knows."),
    "scene-empty": _fault("The scene “{scene}” shows nothing.", "Write what is seen or said."),
    "scene-without-responses": _fault(
        "The scene “{scene}” has no responses and is no ending.", "Add responses, or “- Ending: …”."
    ),
    "ending-with-responses": _fault(
        "“{scene}” is an ending and still has responses.", "Remove the responses, or the line “- Ending”."
    ),
    "ending-unknown": _fault("“{value}” is not a kind of ending.{hint}", "Use one of: {choices}."),
    "enter-shape": _fault("An Enter rule begins with “when”.", "Write - Enter: when arousal above window, once"),
    "enter-many": _fault("The case has more than {limit} Enter rules.", "Let one rule ask for several things."),
    "own-words-shape": _fault("“Own words” is either yes or no.", "Write - Own words: yes, or remove the line."),
    "responses-few": _fault(
        "“{scene}” offers only one response.", "A decision needs at least two; three or four is best."
    ),
    "responses-many": _fault("“{scene}” has {count} responses to offer.", "Keep a decision to five at most."),
    "notice-shape": _fault(
        "A line of the noticing step is “- [x] what is seen: what you tell the trainee”.",
        "Begin with - [x] or - [ ] and put a colon before the feedback. Other text belongs before ### Notice.",
    ),
    "notice-misplaced": _fault(
        "The noticing step stands after a response.", "Move it before the first response of the scene."
    ),
    "notice-repeated": _fault("The scene has two noticing steps.", "Join them."),
    "notice-one-sided": _flaw(
        "Every line of this noticing step is marked the same.",
        "Mark with [x] what was there and with [ ] what was not.",
    ),
    "notice-count": _flaw("This noticing step has {count} lines.", "Two to five are best."),
}

RESPONSES = {
    "rating-missing": _fault(
        "“{response}” has no rating on {principle}, which is in play in this scene.",
        "Add - {principle}: level, criterion. Sentence.",
    ),
    "response-unrated": _fault("“{response}” has no rating.", "Rate it on each principle in play in the scene."),
    "rating-shape": _fault(
        "A rating is “level, criterion. Sentence.”",
        "Write for example - Attunement: helpful, reads-cues. You answered her silence first.",
    ),
    "level-unknown": _fault("“{value}” is not a level.{hint}", "Use harmful, missed, helpful or advanced."),
    "criterion-unknown": _fault(
        "“{value}” is not a criterion of the rubric.{hint}", "Name a criterion that stands in rubric.md."
    ),
    "criterion-elsewhere": _fault(
        "“{value}” belongs to {other}, not to {principle}.", "Name a criterion of {principle}."
    ),
    "criterion-missing": _fault(
        "This rating names no criterion.", "Put one or two criteria of the rubric after the level."
    ),
    "criteria-many": _fault("This rating names {count} criteria.", "Keep the one or two that decided the level."),
    "feedback-missing": _fault(
        "This rating tells the trainee nothing.", "After the full stop, say what the response did."
    ),
    "effect-shape": _fault(
        "“{value}” is not an effect.", "Write for example arousal -1, safeness +1, or arousal to -4."
    ),
    "effect-repeated": _fault("“{gauge}” is moved twice by one response.", "Add the two up."),
    "gauge-unknown": _fault("“{value}” is not a gauge of this case.{hint}", "Gauges here are: {choices}."),
    "client-missing": _fault("“{response}” gets no answer from the client.", "Add - Client: what is seen or heard."),
    "client-silent": _fault(
        "Every Client line of “{response}” has a condition, so that sometimes nothing is shown.",
        "Add one without a condition.",
    ),
    "instead-missing": _fault(
        "“{response}” misses or harms and shows no other way.", 'Add - Instead: "other words" and why.'
    ),
    "instead-shape": _fault(
        "“Instead” is other words in double quotation marks, then why.",
        'Write - Instead: "We can leave it for today." It keeps the door open.',
    ),
    "next-missing": _fault("“{response}” leads nowhere.", "Add - Next: the slug of a scene."),
    "next-shape": _fault("The way on is not complete.", "Write - Next: slug, or slug if CONDITION, otherwise slug."),
    "next-many": _fault("This Next has more than {limit} ways on.", "Leave some of them to the scene it leads to."),
    "target-unknown": _fault("There is no scene “{value}”.{hint}", "Name a scene of this file."),
}

CONDITIONS = {
    "condition-shape": _fault(
        "This condition cannot be read: {detail}.", "See Conditions in the guide, for example safeness at least 3."
    ),
    "condition-long": _fault(
        "A condition has at most 200 characters and 50 parts.", "Make it simpler, or use a gauge of your own."
    ),
    "condition-name": _fault("There is no {kind} “{value}”.{hint}", "Name one that stands in this file."),
    "condition-alone": _fault(
        "This condition has no words after it.", "Put the words right after the bracket, without a blank line between."
    ),
}

STORY = {
    "no-ending": _fault(
        "The case has no ending.", "Add a scene with - Ending: connected (or steady, strained, broken-off)."
    ),
    "scene-unreachable": _fault("No way leads to “{scene}”.", "Lead a Next or an Enter rule there, or remove it."),
    "response-never-offered": _fault("“{response}” can never be offered.", "Loosen its When, or remove it."),
    "way-stuck": _fault(
        "In “{scene}” it can happen that no response is offered.", "Leave one response there without a When."
    ),
    "loop-closed": _fault(
        "From “{scene}” the story can go round for ever without reaching an ending.",
        "Give the loop a way out that is open in every state.",
    ),
    "window-unanswered": _fault(
        "“{response}” can take the client {side} the window, and no rule answers.",
        "Add an Enter rule for arousal {side} window.",
    ),
    "too-wide": _flaw(
        "The case has too many different states to look at every way.",
        "Use fewer gauges, or conditions that ask about less.",
    ),
    "titration-contradiction": _fault(
        "“{response}” is rated advanced on titration and pushes the client out of the window.",
        "Lower the rating, soften the effect, or offer it only when there is room.",
    ),
    "rated-alike": _fault("Every response of “{scene}” is rated alike.", "A decision needs a difference."),
    "harm-without-cost": _fault(
        "“{response}” is harmful and costs the client nothing.",
        "Let it lower safeness or warmth, raise shame, or move arousal away from the middle.",
    ),
    "giveaway-length": _flaw(
        "The best response is the longest in {count} of {scenes} decisions.",
        "Let some good responses be short and some tempting ones long.",
    ),
    "giveaway-position": _flaw("The best response comes first in {count} of {scenes} decisions.", "Vary its place."),
    "giveaway-wording": _flaw(
        "“{word}” stands in {count} of the best responses and hardly in the others.",
        "Let others say it too, or say it differently.",
    ),
}

LENGTH = {
    "long-scene": _flaw("“{scene}” shows {words} words, more than {limit}.", "Shorten it, or make two scenes of it."),
    "long-response": _flaw("“{response}” has {words} words, more than {limit}.", "Say it shorter, as one would aloud."),
    "long-feedback": _flaw(
        "This feedback has {words} words; it should stay under {limit}.", "Say the one thing that matters."
    ),
}

LEARNING = {
    "concept-unknown": _fault("There is no concept card “{value}”.{hint}", "Name a file of the folder concepts."),
    "learn-nowhere": _flaw(
        "“{value}” is to be learned in this case, and no scene says so.",
        "Add - Learn: {value} to the scenes that exercise it, or leave it out of learn.",
    ),
    "learn-unlisted": _flaw(
        "This scene exercises “{value}”, which the front matter does not list under learn.", "Add it there."
    ),
    "card-heading": _fault(
        "A heading of a card or a practice begins with ##.", "Write ## and the heading, with a space between."
    ),
    "card-part-missing": _fault("The “{part}” is missing.", "Write it: the guide shows how, under Concept cards."),
    "card-part-unknown": _fault("“{value}” is not a part of a card.{hint}", "Its parts are: {choices}."),
    "card-length": _flaw("The card has {words} words.", "Keep it between {low} and {high}."),
    "practice-steps": _fault("The practice has {count} steps.", "Let it have {low} to {high}, each under ##."),
    "practice-label": _fault(
        "“{label}” cannot be read.", "Write - Stay: seconds from {low} to {high}, or - Breath: yes."
    ),
    "step-empty": _fault("The step “{step}” says nothing.", "Write what there is to do."),
}

KINDS: dict[str, Kind] = {
    **FILE,
    **FRONT,
    **LINES,
    **SCENES,
    **RESPONSES,
    **CONDITIONS,
    **STORY,
    **LENGTH,
    **LEARNING,
}
"""Every problem code, with its sentence and remedy."""
