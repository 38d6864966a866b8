"""What a course leader does in the editor, in a course leader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from playwright.sync_api import Locator, Page, expect

from simulator.storage import drafts as rows
from simulator.usecases import drafts, people
from simulator.usecases.catalogue import Store
from simulator.usecases.people import Actor

MENU_WAITS = 120


def leader_of(store: Store, name: str) -> Actor:
    """Somebody of the demo, seen from the use cases."""
    slug = next(one.slug for one in people.demo_people(store) if one.name == name)
    actor = people.actor(store, people.sign_in_demo(store, slug))
    assert actor
    return actor


def begun(store: Store, text: str, name: str = "Noor Lind") -> UUID:
    """A draft of this text."""
    draft_id = uuid4()
    drafts.begin(store, leader_of(store, name), draft_id, f"draft-{draft_id.hex[:8]}", text, "blank")
    return draft_id


def stored(store: Store, draft_id: UUID) -> str:
    """The text of a draft as the store has it."""
    with store.database.read() as session:
        found = rows.draft(session, draft_id)
    assert found
    return found.text


@dataclass
class Writer:
    """Somebody in front of the editor. `complaints` are what the browser had to say."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console",
            lambda said: self.complaints.append(f"{self.page.url}: {said.text}") if said.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def come_in(self, name: str = "Noor Lind") -> Writer:
        """Sign in with one click."""
        self.page.goto(self.site + "/sign-in")
        self.page.get_by_role("button", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Which room")
        return self

    def open(self, draft_id: UUID, asked: str = "") -> Writer:
        """Open a draft, and wait until it has been checked."""
        self.page.goto(f"{self.site}/drafts/{draft_id}{asked}")
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until the editor is there and the first check has come."""
        expect(self.text).to_be_visible()
        expect(self.page.locator("#outline li").first).to_be_attached()

    @property
    def text(self) -> Locator:
        """Where the text is written."""
        return self.page.get_by_role("textbox", name="Text of the case")

    @property
    def problems(self) -> Locator:
        """The list of problems."""
        return self.page.locator("#problems li")

    @property
    def state(self) -> Locator:
        """How far saving is."""
        return self.page.locator("#state")

    def at_the_end(self) -> None:
        """Put the cursor behind everything."""
        self.text.focus()
        self.page.keyboard.press("Control+End")

    def write(self, words: str, delay: float = 0) -> None:
        """Type at the cursor, key by key; lines are ended by Enter."""
        for number, line in enumerate(words.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line, delay=delay)

    def paste(self, words: str) -> None:
        """Put words in the place of what is selected, as the clipboard does."""
        self.text.evaluate(
            """(field, words) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", words);
                field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
            }""",
            words,
        )

    def accept(self, offered: str) -> None:
        """Take the suggestion that stands first. The menu takes no keys at once, so that none is taken by chance."""
        option = self.page.locator(".cm-tooltip-autocomplete").get_by_role("option", name=offered, exact=True)
        expect(option).to_have_attribute("aria-selected", "true")
        self.page.wait_for_timeout(MENU_WAITS)
        self.page.keyboard.press("Enter")

    def go_to(self, words: str) -> None:
        """Put the cursor behind these words, found by the editor's own search."""
        self.text.focus()
        self.page.keyboard.press("Control+f")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("ArrowRight")

    def has(self, words: str) -> None:
        """Wait until the lines on the screen hold these words."""
        expect(self.page.locator(".cm-content")).to_contain_text(words)
