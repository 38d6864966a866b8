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


def N_(words: str) -> str:  # noqa: N802 - the name that everything which reads catalogues knows
    """Mark words that are translated where they are shown."""
    return words


def _fault(sentence: str, remedy: str) -> Kind:
    return Kind("fault", sentence, remedy)


def _flaw(sentence: str, remedy: str) -> Kind:
    return Kind("flaw", sentence, remedy)


FILE = {
    "file-unreadable": _fault(N_("The file cannot be opened."), N_("See that it exists and that you may read it.")),
    "file-encoding": _fault(N_("The file is not text in UTF-8."), N_("Save it again as plain text, in UTF-8.")),
    "file-character": _fault(
        N_("A hidden control character stands in this line."), N_("Delete the line and type it again.")
    ),
    "file-too-large": _fault(
        N_("The file is larger than {limit} KiB."), N_("Split the case into two that continue each other.")
    ),
    "too-many-problems": _flaw(
        N_("There are more problems than these {limit}."), N_("Mend some of these, then check again.")
    ),
}

FRONT = {
    "front-missing": _fault(
        N_("The file does not begin with front matter."),
        N_("Put the facts of the case at the very top, between two lines of ---."),
    ),
    "front-unclosed": _fault(N_("The front matter has no closing ---."), N_("Add a line of --- after the last fact.")),
    "yaml-syntax": _fault(
        N_("The front matter cannot be read: {detail}."), N_("Check colons, brackets and quotation marks here.")
    ),
    "yaml-forbidden": _fault(
        N_("{what} cannot be used in the front matter."), N_("Write the value out in plain words.")
    ),
    "yaml-duplicate": _fault(N_("“{key}” stands twice in the front matter."), N_("Keep one of the two.")),
    "yaml-too-deep": _fault(
        N_("The front matter is too long or nested too deeply."), N_("Keep it to the keys of the guide.")
    ),
    "key-missing": _fault(
        N_("The front matter has no “{key}”."), N_("Add it: the guide shows how, under Front matter.")
    ),
    "key-unknown": _fault(
        N_("“{key}” is not a fact the format knows.{hint}"), N_("Remove it, or use a key of the guide.")
    ),
    "value-unknown": _fault(N_("“{value}” cannot be the {key}.{hint}"), N_("Use one of: {choices}.")),
    "value-shape": _fault(N_("“{key}” should be {shape}."), N_("Write it like this: {example}")),
    "language-unknown": _fault(
        N_("“{value}” is not a language the format knows."), N_("Write its tag, for example language: en, de or pt-BR.")
    ),
    "window-shape": _fault(
        N_("The window of tolerance needs two numbers, low below zero and high above."), N_("Write window: [-2, 2].")
    ),
    "gauge-range": _fault(
        N_("“{gauge}” starts at {start}, outside {low} to {high}."), N_("Choose a start within its range.")
    ),
    "gauge-name": _fault(
        N_("A gauge of your own cannot be called “{gauge}”."),
        N_("Choose another name: conditions use this word differently."),
    ),
    "continues-itself": _fault(
        N_("This case continues itself, directly or by way of others."),
        N_("Name an earlier case that stands by itself."),
    ),
    "continues-unknown": _fault(
        N_("There is no case “{value}” in this folder.{hint}"), N_("Name a file beside this one.")
    ),
}

