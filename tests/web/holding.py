"""People with accounts, at browsers, as tests of signing in need them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from flask import Flask
from flask_security.totp import TOTP

from simulator.storage import accounts as stored
from simulator.storage import audit, cohorts, directory
from simulator.usecases.accounts import new_account
from simulator.usecases.people import ADMINISTRATOR
from simulator.web.passwords import hashed
from tests.usecases.trainee import COHORT, make_cohort
from tests.web.browsing import Browser
from tests.web.pages import Page

PASSWORD = "a quiet hour by the lake"
EMAIL = "ada@example.org"
NEW = "another hour, by the sea this time"
_HASHES: dict[str, str] = {}


@cache
def codes_of(secret: str) -> TOTP:
    """The app that a person has shown this key to."""
    return TOTP(key=secret)


def hash_of(app: Flask, password: str) -> str:
    """The hash of a password, made once for all tests."""
    if password not in _HASHES:
        with app.app_context():
            _HASHES[password] = hashed(password)
    return _HASHES[password]


class Holder(Browser):
    """Somebody with an account, at a browser of their own."""

    def __init__(self, app: Flask, email: str = EMAIL, cookies: str = "") -> None:
        super().__init__(app, cookies)
        self.email, self.password = email, PASSWORD

    @classmethod
    def of(cls, app: Flask, name: str = "Ada Berg", email: str = EMAIL, *roles: str) -> Holder:
        """Open an account for somebody with these roles in one cohort for all."""
        store = app.extensions["attune"]
        with store.database.write() as session:
            person = new_account(
                session,
                name=name,
                email=email,
                password_hash=hash_of(app, PASSWORD),
                at=datetime.now(UTC),
                administrator=ADMINISTRATOR in roles,
            )
            if roles and not any(one.id == COHORT for one in cohorts.cohorts(session)):
                make_cohort(session)
            for role in roles:
                if role != ADMINISTRATOR:
                    cohorts.add_member(session, COHORT, person, role, datetime.now(UTC))
            session.commit()
        return cls(app, email)

    def another(self) -> Holder:
        """The same person at another browser."""
        other = Holder(self.app, self.email)
        other.password = self.password
        return other

    @property
    def record(self) -> stored.AccountRecord:
        """Their account as it is stored."""
        with self.store.database.read() as session:
            found = stored.account(session, "email", self.email)
        assert found
        return found

    @property
    def id(self) -> UUID:
        return self.record.person_id

    @property
    def noted(self) -> list[str]:
        """What the audit log says about them, oldest first."""
        with self.store.database.read() as session:
            return [one.action for one in reversed(audit.entries(session, {"person_id": self.id}))]

    def sign_in(self, password: str | None = None, email: str | None = None, next: str = "") -> Page:  # noqa: A002
        """Fill in the sign-in page and send it."""
        self.get("/sign-in" + (f"?next={next}" if next else ""))
        return self.send("/sign-in", email=email or self.email, password=password or self.password)

    def signed_in(self) -> bool:
        """Whether this browser is let in."""
        return self.client.get("/account").status_code == 200

    def press(self, action: str, **fields: str) -> Page:
        """Send the form whose address begins like this, wherever it leads on to."""
        forms = [one.attributes["action"] for one in self.page.all("form", method="post")]
        (found,) = [one for one in forms if one.partition("?")[0] == action]
        return self.send(found, **fields)

    def set_up_app(self) -> str:
        """Set up an authenticator app; its key."""
        self.get("/account/second-factor")
        data = {"csrf_token": self.token, "setup": "authenticator"}
        self._shown(self.client.post("/account/second-factor", data=data))
        (key,) = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4})+", self.page.words)
        self.press("/sign-in/code", code=codes_of(key).generate().token)
        assert self.record.totp_method == "authenticator"
        return str(key)

    def forget_codes(self) -> None:
        """Let half a minute pass for the codes of the app."""
        with self.store.database.write() as session:
            record = self.record
            stored.change_account(session, record.person_id, record.uniquifier, {"totp_counter": None})
            session.commit()


def require_second_factor(app: Flask, *roles: str) -> None:
    """Let the institution ask these roles for a second factor."""
    with app.extensions["attune"].database.write() as session:
        directory.change_institution(session, directory.InstitutionRecord("Institute", list(roles)))
        session.commit()
