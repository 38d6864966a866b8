"""What every column of every table is for, how long it is kept, and what export and erasure do with it.

This table is what is done: `exporting`, `erasing` and `sweeping` read it, the page about privacy shows it, and a test
fails on a column without a rule. How a rule is said stands in `rules`.
"""

from __future__ import annotations

from datetime import timedelta

from simulator.storage.rules import (
    ANEW,
    BLANK,
    GIVEN,
    GOES,
    N_,
    NO,
    NOTHING,
    OPENED,
    STAYS,
    THE_MOMENT,
    WITH_SCORES,
    Belongs,
    Column,
    Kind,
    Past,
    Rules,
    kept_back,
)

DAY = timedelta(days=1)
OPENS = kept_back(N_("It opens the account, so it never leaves the site."))
INNER = kept_back(N_("It makes the pages work and says nothing about you."))
COURSE = kept_back(N_("It is about a course or the site, not about you."))
HASHED = kept_back(N_("It is a keyed hash that nobody can turn back, and is gone after a day."))
OTHERS = kept_back(N_("It is about somebody else."))

ACCOUNT_KEPT = N_("As long as you have an account.")
ATTEMPT_KEPT = N_("As long as you have an account; afterwards without your name and your words.")
SITE_KEPT = N_("As long as the site exists.")
YOU = N_("Only you.")
COURSE_PEOPLE = N_("You, and the course leaders and supervisors of your cohorts.")
EVERYBODY = N_("Everybody who is signed in.")
ALONE = N_("Only you: it is encrypted with a key that is kept outside of the database.")


def _course(kind: Kind, names: str) -> dict[str, Column]:
    """Columns that are nobody's own."""
    return {name: Column(kind, name, COURSE, STAYS) for name in names.split()}