LINES = {
    "heading-malformed": _fault(
        N_("This heading is not of the form “slug: Title”."),
        N_("Write ## short-name: Title for a scene, ### short-name: What you do for a response."),
    ),
    "heading-lost": _fault(
        N_("This line looks like a heading but will be read as prose."),
        N_("Put ## (scene) or ### (response) before it, with a space."),
    ),
    "heading-misplaced": _fault(N_("This ### heading stands before any scene."), N_("Begin a scene with ## first.")),
    "rule-line": _fault(
        N_("A line of dashes or stars means nothing here."), N_("Remove it. A new scene begins with ##.")
    ),
    "slug-duplicate": _fault(
        N_("The slug “{slug}” is already used in line {other}."), N_("Give each scene and response a name of its own.")
    ),
    "label-unknown": _fault(N_("“{label}” is not a label.{hint}"), N_("Labels here are: {choices}.")),
    "label-misplaced": _fault(N_("“{label}” does not belong in {place}."), N_("Labels here are: {choices}.")),
    "label-repeated": _fault(N_("“{label}” stands twice."), N_("Join the two lines or remove one.")),
    "label-lost": _fault(N_("This line looks like “{label}:” but will be read as prose."), N_("Begin it with “- ”.")),
    "label-empty": _fault(N_("“{label}” says nothing."), N_("Write something after the colon, or remove the line.")),
    "item-unlabelled": _fault(
        N_("A list item here needs a label."), N_("Labels here are: {choices}. For prose, leave out the “- ”.")
    ),
    "picture-place": _fault(
        N_("A picture stands in a paragraph of its own."),
        N_("Put it between blank lines, in the briefing or before the responses of a scene."),
    ),
    "picture-alt-missing": _fault(
        N_("This picture says nothing to somebody who cannot see it."),
        N_("Write what is to be seen between the square brackets: ![a gate, half open](…)."),
    ),
    "picture-outside": _fault(
        N_("“{value}” is not the name of a picture of this site."),
        N_("Add the picture to the case in the studio, under Pictures, and use the line that is shown there."),
    ),
    "picture-unknown": _fault(
        N_("There is no picture “{value}”.{hint}"),
        N_("Add it in the studio, under Pictures, or take this line out."),
    ),
}

SCENES = {
    "no-scenes": _fault(N_("The case has no scene."), N_("Begin one with ## short-name: Title.")),
    "too-many-scenes": _fault(
        N_("The case has more than {limit} scenes."), N_("Split it into two that continue each other.")
    ),
    "briefing-missing": _fault(
        N_("The case has no briefing."), N_("Write before the first scene what the trainee knows.")
    ),
    "scene-empty": _fault(N_("The scene “{scene}” shows nothing."), N_("Write what is seen or said.")),
    "scene-without-responses": _fault(
        N_("The scene “{scene}” has no responses and is no ending."), N_("Add responses, or “- Ending: …”.")
    ),
    "ending-with-responses": _fault(
        N_("“{scene}” is an ending and still has responses."), N_("Remove the responses, or the line “- Ending”.")
    ),
    "ending-unknown": _fault(N_("“{value}” is not a kind of ending.{hint}"), N_("Use one of: {choices}.")),
    "enter-shape": _fault(
        N_("An Enter rule begins with “when”."), N_("Write - Enter: when arousal above window, once")
    ),
    "enter-many": _fault(N_("The case has more than {limit} Enter rules."), N_("Let one rule ask for several things.")),
    "own-words-shape": _fault(
        N_("“Own words” is either yes or no."), N_("Write - Own words: yes, or remove the line.")
    ),
    "responses-few": _fault(
        N_("“{scene}” offers only one response."), N_("A decision needs at least two; three or four is best.")
    ),
    "responses-many": _fault(N_("“{scene}” has {count} responses to offer."), N_("Keep a decision to five at most.")),
    "notice-shape": _fault(
        N_("A line of the noticing step is “- [x] what is seen: what you tell the trainee”."),
        N_("Begin with - [x] or - [ ] and put a colon before the feedback. Other text belongs before ### Notice."),
    ),
    "notice-misplaced": _fault(
        N_("The noticing step stands after a response."), N_("Move it before the first response of the scene.")
    ),
    "notice-repeated": _fault(N_("The scene has two noticing steps."), N_("Join them.")),
    "notice-one-sided": _flaw(
        N_("Every line of this noticing step is marked the same."),
        N_("Mark with [x] what was there and with [ ] what was not."),
    ),
    "notice-count": _flaw(N_("This noticing step has {count} lines."), N_("Two to five are best.")),
}

