"""What a trainee does in a browser, in a trainee's words."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 60


@dataclass
class Trainee:
    """Somebody in front of a page."""

    page: Page
    site: str

    def come_in(self, name: str = "Somebody new") -> None:
        """Sign in with one click."""
        self.page.goto(self.site)
        self.page.get_by_role("button", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Which room")

    def open_case(self, title: str, *, mode: str = "Practice.", say_first: bool = False) -> str:
        """Choose a case and open the door; returns the attempt's address."""
        self.page.goto(self.site)
        self.page.locator(".cards").get_by_role("link", name=title, exact=True).click()
        self.page.get_by_label(mode).check()
        if say_first:
            self.page.get_by_label("Say it first.").check()
        self.page.get_by_role("button", name="Open the door").click()
        expect(self.stage).to_be_visible()
        return self.page.url

    @property
    def stage(self) -> Locator:
        """The part of the page that an answer replaces."""
        return self.page.locator("#stage")

    @property
    def beat(self) -> str:
        """The beat of the moment: notice, say, respond, feel or ending."""
        return self.stage.get_attribute("data-beat") or ""

    def press(self, name: str) -> None:
        """Click a button of the stage and wait until the story has moved."""
        before = self.stage.get_attribute("data-keep") or ""
        self.page.get_by_role("button", name=name).click()
        expect(self.stage).not_to_have_attribute("data-keep", before)

    def take_turn(self, choice: int = 0, words: str = "") -> None:
        """Answer the scene, from its first beat to the feedback or the next scene."""
        if self.beat == "notice":
            self.page.get_by_role("checkbox").first.check()
            self.press("Go on to respond")
        if self.beat == "say":
            if words:
                self.page.get_by_label("Say it first").fill(words)
            self.press("Keep it and see the responses" if words else "Skip this time")
        self.page.get_by_role("radio").nth(choice).check()
        self.press("Respond")

    def play_to_the_end(self, choice: int = 0) -> None:
        """Play on until an ending is reached, then close the case."""
        while self.beat != "ending":
            if self.beat == "feel":
                self.press("Go on")
            else:
                self.take_turn(choice)
        self.page.get_by_role("button", name="Close the case").click()

    def rate_myself(self, level: str = "helpful") -> None:
        """Rate oneself on every principle in play and go on to the debrief."""
        for group in self.page.locator("fieldset.scale").all():
            group.get_by_label(level).check()
        self.page.get_by_role("button", name="Now show me").click()
        expect(self.page.get_by_role("heading", name="Turn by turn")).to_be_visible()

    def tab_to(self, wanted: Locator) -> None:
        """Reach something with the Tab key alone."""
        for _ in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with {MOST_TABS} tabs: {wanted}")

    def key(self, wanted: Locator, key: str = "Enter") -> None:
        """Reach something with the Tab key and press a key on it."""
        self.tab_to(wanted)
        self.page.keyboard.press(key)