_EVERY = (
    # --- who you are --------------------------------------------------------------------------------------------------
    Rules(
        "person",
        what=N_("Your name, language and time zone"),
        why=N_("So that the people of your cohorts know who you are, and pages speak your language."),
        kept=N_("As long as you have an account. It ends by itself after some years in which nothing happens."),
        seen_by=N_("Your name: the people of your cohorts and the administrators. The rest: only you."),
        belongs=(Belongs("id"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, STAYS),
            "name": Column("identity", N_("Name"), GIVEN, BLANK),
            "slug": Column("identity", N_("Name for signing in to the demo"), GIVEN, NOTHING),
            "created_at": Column("activity", N_("Since"), GIVEN, STAYS),
            "administrator": Column("role", N_("Administrator"), GIVEN, NO),
            "locale": Column("identity", N_("Language"), GIVEN, BLANK),
            "time_zone": Column("identity", N_("Time zone"), GIVEN, BLANK),
            "erased_at": Column("technical", N_("Erased"), GIVEN, THE_MOMENT),
        },
    ),
    Rules(
        "account",
        what=N_("Your e-mail address and how you sign in"),
        why=N_("So that you, and nobody else, can sign in as you."),
        kept=ACCOUNT_KEPT,
        seen_by=N_("You; the address also administrators, and the course leaders of your cohorts."),
        belongs=(Belongs("person_id"),),
        columns={
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "email": Column("identity", N_("E-mail address"), GIVEN, GOES),
            "password": Column("account secret", N_("Hash of the password"), OPENS, GOES),
            "active": Column("role", N_("May sign in"), GIVEN, GOES),
            "uniquifier": Column("account secret", N_("Mark of its sessions"), OPENS, GOES),
            "passkey_handle": Column("account secret", N_("Mark of its passkeys"), OPENS, GOES),
            "totp_method": Column("identity", N_("Second factor"), GIVEN, GOES),
            "totp_secret": Column("account secret", N_("Secret of the second factor"), OPENS, GOES),
            "totp_counter": Column("technical", N_("Code of the second factor used last"), INNER, GOES),
            "recovery_codes": Column("account secret", N_("Recovery codes"), OPENS, GOES),
            "created_at": Column("activity", N_("Since"), GIVEN, GOES),
        },
    ),
    Rules(
        "passkey",
        what=N_("Your passkeys"),
        why=N_("So that you can sign in without a password. The secret half never leaves your device."),
        kept=N_("Until you remove them, or as long as you have an account."),
        seen_by=YOU,
        belongs=(Belongs("person_id"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, GOES),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "name": Column("identity", N_("Name"), GIVEN, GOES),
            "usage": Column("technical", N_("Used as"), GIVEN, GOES),
            "credential_id": Column("account secret", N_("Mark of the passkey"), OPENS, GOES),
            "public_key": Column("account secret", N_("Public key"), OPENS, GOES),
            "sign_count": Column("technical", N_("Counter of the device"), INNER, GOES),
            "transports": Column("technical", N_("How the device is reached"), INNER, GOES),
            "extensions": Column("technical", N_("Extensions of the device"), INNER, GOES),
            "backup_state": Column("technical", N_("Kept in several places"), GIVEN, GOES),
            "device_type": Column("technical", N_("Kind of device"), GIVEN, GOES),
            "created_at": Column("activity", N_("Since"), GIVEN, GOES),
            "last_used_at": Column("activity", N_("Used last"), GIVEN, GOES),
        },
    ),
    Rules(
        "web_session",
        what=N_("Where you are signed in"),
        why=N_("So that you stay signed in, and can end it on a device that is not at hand."),
        kept=N_("Until you sign out, but at most twelve hours."),
        seen_by=YOU,
        belongs=(Belongs("person_id"),),
        past=(Past({"expires_at": 0 * DAY, "seen_at": timedelta(hours=2)}, "ended sessions"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, GOES),
            "token_hash": Column("account secret", N_("Hash of the cookie"), OPENS, GOES),
            "previous_hash": Column("account secret", N_("Hash of the cookie before"), OPENS, GOES),
            "rotated_at": Column("technical", N_("Cookie changed"), INNER, GOES),
            "rotate": Column("technical", N_("Cookie to be changed"), INNER, GOES),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "data": Column("technical", N_("Where you are on the site"), INNER, GOES),
            "device": Column("identity", N_("Browser and system"), GIVEN, GOES),
            "created_at": Column("activity", N_("Signed in"), GIVEN, GOES),
            "seen_at": Column("activity", N_("Used last"), GIVEN, GOES),
            "expires_at": Column("activity", N_("Ends at the latest"), GIVEN, GOES),
        },
    ),
    Rules(
        "sign_in_failure",
        what=N_("Failed attempts to sign in"),
        why=N_("So that nobody can try passwords without end."),
        kept=N_("One day."),
        seen_by=N_("Nobody: instead of the address that was typed there is a keyed hash."),
        past=(Past({"at": DAY}, "failed attempts to sign in"),),
        columns={
            "id": Column("technical", N_("Number"), HASHED, STAYS),
            "account_key": Column("account secret", N_("Keyed hash of an address"), HASHED, STAYS),
            "at": Column("activity", N_("When"), HASHED, STAYS),
        },
    ),
    # --- your courses -------------------------------------------------------------------------------------------------
    Rules(
        "membership",
        what=N_("Your cohorts, and your roles in them"),
        why=N_("So that you get the assignments of your course, and its people can see you."),
        kept=N_("Until the role is taken away, or as long as you have an account."),
        seen_by=N_("The people of the cohort, and administrators."),
        belongs=(Belongs("person_id"),),
        columns={
            "cohort_id": Column("role", N_("Number of the cohort"), GIVEN, GOES),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "role": Column("role", N_("Role"), GIVEN, GOES),
            "created_at": Column("activity", N_("Since"), GIVEN, GOES),
        },
    ),
    Rules(
        "invitation",
        what=N_("Invitations to you"),
        why=N_("So that only people who were invited come in."),
        kept=N_("One year after it has ended."),
        seen_by=N_("The course leaders of the cohort, and administrators."),
        belongs=(Belongs("accepted_by"), Belongs("email", "account", "email")),
        past=(
            Past({"withdrawn_at": 30 * DAY, "expires_at": 30 * DAY}, "addresses of ended invitations", ("email",)),
            Past({"withdrawn_at": 365 * DAY, "expires_at": 365 * DAY}, "ended invitations"),
        ),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, STAYS),
            "email": Column("identity", N_("E-mail address"), GIVEN, NOTHING, N_("30 days after it has ended.")),
            "cohort_id": Column("role", N_("Number of the cohort"), GIVEN, STAYS),
            "role": Column("role", N_("Role"), GIVEN, STAYS),
            "created_by": Column("role", N_("Invited by"), OTHERS, STAYS),
            "created_at": Column("activity", N_("Made"), GIVEN, STAYS),
            "expires_at": Column("activity", N_("Good until"), GIVEN, STAYS),
            "accepted_at": Column("activity", N_("Accepted"), GIVEN, STAYS),
            "accepted_by": Column("technical", N_("Number of the person"), GIVEN, STAYS),
            "withdrawn_at": Column("activity", N_("Withdrawn"), GIVEN, STAYS),
        },
    ),
    # --- what you do --------------------------------------------------------------------------------------------------
    Rules(
        "attempt",
        what=N_("The cases you play, and your scores"),
        why=N_("So that you can go on where you stopped, and learn from what you did."),
        kept=ATTEMPT_KEPT,
        seen_by=COURSE_PEOPLE,
        belongs=(Belongs("person_id"),),
        scored="id",
        columns={
            "id": Column("technical", N_("Number"), GIVEN, STAYS),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, STAYS),
            "version": Column("assessment", N_("Number of the case"), GIVEN, STAYS),
            "mode": Column("assessment", N_("Mode"), GIVEN, STAYS),
            "say_first": Column("assessment", N_("Own words first"), GIVEN, STAYS),
            "started_at": Column("activity", N_("Begun"), GIVEN, STAYS),
            "finished_at": Column("activity", N_("Finished"), GIVEN, STAYS),
            "start_gauges": Column("assessment", N_("The client at the start"), WITH_SCORES, STAYS),
            "continues": Column("assessment", N_("Goes on from the attempt"), GIVEN, STAYS),
            "head": Column("technical", N_("Turn it stands at"), GIVEN, STAYS),
            "turns": Column("assessment", N_("Turns"), GIVEN, STAYS),
            "beat": Column("technical", N_("Page it stands at"), GIVEN, STAYS),
            "token": Column("technical", N_("Mark of the open page"), INNER, ANEW),
            "noticed": Column("assessment", N_("What you noticed in the open scene"), GIVEN, STAYS),
            "said": Column("words", N_("What you would say in the open scene"), GIVEN, NOTHING),
            "state": Column("assessment", N_("The client now"), WITH_SCORES, STAYS),
            "last_hash": Column("technical", N_("Seal of the last turn"), INNER, STAYS),
            "scores": Column("assessment", N_("Scores"), WITH_SCORES, STAYS),
            "updated_at": Column("activity", N_("Played last"), GIVEN, STAYS),
            "assignment_id": Column("assessment", N_("Number of the assignment"), GIVEN, STAYS),
            "reasons_required": Column("assessment", N_("Reasons required"), GIVEN, STAYS),
            "released_at": Column("activity", N_("Scores released"), GIVEN, STAYS),
        },
    ),
    Rules(
        "turn",
        what=N_("Each answer you give in a case"),
        why=N_("Scores are worked out from them, and can be checked by them."),
        kept=ATTEMPT_KEPT,
        seen_by=COURSE_PEOPLE,
        belongs=(Belongs("attempt_id", "attempt"),),
        scored="attempt_id",
        columns={
            "attempt_id": Column("technical", N_("Number of the attempt"), GIVEN, STAYS),
            "seq": Column("assessment", N_("Turn"), GIVEN, STAYS),
            "parent": Column("assessment", N_("Turn before"), GIVEN, STAYS),
            "token": Column("technical", N_("Mark of the page that was answered"), INNER, STAYS),
            "scene": Column("assessment", N_("Scene"), GIVEN, STAYS),
            "response": Column("assessment", N_("Response"), GIVEN, STAYS),
            "noticed": Column("assessment", N_("What you noticed"), GIVEN, STAYS),
            "said_digest": Column("technical", N_("Digest of what you would say"), INNER, STAYS),
            "reason_digest": Column("technical", N_("Digest of your reason"), INNER, STAYS),
            "marks": Column("assessment", N_("Ratings: level and best level"), WITH_SCORES, STAYS),
            "state": Column("assessment", N_("The client afterwards"), WITH_SCORES, STAYS),
            "took_over": Column("assessment", N_("Principle that was passed over"), WITH_SCORES, STAYS),
            "left_window": Column("assessment", N_("The client left the window of tolerance"), WITH_SCORES, STAYS),
            "answered_at": Column("activity", N_("Answered"), GIVEN, STAYS),
            "previous": Column("technical", N_("Seal of the turn before"), INNER, STAYS),
            "hash": Column("technical", N_("Seal"), INNER, STAYS),
        },
    ),
    Rules(
        "turn_words",
        what=N_("What you write in a turn: your own words, and your reasons"),
        why=N_("So that you, and who teaches you, can talk about why you answered so."),
        kept=ACCOUNT_KEPT,
        seen_by=COURSE_PEOPLE,
        belongs=(Belongs("attempt_id", "attempt"),),
        columns={
            "attempt_id": Column("technical", N_("Number of the attempt"), GIVEN, GOES),
            "seq": Column("assessment", N_("Turn"), GIVEN, GOES),
            "kind": Column("words", N_("Kind"), GIVEN, GOES),
            "salt": Column("technical", N_("Salt of its digest"), INNER, GOES),
            "text": Column("words", N_("Text"), GIVEN, GOES),
        },
    ),
    Rules(
        "self_rating",
        what=N_("How you rate yourself"),
        why=N_("So that you can compare it with your scores."),
        kept=ATTEMPT_KEPT,
        seen_by=COURSE_PEOPLE,
        belongs=(Belongs("attempt_id", "attempt"),),
        columns={
            "attempt_id": Column("technical", N_("Number of the attempt"), GIVEN, STAYS),
            "principle": Column("assessment", N_("Principle"), GIVEN, STAYS),
            "level": Column("assessment", N_("Level, 1 to 4"), GIVEN, STAYS),
            "created_at": Column("activity", N_("When"), GIVEN, STAYS),
        },
    ),
    Rules(
        "reflection",
        what=N_("Your private notes in a case"),
        why=N_("So that you can think in writing, and read it again."),
        kept=N_("Until you delete them, or as long as you have an account."),
        seen_by=ALONE,
        belongs=(Belongs("person_id"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, GOES),
            "attempt_id": Column("technical", N_("Number of the attempt"), GIVEN, GOES),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "seq": Column("activity", N_("After turn"), GIVEN, GOES),
            "scene": Column("activity", N_("Scene"), GIVEN, GOES),
            "prompt": Column("content", N_("Question"), GIVEN, GOES),
            "text": Column("private words", N_("Text"), OPENED, GOES),
            "created_at": Column("activity", N_("Written"), GIVEN, GOES),
            "updated_at": Column("activity", N_("Changed"), GIVEN, GOES),
        },
    ),
    Rules(
        "practice_note",
        what=N_("Your notes in guided practices"),
        why=N_("So that you can think in writing, and read it again."),
        kept=N_("Until you delete them, or as long as you have an account."),
        seen_by=ALONE,
        belongs=(Belongs("person_id"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, GOES),
            "person_id": Column("technical", N_("Number of the person"), GIVEN, GOES),
            "practice": Column("activity", N_("Practice"), GIVEN, GOES),
            "prompt": Column("content", N_("Question"), GIVEN, GOES),
            "text": Column("private words", N_("Text"), OPENED, GOES),
            "created_at": Column("activity", N_("Written"), GIVEN, GOES),
            "updated_at": Column("activity", N_("Changed"), GIVEN, GOES),
        },
    ),
    # --- what you do for others ---------------------------------------------------------------------------------------
    Rules(
        "clinical_review",
        what=N_("Clinical reviews of cases that you record or withdraw"),
        why=N_("So that everybody can see who has read a case, and who vouches for it."),
        kept=SITE_KEPT,
        seen_by=N_("The review: everybody who is signed in. That it was you: course leaders."),
        belongs=(Belongs("recorded_by"), Belongs("withdrawn_by")),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, STAYS),
            "version": Column("content", N_("Number of the case"), GIVEN, STAYS),
            "reviewer": Column("content", N_("Who has read the case"), GIVEN, STAYS),
            "remark": Column("content", N_("Remark"), GIVEN, STAYS),
            "recorded_by": Column("technical", N_("Number of who recorded it"), GIVEN, STAYS),
            "recorded_at": Column("activity", N_("Recorded"), GIVEN, STAYS),
            "withdrawn_by": Column("technical", N_("Number of who withdrew it"), GIVEN, STAYS),
            "withdrawn_at": Column("activity", N_("Withdrawn"), GIVEN, STAYS),
        },
    ),
    Rules(
        "audit_entry",
        what=N_("A log of what was done with your account, your rights and your data"),
        why=N_("So that you can see who did what, and nothing happens quietly."),
        kept=N_("Three years."),
        seen_by=N_("You, and administrators."),
        belongs=(Belongs("person_id"), Belongs("actor_id")),
        past=(Past({"at": 1095 * DAY}, "entries of the audit log"),),
        columns={
            "id": Column("technical", N_("Number"), GIVEN, STAYS),
            "at": Column("activity", N_("When"), GIVEN, STAYS),
            "action": Column("activity", N_("What"), GIVEN, STAYS),
            "actor_id": Column("technical", N_("Number of who did it"), GIVEN, STAYS),
            "person_id": Column("technical", N_("Number of whom it concerns"), GIVEN, STAYS),
            "cohort_id": Column("technical", N_("Number of the cohort"), GIVEN, STAYS),
            "subject": Column("technical", N_("Number of the thing"), GIVEN, STAYS),
            "detail": Column("activity", N_("More"), GIVEN, STAYS),
        },
    ),
    # --- courses and the site -----------------------------------------------------------------------------------------
    Rules(
        "cohort",
        what=N_("Cohorts"),
        why=N_("So that people can learn together."),
        kept=SITE_KEPT,
        seen_by=N_("The people of the cohort, and administrators."),
        columns=_course("content", "id name starts_on ends_on time_zone created_by created_at archived_at"),
    ),
    Rules(
        "assignment",
        what=N_("Assignments"),
        why=N_("So that a cohort knows what to play until when."),
        kept=SITE_KEPT,
        seen_by=N_("The people of the cohort."),
        columns=_course(
            "content",
            "id cohort_id title note mode opens_at due_at time_zone attempts_allowed in_order focus own_words reasons"
            " release created_by created_at updated_at withdrawn_at",
        ),
    ),
    Rules(
        "assigned_case",
        what=N_("The cases of assignments"),
        why=N_("So that a cohort knows what to play until when."),
        kept=SITE_KEPT,
        seen_by=N_("The people of the cohort."),
        columns=_course("content", "assignment_id place version"),
    ),
    Rules(
        "scenario_version",
        what=N_("The cases themselves"),
        why=N_("So that every attempt can be read as it was played."),
        kept=SITE_KEPT,
        seen_by=EVERYBODY,
        columns=_course("content", "version slug title created_at text"),
    ),
    Rules(
        "institution",
        what=N_("What holds for the whole site"),
        why=N_("So that the institute can set it."),
        kept=SITE_KEPT,
        seen_by=EVERYBODY,
        columns=_course("content", "id name second_factor"),
    ),
)
RULES = {rules.name: rules for rules in _EVERY}
"""The rules by table, in the order in which they are shown."""
NAMED_BY = {
    "cohort": ("cohort", "name", N_("Cohort")),
    "assignment": ("assignment", "title", N_("Assignment")),
    "scenario_version": ("case", "title", N_("Case")),
}
"""What a row is called where another one refers to it in a copy of a person's data: the key, the column, its label."""
