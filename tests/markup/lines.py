"""Texts made of lines of every kind that the format knows, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

LINES = (
    *(
        "---",
        "",
        "   ",
        "## a: A",
        "## the-end: The end",
        "### b: B",
        "### Notice",
        "### B",
        "# A",
        "#### deep",
        "##",
        "#",
    ),
    *(
        "prose",
        "  indented prose",
        "\tprose",
        "> speech",
        ">",
        "> > twice",
        ">speech",
        "- Next: a",
        "- Next:",
        "-",
        "*",
        "+",
    ),
    *(
        "* Client: [safeness at least 3] She nods.",
        "- [x] seen: told",
        "- [ ] seen",
        "-not an item",
        "+ Effect: arousal -1",
    ),
    *("[visited a] She waits.", "[", "[]", "![a](b)", "***", "===", "___", "--", "title: A", "a-slug: prose", "notice"),
    *(
        "- Attunement: helpful, reads-cues. Yes.",
        "- Ending: steady",
        "- Enter: when arousal above window, once",
        "é e\u0301",
    ),
    *("- When: not (visited a or chose b)", "- Instead: “Come.” It helps.", "\u00a0", "\x0c", "\x1c", "\u2028", "\x85"),
)
ANY_LINE = st.one_of(st.sampled_from(LINES), st.text(st.characters(exclude_characters="\n"), max_size=30))
ENDS = st.sampled_from(("\n", "\r\n", "\r"))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some lines, and any ends of lines."""
    lines = draw(st.lists(st.tuples(ANY_LINE, ENDS), max_size=30))
    return "".join(line + end for line, end in lines) + draw(st.one_of(st.just(""), ANY_LINE))
