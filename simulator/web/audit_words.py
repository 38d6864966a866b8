"""The audit log in sentences: what each action is called where people read it.

Who did it, whom it concerns and when stand beside the sentence. An action that is not listed is shown as it was noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from flask_babel import gettext

from simulator.web.language import N_
from simulator.web.vocabulary import spoken

SENTENCES = {
    # being signed in
    "signed in": N_("Signed in."),
    "signed out": N_("Signed out."),
    "signed out everywhere": N_("Signed out on every device."),
    "sign-in failed": N_("Somebody tried to sign in and failed."),
    "sign-in locked": N_("Signing in was closed for a while, after too many failures."),
    # the account
    "account opened": N_("The account was opened."),
    "account deactivated": N_("The account was deactivated."),
    "account reactivated": N_("The account was activated again."),
    "own details changed": N_("Name, language or time zone was changed."),
    "address changed": N_("The e-mail address was changed."),
    "password changed": N_("The password was changed."),
    "password reset": N_("A new password was chosen, by a link for that purpose."),
    "reset link made": N_("A link for choosing a new password was made."),
    "second factor set up": N_("A second factor was set up."),
    "second factor removed": N_("The second factor was removed."),
    "recovery codes made": N_("New recovery codes were made."),
    "recovery code used": N_("A recovery code was used."),
    "passkey added": N_("A passkey was added."),
    "passkey removed": N_("A passkey was removed."),
    # cohorts and roles
    "cohort made": N_("A cohort was made."),
    "cohort changed": N_("The facts of a cohort were changed."),
    "cohort archived": N_("A cohort was archived."),
    "cohort opened again": N_("An archived cohort was opened again."),
    "invited": N_("An invitation was made."),
    "invitation extended": N_("An invitation was extended."),
    "invitation withdrawn": N_("An invitation was withdrawn."),
    "joined": N_("Joined."),
    "joined as administrator": N_("Joined as an administrator."),
    "administrator made": N_("The right to administer the site was given."),
    "administrator taken": N_("The right to administer the site was taken away."),
    "role given": N_("A role was given."),
    "role taken": N_("A role was taken away."),
    "institution changed": N_("What holds for the whole site was changed."),
    # assignments
    "assignment made": N_("An assignment was made."),
    "assignment changed": N_("An assignment was changed."),
    "assignment withdrawn": N_("An assignment was withdrawn."),
    "assignment brought back": N_("An assignment was brought back."),
    "scores released": N_("The scores of an attempt were released."),
    # reviews
    "review finished": N_("A supervisor finished a review of an attempt."),
    "agreement asked": N_("Figures of agreement were asked for."),
    "review released": N_("A review of an attempt was released."),
    "review reverted": N_("Reviews of an attempt were reverted."),
    "help asked for": N_("A reading of an attempt or a conversation about it was asked for."),
    "help request withdrawn": N_("A request for a reading or a conversation was withdrawn."),
    "help request settled": N_("A request for a reading or a conversation was marked as done."),
    "double rating assigned": N_("Attempts were given to two supervisors each, to be rated blind."),
    "double rating withdrawn": N_("A double rating was withdrawn."),
    "calibration set made": N_("A calibration set was made."),
    "calibration round opened": N_("A round was added to a calibration set."),
    "calibration set closed": N_("A calibration set was closed."),
    "calibration set opened again": N_("A calibration set was opened again."),
    # cases
    "case approved": N_("A case was approved in a second reading."),
    "case published": N_("A case was published."),
    "case retired": N_("A case was retired."),
    "case brought back": N_("A retired case was offered again."),
    # data
    "data downloaded": N_("A copy of all data was downloaded."),
    "erased": N_("All personal data was erased."),
}
WITH_ROLE = {
    "joined": N_("Joined, in the role: %(role)s."),
    "invited": N_("An invitation was made, for the role: %(role)s."),
    "role given": N_("A role was given: %(role)s."),
    "role taken": N_("A role was taken away: %(role)s."),
}
"""What is said where the entry names a role."""
DRAWN = N_("Attempts were drawn with the seed %(seed)s and given to two supervisors each, to be rated blind.")
"""What is said of double ratings that were drawn, so that the draw can be repeated."""


class Noted(Protocol):
    """An entry of the audit log, as far as its sentence needs it."""

    @property
    def action(self) -> str:
        """A short English phrase."""
        ...

    @property
    def detail(self) -> Mapping[str, str]:
        """Words of the glossary, such as the role."""
        ...


def told(entry: Noted) -> str:
    """What was done, as one sentence in the reader's language."""
    action, role = entry.action, entry.detail.get("role", "")
    words: str
    if role and action in WITH_ROLE:
        words = gettext(WITH_ROLE[action], role=spoken(role))
    elif action == "double rating assigned" and entry.detail.get("seed"):
        words = gettext(DRAWN, seed=entry.detail["seed"])
    elif action in SENTENCES:
        words = gettext(SENTENCES[action])
    else:
        words = f"{action[:1].upper()}{action[1:]}."
    return words
