"""Passkeys: what is asked of authenticators.

One that is to stand alone must know its owner (a PIN, a finger) and be found without an address being typed; so it is
two factors at once. One that stands beside a password need not.
"""

from __future__ import annotations

from flask_security.webauthn import WebAuthnTfPlugin, has_webauthn
from flask_security.webauthn_util import WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from simulator.web.accounts.datastore import User


class PasskeyOptions(WebauthnUtil):  # type: ignore[misc]
    """What is asked for when a passkey is made, and when it is used."""

    def authenticator_selection(self, user: User, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        """What a new passkey must be able to do."""
        if usage == "first":
            return AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            )
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.DISCOURAGED
        )

    def user_verification(self, user: User | None, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        """Whether it must know its owner: always, where it stands alone."""
        alone = usage == ["first"]
        return UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.DISCOURAGED


class BesidePassword(WebAuthnTfPlugin):  # type: ignore[misc]
    """A passkey as second factor: whoever has any is asked for it after the password."""

    def get_setup_methods(self, user: User) -> list[tuple[str, str]]:
        """The way, if the person has a passkey."""
        if not has_webauthn(user, ["first", "secondary"]):
            return []
        user_keys = super().get_setup_methods(user)
        return user_keys or [("webauthn", "webauthn")]