RESPONSES = {
    "rating-missing": _fault(
        N_("“{response}” has no rating on {principle}, which is in play in this scene."),
        N_("Add - {principle}: level, criterion. Sentence."),
    ),
    "response-unrated": _fault(
        N_("“{response}” has no rating."), N_("Rate it on each principle in play in the scene.")
    ),
    "rating-shape": _fault(
        N_("A rating is “level, criterion. Sentence.”"),
        N_("Write for example - Attunement: helpful, reads-cues. You answered her silence first."),
    ),
    "level-unknown": _fault(N_("“{value}” is not a level.{hint}"), N_("Use harmful, missed, helpful or advanced.")),
    "criterion-unknown": _fault(
        N_("“{value}” is not a criterion of the rubric.{hint}"), N_("Name a criterion that stands in rubric.md.")
    ),
    "criterion-elsewhere": _fault(
        N_("“{value}” belongs to {other}, not to {principle}."), N_("Name a criterion of {principle}.")
    ),
    "criterion-missing": _fault(
        N_("This rating names no criterion."), N_("Put one or two criteria of the rubric after the level.")
    ),
    "criteria-many": _fault(
        N_("This rating names {count} criteria."), N_("Keep the one or two that decided the level.")
    ),
    "feedback-missing": _fault(
        N_("This rating tells the trainee nothing."), N_("After the full stop, say what the response did.")
    ),
    "effect-shape": _fault(
        N_("“{value}” is not an effect."), N_("Write for example arousal -1, safeness +1, or arousal to -4.")
    ),
    "effect-repeated": _fault(N_("“{gauge}” is moved twice by one response."), N_("Add the two up.")),
    "gauge-unknown": _fault(N_("“{value}” is not a gauge of this case.{hint}"), N_("Gauges here are: {choices}.")),
    "client-missing": _fault(
        N_("“{response}” gets no answer from the client."), N_("Add - Client: what is seen or heard.")
    ),
    "client-silent": _fault(
        N_("Every Client line of “{response}” has a condition, so that sometimes nothing is shown."),
        N_("Add one without a condition."),
    ),
    "instead-missing": _fault(
        N_("“{response}” misses or harms and shows no other way."), N_('Add - Instead: "other words" and why.')
    ),
    "instead-shape": _fault(
        N_("“Instead” is other words in double quotation marks, then why."),
        N_('Write - Instead: "We can leave it for today." It keeps the door open.'),
    ),
    "next-missing": _fault(N_("“{response}” leads nowhere."), N_("Add - Next: the slug of a scene.")),
    "next-shape": _fault(
        N_("The way on is not complete."), N_("Write - Next: slug, or slug if CONDITION, otherwise slug.")
    ),
    "next-many": _fault(
        N_("This Next has more than {limit} ways on."), N_("Leave some of them to the scene it leads to.")
    ),
    "target-unknown": _fault(N_("There is no scene “{value}”.{hint}"), N_("Name a scene of this file.")),
}

CONDITIONS = {
    "condition-shape": _fault(
        N_("This condition cannot be read: {detail}."),
        N_("See Conditions in the guide, for example safeness at least 3."),
    ),
    "condition-long": _fault(
        N_("A condition has at most 200 characters and 50 parts."), N_("Make it simpler, or use a gauge of your own.")
    ),
    "condition-name": _fault(N_("There is no {kind} “{value}”.{hint}"), N_("Name one that stands in this file.")),
    "condition-alone": _fault(
        N_("This condition has no words after it."),
        N_("Put the words right after the bracket, without a blank line between."),
    ),
}

