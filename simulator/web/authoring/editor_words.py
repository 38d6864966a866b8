"""What the scripts of the editor say, to be translated with everything else; names in braces are filled in there."""

from simulator.web.language import N_

WORDS = {
    "text": N_("Text of the case"),
    "saved": N_("Saved"),
    "saving": N_("Saving…"),
    "typing": N_("Not saved yet"),
    "unreachable": N_(
        "Not saved yet: the server cannot be reached. What you type is kept on this page, and sent as soon as the"
        " server answers."
    ),
    "reached": N_("The server answers again. Everything is saved."),
    "signed_out": N_(
        "Not saved: you have been signed out. What you type is kept in this tab. Sign in again in a new tab, then"
        " reload this page."
    ),
    "old": N_("Not saved: this page has grown old. What you type is kept in this tab. Please reload this page."),
    "gone": N_(
        "Not saved: this draft has been thrown away, or it is not yours any more. Your text is still here: copy it if"
        " you want to keep it."
    ),
    "large": N_("Not saved: the text is larger than this site accepts. Nothing is lost: shorten it, and it is saved."),
    "other": N_("Not saved: the server did not take the text. It is kept on this page, and sent again when you go on."),
    "overtaken": N_(
        "{name} saved another text at {time}. Yours is not lost: it is here, and nothing has been written over."
    ),
    "both": N_("See both texts"),
    "put_back": N_("Text that had not been saved was put back."),
    "others": N_("{name} has had this draft open since {time}."),
    "newer": N_("A newer text of this draft has been saved."),
    "load": N_("Load the new text"),
    "words": N_("Words: {count}"),
    "line": N_("Line {line}"),
    "fault": N_("fault"),
    "flaw": N_("flaw"),
    "change": N_("Change to “{word}”"),
    "none": N_("No problems."),
    "problems": N_("Problems"),
    "found": N_("Problems: {count}"),
    "form": N_("Form"),
    "form_of": N_("Form: {title}"),
    "notice": N_("Notice"),
    "not_checked": N_("The text could not be checked just now. It is checked again when you go on."),
}
PHRASES = {
    "Find": N_("Find"),
    "Replace": N_("Replace"),
    "next": N_("next"),
    "previous": N_("previous"),
    "all": N_("all"),
    "match case": N_("match case"),
    "by word": N_("by word"),
    "regexp": N_("pattern"),
    "replace": N_("replace"),
    "replace all": N_("replace all"),
    "close": N_("close"),
    "current match": N_("current match"),
    "on line": N_("on line"),
    "replaced $ matches": N_("replaced: $"),
    "replaced match on line $": N_("replaced on line $"),
    "Go to line": N_("Go to line"),
    "go": N_("go"),
    "to": N_("to"),
    "Completions": N_("Suggestions"),
    "Control character": N_("Control character"),
    "Selection deleted": N_("Selection deleted"),
    "folded code": N_("folded text"),
    "Folded lines": N_("Folded: lines"),
    "Unfolded lines": N_("Unfolded: lines"),
    "unfold": N_("unfold"),
    "Fold line": N_("Fold"),
    "Unfold line": N_("Unfold"),
    "Diagnostics": N_("Problems"),
    "No diagnostics": N_("No problems."),
}
"""What CodeMirror says in English, and our words for it."""
