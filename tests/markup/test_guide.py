"""The author's guide holds every sentence of the checker, so that an author can look it up."""

import re

from simulator.config import bundled
from simulator.markup.kinds import KINDS
from simulator.markup.reader import read
from simulator.markup.rubric import read_rubric_file
from tests.markup.reading import checked

GUIDE = (bundled("scenarios") / "README.md").read_text("utf-8")


def row(code: str) -> str:
    """The line of the guide's table for a code: what a problem fills in is shown as …"""
    sentence = re.sub(r"\{\w+\}", "…", KINDS[code].sentence.replace("{hint}", ""))
    mark = "" if KINDS[code].severity == "fault" else " *"
    return f"| `{code}`{mark} | {sentence} |"


def test_the_guide_lists_every_code_with_its_sentence() -> None:
    section = GUIDE.partition("## When the checker speaks")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [row(code) for code in KINDS], "\n".join(["The table should be:", *map(row, KINDS)])


def test_the_example_of_the_guide_can_be_read() -> None:
    example = GUIDE.partition("```markdown\n")[2].partition("```")[0]
    rubric = read_rubric_file(bundled("scenarios") / "rubric.md")
    codes = {problem.code for problem in read(example, "an-example", rubric).problems}
    beginning = {"target-unknown", "responses-few", "scene-without-responses"}
    assert codes == beginning  # the example breaks off before the case does


def test_every_limit_of_the_guide_is_kept() -> None:
    from simulator.markup import checks, conditions, labels, reader, scenes

    limits = GUIDE.partition("## Limits")[2]
    for number in (checks.SCENE_WORDS, checks.RESPONSE_WORDS, checks.FEEDBACK_WORDS, reader.MOST_SCENES):
        assert str(number) in limits
    assert f"{reader.LARGEST // 1024} KiB" in limits
    assert f"At most {conditions.LONGEST} characters" in GUIDE
    assert f"at most {scenes.MOST_RESPONSES} responses" in limits
    assert f"at most {labels.MOST_WAYS} ways on" in limits
    assert f"at most {scenes.MOST_RULES} Enter rules" in limits


def test_an_empty_file_is_told_what_a_case_needs() -> None:
    assert [problem.code for problem in checked("").problems] == ["briefing-missing", "front-missing", "no-scenes"]
