"""The words that a skeleton begins with, in each language that cases are begun in.

What is in brackets is still to be written (`simulator.markup.unwritten`); everything else can stay. Nobody is called he
or she: `{name}` is the client. There is no colon in a bracket, because the noticing step divides its lines at one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class ResponseWords(NamedTuple):
    """A response: its short name, what it is called, and what is still to be said."""

    slug: str
    title: str
    says: str


class SceneWords(NamedTuple):
    """A scene: what is seen, what is said, and its responses by the part they play."""

    slug: str
    title: str
    seen: str
    said: str
    responses: Mapping[str, ResponseWords]


class EndingWords(NamedTuple):
    """An ending."""

    slug: str
    title: str
    seen: str


class Words(NamedTuple):
    """Everything a skeleton says in one language.

    `told` is the feedback by level, `answers` what the client does by level, `hurt` the same for a harmful response by
    the client's defence against shame, `stance` the feedback on the better way by attachment.
    """

    scenes: Mapping[str, SceneWords]
    endings: Mapping[str, EndingWords]
    cues: tuple[tuple[str, bool, str], ...]
    told: Mapping[str, str]
    answers: Mapping[str, str]
    hurt: Mapping[str, str]
    stance: Mapping[str, str]
    tempting: str
    instead: tuple[str, str]
    moment: str
    briefing: str
    age: str
    pronouns: str
    sources: str
    copied: str


ENGLISH_WORDS = Words(
    scenes={
        "door": SceneWords(
            "at-the-door",
            "At the door",
            "(to write – what you see of {name} in the doorway)",
            "(to write – the first thing {name} says)",
            {
                "missed": ResponseWords(
                    "begin-as-usual", "Begin as you usually begin", "(to write – your usual first sentence)"
                ),
                "good": ResponseWords(
                    "answer-what-you-see", "Answer what you see", "(to write – a word to the body, before the words)"
                ),
                "also-good": ResponseWords(
                    "leave-the-choice", "Leave {name} the choice", "(to write – a choice that is easy to refuse)"
                ),
            },
        ),
        "arriving": SceneWords(
            "first-minutes",
            "The first minutes",
            "(to write – where you both are now, and what is in the room)",
            "(to write – what {name} tells you first)",
            {
                "also-good": ResponseWords("slow-down", "Slow down", "(to write – fewer words, said more slowly)"),
                "missed": ResponseWords(
                    "ask-for-the-story",
                    "Ask for the story from the beginning",
                    "(to write – a friendly question that could be put to anybody)",
                ),
                "good": ResponseWords(
                    "stay-with-it", "Stay with what {name} brings", "(to write – a sentence in {name}'s own words)"
                ),
            },
        ),
        "turn": SceneWords(
            "the-turn",
            "It turns on this",
            "(to write – the moment that everything turns on)",
            "",
            {
                "good": ResponseWords("the-other-way", "Try another way", "(to write – what would help here)"),
                "tempting": ResponseWords(
                    "what-suggests-itself", "Do what suggests itself", "(to write – how you would say it, kindly)"
                ),
                "missed": ResponseWords(
                    "something-safe",
                    "Say something safe",
                    "(to write – what one says, not knowing what to say)",
                ),
            },
        ),
        "repair": SceneWords(
            "put-it-right",
            "Putting it right",
            "(to write – how {name} is now, and how you notice that something broke)",
            "",
            {
                "missed": ResponseWords("carry-on", "Go on to something easier", "(to write – the change of subject)"),
                "good": ResponseWords(
                    "own-your-part", "Say what was yours in it", "(to write – your part, in one plain sentence)"
                ),
                "harmful": ResponseWords(
                    "explain-yourself",
                    "Explain what you meant",
                    "(to write – your good intention, at length)",
                ),
            },
        ),
        "closer": SceneWords(
            "what-opens",
            "What opens now",
            "(to write – what has become possible since)",
            "(to write – something {name} has not said before)",
            {
                "missed": ResponseWords(
                    "ask-how-it-feels", "Ask how that feels", "(to write – a question that opens more than it holds)"
                ),
                "also-good": ResponseWords("say-little", "Say little and stay", "(to write – two or three words)"),
                "good": ResponseWords(
                    "one-step", "Go one step with {name}", "(to write – one small step, and how it can be refused)"
                ),
            },
        ),
        "further": SceneWords(
            "one-step-further",
            "One step further",
            "(to write – what {name} dares now, and what it stirs)",
            "(to write – what {name} is afraid would happen)",
            {
                "harmful": ResponseWords(
                    "hold-to-it", "Hold {name} to it", "(to write – how you press on, in a friendly voice)"
                ),
                "good": ResponseWords("a-smaller-step", "Make the step smaller", "(to write – the same, half as big)"),
                "missed": ResponseWords(
                    "encourage-in-general", "Encourage {name}", "(to write – praise that would suit anybody)"
                ),
            },
        ),
        "parting": SceneWords(
            "before-the-door",
            "Before the door",
            "(to write – how the hour comes to its end)",
            "(to write – how {name} says goodbye)",
            {
                "missed": ResponseWords(
                    "the-next-date", "Confirm the next appointment", "(to write – day and hour, politely)"
                ),
                "harmful": ResponseWords(
                    "a-promise",
                    "Promise that it will get better",
                    "(to write – a warm promise, not yours to give)",
                ),
                "good": ResponseWords(
                    "something-small", "Agree on something small", "(to write – something {name} can take along)"
                ),
            },
        ),
        "above": SceneWords(
            "too-much",
            "Too much",
            "(to write – how breath, hands and eyes show that it is too much for {name})",
            "",
            {
                "harmful": ResponseWords(
                    "into-the-feeling", "Stay with the feeling", "(to write – a tender question that leads further in)"
                ),
                "good": ResponseWords(
                    "back-to-the-room", "Come back to the room", "(to write – something plain that both can see)"
                ),
                "missed": ResponseWords("wait-for-it", "Wait until it passes", "(to write – “It's all right”, or so)"),
            },
        ),
        "below": SceneWords(
            "far-away",
            "Far away",
            "(to write – what has stopped in {name}, the hands, the eyes or the voice)",
            "",
            {
                "harmful": ResponseWords(
                    "come-closer", "Come closer and ask", "(to write – a worried question, louder and nearer)"
                ),
                "good": ResponseWords(
                    "lend-your-voice",
                    "Say what is here, in a quiet voice",
                    "(to write – dull and true things about the room)",
                ),
                "missed": ResponseWords("let-it-be", "Keep silent with {name}", "(to write – what you do meanwhile)"),
            },
        ),
    },
    endings={
        "connected": EndingWords(
            "something-has-moved", "Something has moved", "(to write – the last thing you see, and what is new in it)"
        ),
        "steady": EndingWords(
            "good-enough-today", "Good enough for today", "(to write – how {name} leaves, and what stays open)"
        ),
        "strained": EndingWords(
            "more-to-carry", "More to carry than before", "(to write – what {name} takes home and does not say)"
        ),
        "broken-off": EndingWords(
            "gone-too-soon", "Gone too soon", "(to write – how {name} goes, and what you could still do)"
        ),
    },
    cues=(
        ("(to write – something small that can be seen)", True, "(to write – what it may mean)"),
        ("(to write – something in the voice or the breath)", True, "(to write – what it may mean)"),
        ("(to write – a reading that goes too far)", False, "(to write – why it goes too far)"),
    ),
    told={
        "advanced": "(to write – what made it fit {name} and this moment)",
        "helpful": "(to write – what it did for {name})",
        "missed": "(to write – what passed by here)",
        "harmful": "(to write – what it did to {name}, as to a colleague)",
    },
    answers={
        "good": "(to write – what you see in {name} now)",
        "missed": "(to write – a polite answer, and what stays shut)",
    },
    hurt={
        "submissive": "(to write – how {name} gives in, and what it costs)",
        "aggressive": "(to write – what {name} says back, and how sharply)",
        "shutdown": "(to write – how {name} goes away without moving)",
        "": "(to write – what {name} does, perhaps sideways or late)",
    },
    stance={
        "secure": "(to write – how it went straight to what {name} needed)",
        "anxious-preoccupied": "(to write – how it trusted {name} and kept the bond)",
        "dismissive-avoidant": "(to write – how it honoured what {name} can do alone)",
        "fearful-avoidant": "(to write – how it stayed steady and asked for nothing)",
    },
    tempting="(to write – why a decent therapist would do this)",
    instead=("(to write – other words for the same wish)", "(to write – why they land better)"),
    moment="What happens in you, as {name} waits for your answer?",
    briefing="(to write – what you know before the door opens)",
    age="(to write – an age)",
    pronouns="(to write – for example she/her)",
    sources="(to write – what the case rests on)",
    copied="{title} (copy)",
)