STORY = {
    "still-to-write": _fault(
        N_("“{what}” is still to be written."), N_("Put your own words in the place of this bracket.")
    ),
    "no-ending": _fault(
        N_("The case has no ending."), N_("Add a scene with - Ending: connected (or steady, strained, broken-off).")
    ),
    "scene-unreachable": _fault(
        N_("No way leads to “{scene}”."), N_("Lead a Next or an Enter rule there, or remove it.")
    ),
    "response-never-offered": _fault(N_("“{response}” can never be offered."), N_("Loosen its When, or remove it.")),
    "way-stuck": _fault(
        N_("In “{scene}” it can happen that no response is offered."), N_("Leave one response there without a When.")
    ),
    "loop-closed": _fault(
        N_("From “{scene}” the story can go round for ever without reaching an ending."),
        N_("Give the loop a way out that is open in every state."),
    ),
    "window-unanswered": _fault(
        N_("“{response}” can take the client {side} the window, and no rule answers."),
        N_("Add an Enter rule for arousal {side} window."),
    ),
    "too-wide": _flaw(
        N_("The case has too many different states to look at every way."),
        N_("Use fewer gauges, or conditions that ask about less."),
    ),
    "titration-contradiction": _fault(
        N_("“{response}” is rated advanced on titration and pushes the client out of the window."),
        N_("Lower the rating, soften the effect, or offer it only when there is room."),
    ),
    "rated-alike": _fault(N_("Every response of “{scene}” is rated alike."), N_("A decision needs a difference.")),
    "harm-without-cost": _fault(
        N_("“{response}” is harmful and costs the client nothing."),
        N_("Let it lower safeness or warmth, raise shame, or move arousal away from the middle."),
    ),
    "giveaway-length": _flaw(
        N_("The best response is the longest in {count} of {scenes} decisions."),
        N_("Let some good responses be short and some tempting ones long."),
    ),
    "giveaway-position": _flaw(
        N_("The best response comes first in {count} of {scenes} decisions."), N_("Vary its place.")
    ),
    "giveaway-wording": _flaw(
        N_("“{word}” stands in {count} of the best responses and hardly in the others."),
        N_("Let others say it too, or say it differently."),
    ),
}

LENGTH = {
    "long-scene": _flaw(
        N_("“{scene}” shows {words} words, more than {limit}."), N_("Shorten it, or make two scenes of it.")
    ),
    "long-response": _flaw(
        N_("“{response}” has {words} words, more than {limit}."), N_("Say it shorter, as one would aloud.")
    ),
    "long-feedback": _flaw(
        N_("This feedback has {words} words; it should stay under {limit}."), N_("Say the one thing that matters.")
    ),
}

LEARNING = {
    "concept-unknown": _fault(
        N_("There is no concept card “{value}”.{hint}"), N_("Name a file of the folder concepts.")
    ),
    "learn-nowhere": _flaw(
        N_("“{value}” is to be learned in this case, and no scene says so."),
        N_("Add - Learn: {value} to the scenes that exercise it, or leave it out of learn."),
    ),
    "learn-unlisted": _flaw(
        N_("This scene exercises “{value}”, which the front matter does not list under learn."), N_("Add it there.")
    ),
    "card-heading": _fault(
        N_("A heading of a card or a practice begins with ##."), N_("Write ## and the heading, with a space between.")
    ),
    "card-part-missing": _fault(
        N_("The “{part}” is missing."), N_("Write it: the guide shows how, under Concept cards.")
    ),
    "card-part-unknown": _fault(N_("“{value}” is not a part of a card.{hint}"), N_("Its parts are: {choices}.")),
    "card-length": _flaw(N_("The card has {words} words."), N_("Keep it between {low} and {high}.")),
    "practice-steps": _fault(N_("The practice has {count} steps."), N_("Let it have {low} to {high}, each under ##.")),
    "practice-label": _fault(
        N_("“{label}” cannot be read."), N_("Write - Stay: seconds from {low} to {high}, or - Breath: yes.")
    ),
    "step-empty": _fault(N_("The step “{step}” says nothing."), N_("Write what there is to do.")),
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
