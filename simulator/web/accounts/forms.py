"""Flask-Security's forms, as this site needs them: every try to prove who one is counts, before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, session
from flask_login import current_user
from flask_security import change_email, forms, recovery_codes, totp, webauthn
from flask_security.password_util import PasswordUtil
from flask_security.utils import hash_password
from passlib.exc import TokenError
from wtforms import Form

from simulator.usecases import accounts
from simulator.usecases.accounts import By, Locked
from simulator.web import passwords
from simulator.web.accounts.datastore import User
from simulator.web.guards import safe_next, store
from simulator.web.language import said


def counted(
    form: Form, email: str, by: By, check: Callable[[], bool], failed: Callable[[], bool] = lambda: True
) -> bool:
    """The answer of `check`, unless too many tries with this address went wrong: then nothing is looked at any more.

    `failed` says whether it was the proof that was wrong, and not something else on the form.
    """
    try:
        this = accounts.begin_try(store(), email)
    except Locked as locked:
        g.retry_after = locked.seconds
        form.form_errors.append(said(locked))
        return False
    right = check()
    if right or not failed():
        accounts.try_succeeded(store(), this)
    else:
        accounts.try_failed(store(), this, email, by)
    return right


class SignInForm(forms.LoginForm):  # type: ignore[misc]
    """Address and password. Nobody is remembered beyond their session."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = safe_next(self.next.data)

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person may go on."""
        email = self.email.data or ""
        if not email or not self.password.data:
            return bool(super().validate(**kwargs))
        return counted(self, email, "password", lambda: super(SignInForm, self).validate(**kwargs))


class ConfirmForm(forms.VerifyForm):  # type: ignore[misc]
    """The password once more."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right; who has none yet has to sign in anew."""
        if not self.user.password or not self.password.data:
            hash_password("")
            self.password.errors = [*self.password.errors, forms.get_message("INVALID_PASSWORD")[0]]
            return False
        return counted(self, self.user.email, "password", lambda: super(ConfirmForm, self).validate(**kwargs))


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the old one is right and the new one will do."""
        return counted(
            self,
            current_user.email,
            "password",
            lambda: super(ChangePasswordForm, self).validate(**kwargs),
            lambda: bool(self.password.data and self.password.errors),
        )


class ForgotPasswordForm(forms.ForgotPasswordForm):  # type: ignore[misc]
    """An address to send a link to."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether a link goes out: there is such an account, and it was not sent too many. All cost the same work."""
        found = bool(super().validate(**kwargs))
        wanted = accounts.may_mail(store(), self.email.data or "")
        if found:
            hash_password("not-a-password")
            if not wanted:
                self.email.errors = [""]  # which the view takes out again: it says the same to everybody
        return found and wanted


class ChangeEmailForm(change_email.ChangeEmailForm):  # type: ignore[misc]
    """A new address, to which a link is sent. Nobody sends more than a few, to whomever."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether a link goes out; where none does, the view says the same as for an address that is taken."""
        right = bool(super().validate(**kwargs))
        if right and not accounts.may_mail(store(), current_user.email):
            self.existing_email_user, self.email.errors = current_user, [""]
            return False
        return right


class CodeForm(forms.TwoFactorVerifyCodeForm):  # type: ignore[misc]
    """A code of the authenticator app."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right."""
        self.code.data = "".join((self.code.data or "").split())
        if self.is_setup or not self.code.data or self.user is None:
            return bool(super().validate(**kwargs))
        return counted(self, self.user.email, "code", lambda: super(CodeForm, self).validate(**kwargs))


class RecoveryForm(recovery_codes.MfRecoveryForm):  # type: ignore[misc]
    """A recovery code in place of the app."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one that has not been used; from now on it has."""
        if not self.code.data or self.user is None:
            return bool(super().validate(**kwargs))
        return counted(self, self.user.email, "recovery code", lambda: super(RecoveryForm, self).validate(**kwargs))


class PasskeyForm(webauthn.WebAuthnSigninResponseForm):  # type: ignore[misc]
    """What a passkey answered. Whose it is, is known only if it is one of ours: only then there is a try to count.

    The library keeps what was asked of the passkey in a token that fits any of its pages, and after a password it takes
    anybody's passkey. A key that was found in the street must not be enough, so both are looked at here.
    """

    def validate(self, **kwargs: Any) -> bool:
        """Whether the answer is right: of who gave the password, or, where it stands alone, of who knows the PIN."""
        alone = not self.is_secondary and not self.is_verify
        if alone:
            self.user_verification = True
        right = bool(super().validate(**kwargs))
        if right and self.is_secondary and self.user.fs_uniquifier != session.get("tf_user_id"):
            self.credential.errors = [forms.get_message("WEBAUTHN_MISMATCH_USER_HANDLE")[0]]
            right = False
        if not right and self.cred is not None and self.user is not None:
            return counted(self, self.user.email, "passkey", lambda: False)
        return right and not self.errors


class Passwords(PasswordUtil):  # type: ignore[misc]
    """What is asked of a password; see `passwords`."""

    def validate(self, password: str, is_register: bool, **known: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002
        """What is wrong with a new password, and its one spelling."""
        user = known["user"]
        return passwords.problems(password, user.name, user.email) or None, self.normalize(password)


class Codes(totp.Totp):  # type: ignore[misc]
    """Codes of authenticator apps; none is accepted twice, whoever is faster."""

    def verify_totp(self, token: str, totp_secret: str, user: User, window: int = 0) -> bool:
        """Whether the code is right and was not used before. A new secret has no codes that were used."""
        new = totp_secret != user.tf_totp_secret
        last = None if new else user.record.totp_counter
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=last)
        except (TokenError, ValueError, KeyError, TypeError):  # also a secret that our key cannot read any more
            return False
        return accounts.count_up(store(), user.id, match.counter) or new

    def generate_qrcode(self, username: str, totp: str) -> str:
        """How many squares wide the picture is, a space, and its squares as the path of an SVG."""
        import qrcode  # noqa: PLC0415 - only for the one page that shows it

        code = qrcode.QRCode(border=0)
        code.add_data(self.get_totp_uri(username, totp))
        rows = code.get_matrix()
        squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return f"{len(rows)} {''.join(squares)}"


class RecoveryCodes(recovery_codes.MfRecoveryCodesUtil):  # type: ignore[misc]
    """Recovery codes: shown once, kept as keyed hashes, used once."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.cryptor = None

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [accounts.hashed_code(store(), code) for code in codes]

    def get_recovery_codes(self, user: User) -> list[str]:  # noqa: ARG002
        """None can be shown again."""
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:
        """Use a code up, and say whether it was there: of two requests with one code, one finds it."""
        return accounts.spend_code(store(), user.id, code)

    def delete_recovery_code(self, user: User, code: str) -> bool:  # noqa: ARG002
        """It has gone already."""
        return True
