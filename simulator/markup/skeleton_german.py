"""The words that a skeleton begins with, in German. Written to be said aloud, not word for word after the English."""

from __future__ import annotations

from simulator.markup.skeleton_texts import EndingWords, ResponseWords, SceneWords, Words

GERMAN_WORDS = Words(
    scenes={
        "door": SceneWords(
            "an-der-tuer",
            "An der Tür",
            "(noch zu schreiben – was Sie von {name} in der Tür sehen)",
            "(noch zu schreiben – das Erste, was {name} sagt)",
            {
                "missed": ResponseWords(
                    "wie-immer-beginnen", "Beginnen wie sonst auch", "(noch zu schreiben – Ihr gewohnter erster Satz)"
                ),
                "good": ResponseWords(
                    "auf-das-sichtbare",
                    "Auf das antworten, was Sie sehen",
                    "(noch zu schreiben – ein Wort zu dem, was der Körper sagt)",
                ),
                "also-good": ResponseWords(
                    "die-wahl-lassen",
                    "{name} die Wahl lassen",
                    "(noch zu schreiben – eine Wahl, die sich leicht ausschlagen lässt)",
                ),
            },
        ),
        "arriving": SceneWords(
            "die-ersten-minuten",
            "Die ersten Minuten",
            "(noch zu schreiben – wo Sie beide jetzt sind und was im Raum ist)",
            "(noch zu schreiben – was {name} zuerst erzählt)",
            {
                "also-good": ResponseWords(
                    "langsamer-werden", "Langsamer werden", "(noch zu schreiben – weniger Worte, langsamer gesagt)"
                ),
                "missed": ResponseWords(
                    "nach-der-geschichte",
                    "Nach der Geschichte von Anfang an fragen",
                    "(noch zu schreiben – eine freundliche Frage, die zu jedem passt)",
                ),
                "good": ResponseWords(
                    "dabei-bleiben",
                    "Bei dem bleiben, was {name} mitbringt",
                    "(noch zu schreiben – ein Satz in den Worten von {name})",
                ),
            },
        ),
        "turn": SceneWords(
            "der-wendepunkt",
            "Hier wendet es sich",
            "(noch zu schreiben – der Augenblick, auf den es ankommt)",
            "",
            {
                "good": ResponseWords(
                    "der-andere-weg", "Einen anderen Weg versuchen", "(noch zu schreiben – was hier helfen würde)"
                ),
                "tempting": ResponseWords(
                    "das-naheliegende",
                    "Das Naheliegende tun",
                    "(noch zu schreiben – wie Sie es freundlich sagen würden)",
                ),
                "missed": ResponseWords(
                    "etwas-sicheres",
                    "Etwas Sicheres sagen",
                    "(noch zu schreiben – was man sagt, wenn man nicht weiterweiß)",
                ),
            },
        ),
        "repair": SceneWords(
            "wiedergutmachen",
            "Wiedergutmachen",
            "(noch zu schreiben – wie es {name} jetzt geht und woran Sie den Bruch merken)",
            "",
            {
                "missed": ResponseWords(
                    "leichter-weiter", "Mit etwas Leichterem weitermachen", "(noch zu schreiben – der Themenwechsel)"
                ),
                "good": ResponseWords(
                    "den-eigenen-anteil",
                    "Sagen, was an Ihnen lag",
                    "(noch zu schreiben – Ihr Anteil, in einem schlichten Satz)",
                ),
                "harmful": ResponseWords(
                    "sich-erklaeren",
                    "Erklären, wie es gemeint war",
                    "(noch zu schreiben – Ihre gute Absicht, ausführlich erklärt)",
                ),
            },
        ),
        "closer": SceneWords(
            "was-jetzt-moeglich-wird",
            "Was jetzt möglich wird",
            "(noch zu schreiben – was seither möglich geworden ist)",
            "(noch zu schreiben – etwas, das {name} noch nie gesagt hat)",
            {
                "missed": ResponseWords(
                    "wie-sich-das-anfuehlt",
                    "Fragen, wie sich das anfühlt",
                    "(noch zu schreiben – eine Frage, die mehr öffnet, als sie hält)",
                ),
                "also-good": ResponseWords(
                    "wenig-sagen", "Wenig sagen und bleiben", "(noch zu schreiben – zwei oder drei Worte)"
                ),
                "good": ResponseWords(
                    "ein-schritt",
                    "Einen Schritt mit {name} gehen",
                    "(noch zu schreiben – ein kleiner Schritt, zu dem man auch Nein sagen kann)",
                ),
            },
        ),
        "further": SceneWords(
            "einen-schritt-weiter",
            "Einen Schritt weiter",
            "(noch zu schreiben – was {name} jetzt wagt und was das aufrührt)",
            "(noch zu schreiben – was {name} befürchtet)",
            {
                "harmful": ResponseWords(
                    "darauf-bestehen",
                    "Darauf bestehen",
                    "(noch zu schreiben – wie Sie freundlich drängen)",
                ),
                "good": ResponseWords(
                    "ein-kleinerer-schritt",
                    "Den Schritt kleiner machen",
                    "(noch zu schreiben – dasselbe, nur halb)",
                ),
                "missed": ResponseWords(
                    "allgemein-ermutigen", "{name} ermutigen", "(noch zu schreiben – ein Lob, das zu jedem passt)"
                ),
            },
        ),
        "parting": SceneWords(
            "vor-der-tuer",
            "Vor der Tür",
            "(noch zu schreiben – wie die Stunde zu Ende geht)",
            "(noch zu schreiben – wie {name} sich verabschiedet)",
            {
                "missed": ResponseWords(
                    "der-naechste-termin", "Den nächsten Termin bestätigen", "(noch zu schreiben – Tag und Uhrzeit)"
                ),
                "harmful": ResponseWords(
                    "ein-versprechen",
                    "Versprechen, dass es besser wird",
                    "(noch zu schreiben – ein warmes Versprechen, das niemand halten kann)",
                ),
                "good": ResponseWords(
                    "etwas-kleines",
                    "Etwas Kleines verabreden",
                    "(noch zu schreiben – etwas, das {name} mitnehmen kann)",
                ),
            },
        ),
        "above": SceneWords(
            "zu-viel",
            "Zu viel",
            "(noch zu schreiben – woran an Atem, Händen und Augen zu sehen ist, dass es {name} zu viel wird)",
            "",
            {
                "harmful": ResponseWords(
                    "tiefer-ins-gefuehl",
                    "Beim Gefühl bleiben",
                    "(noch zu schreiben – eine sanfte Frage, die weiter hineinführt)",
                ),
                "good": ResponseWords(
                    "zurueck-in-den-raum",
                    "Zurück in den Raum kommen",
                    "(noch zu schreiben – etwas Schlichtes, das beide sehen können)",
                ),
                "missed": ResponseWords(
                    "abwarten", "Warten, bis es vorbeigeht", "(noch zu schreiben – „Ist schon gut“ oder Ähnliches)"
                ),
            },
        ),
        "below": SceneWords(
            "weit-weg",
            "Weit weg",
            "(noch zu schreiben – was an {name} stillsteht, die Hände, die Augen oder die Stimme)",
            "",
            {
                "harmful": ResponseWords(
                    "naeher-kommen",
                    "Näher kommen und fragen",
                    "(noch zu schreiben – eine besorgte Frage, lauter und näher)",
                ),
                "good": ResponseWords(
                    "die-stimme-leihen",
                    "Mit ruhiger Stimme sagen, was hier ist",
                    "(noch zu schreiben – langweilige, wahre Dinge über den Raum)",
                ),
                "missed": ResponseWords(
                    "mit-schweigen", "Mit {name} schweigen", "(noch zu schreiben – was Sie währenddessen tun)"
                ),
            },
        ),
    },
    endings={
        "connected": EndingWords(
            "etwas-ist-anders", "Etwas ist anders", "(noch zu schreiben – das letzte Bild und was daran neu ist)"
        ),
        "steady": EndingWords(
            "gut-genug-fuer-heute",
            "Gut genug für heute",
            "(noch zu schreiben – wie {name} geht und was offen bleibt)",
        ),
        "strained": EndingWords(
            "schwerer-als-zuvor",
            "Schwerer als zuvor",
            "(noch zu schreiben – was {name} mit nach Hause nimmt und nicht sagt)",
        ),
        "broken-off": EndingWords(
            "zu-frueh-gegangen",
            "Zu früh gegangen",
            "(noch zu schreiben – wie {name} geht und was Sie noch tun könnten)",
        ),
    },
    cues=(
        ("(noch zu schreiben – etwas Kleines, das zu sehen ist)", True, "(noch zu schreiben – was es bedeuten kann)"),
        ("(noch zu schreiben – etwas in Stimme oder Atem)", True, "(noch zu schreiben – was es bedeuten kann)"),
        ("(noch zu schreiben – eine Deutung, die zu weit geht)", False, "(noch zu schreiben – warum sie zu weit geht)"),
    ),
    told={
        "advanced": "(noch zu schreiben – wodurch es zu {name} und zu diesem Augenblick passte)",
        "helpful": "(noch zu schreiben – was es für {name} getan hat)",
        "missed": "(noch zu schreiben – was hier vorüberging)",
        "harmful": "(noch zu schreiben – was es mit {name} gemacht hat, wie unter Kollegen)",
    },
    answers={
        "good": "(noch zu schreiben – was jetzt an {name} zu sehen ist)",
        "missed": "(noch zu schreiben – eine höfliche Antwort und was verschlossen bleibt)",
    },
    hurt={
        "submissive": "(noch zu schreiben – wie {name} nachgibt und was das kostet)",
        "aggressive": "(noch zu schreiben – was {name} zurückgibt, und wie scharf)",
        "shutdown": "(noch zu schreiben – wie {name} verschwindet, ohne sich zu bewegen)",
        "": "(noch zu schreiben – was {name} tut, vielleicht auf Umwegen oder spät)",
    },
    stance={
        "secure": "(noch zu schreiben – wie es geradewegs zu dem ging, was {name} brauchte)",
        "anxious-preoccupied": "(noch zu schreiben – wie es {name} etwas zutraute und die Bindung hielt)",
        "dismissive-avoidant": "(noch zu schreiben – wie es achtete, was {name} allein kann)",
        "fearful-avoidant": "(noch zu schreiben – wie es verlässlich blieb und nichts verlangte)",
    },
    tempting="(noch zu schreiben – warum gute Therapeuten so etwas tun)",
    instead=(
        "(noch zu schreiben – andere Worte dafür)",
        "(noch zu schreiben – warum sie eher ankommen)",
    ),
    moment="Was geschieht in Ihnen, während {name} auf Ihre Antwort wartet?",
    briefing="(noch zu schreiben – was Sie wissen, bevor die Tür aufgeht)",
    age="(noch zu schreiben – ein Alter)",
    pronouns="(noch zu schreiben – zum Beispiel sie/ihr)",
    sources="(noch zu schreiben – worauf der Fall sich stützt)",
    copied="{title} (Kopie)",
)
