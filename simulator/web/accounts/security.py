"""Flask-Security as this site runs it: what is on, at which addresses, for whom, and that nothing else is.

Who is signed in is in our own sessions (`web.sessions`): a sign-in of Flask-Security's begins one, and Flask-Security
learns from it who is there. What it would do with every request of the site is taken out again: a page that does not
ask for the account costs no query for it.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, Request, abort, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext
from flask_login import current_user, user_logged_in
from flask_security import Security, change_email_confirmed
from flask_security.utils import set_request_attr
from werkzeug.wrappers import Response
from wtforms import Form

from simulator.config import Settings
from simulator.web import passwords, sessions
from simulator.web.accounts import forms
from simulator.web.accounts.datastore import AccountDatastore, User
from simulator.web.accounts.passkeys import PasskeyOptions
from simulator.web.accounts.signing_in import sign_in_page
from simulator.web.guards import Policy
from simulator.web.language import gettext
from simulator.web.mail import Mail, can_send, send
from simulator.web.rendering import show

FRESH, GRACE = timedelta(minutes=15), timedelta(minutes=5)
"""How long ago somebody must have proved who they are to change how they sign in; and how long that then may take."""
RESET_WITHIN = timedelta(hours=1)
POLICIES: dict[str, Policy] = {
    "login": "anyone",
    "tf_select": "anyone",
    "two_factor_token_validation": "anyone",
    "mf_recovery": "anyone",
    "wan_signin": "anyone",
    "wan_signin_response": "anyone",
    "forgot_password": "anyone",
    "reset_password": "anyone",
    "change_email_confirm": "anyone",
    "verify": "enrolling",
    "wan_verify": "enrolling",
    "wan_verify_response": "enrolling",
    "two_factor_setup": "enrolling",
    "mf_recovery_codes": "enrolling",
    "wan_register": "enrolling",
    "wan_register_response": "enrolling",
    "wan_delete": "enrolling",
    "change_password": "signed-in",
    "change_email": "signed-in",
}
"""Who may open which of Flask-Security's pages; all others are closed."""
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (lazy_gettext("The address or the password is not right."), "error"),
    "INVALID_INPUT": (lazy_gettext("This cannot be used. Letters, digits, spaces and hyphens can."), "error"),
    "INVALID_PASSWORD": (lazy_gettext("The password is not right."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        lazy_gettext("This code is not right, or it was used before. Wait for the next one and type that."),
        "error",
    ),
    "INVALID_RECOVERY_CODE": (lazy_gettext("This is no recovery code of yours, or it was used before."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (lazy_gettext("That took too long. Please sign in once more."), "error"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (lazy_gettext("Your authenticator app is set up."), "success"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (lazy_gettext("You are signed in."), "success"),
    "TWO_FACTOR_DISABLED": (lazy_gettext("Your authenticator app is removed."), "success"),
    "REAUTHENTICATION_REQUIRED": (lazy_gettext("A quick check first."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (lazy_gettext("Thank you."), "info"),
    "PASSWORD_CHANGE": (lazy_gettext("You have a new password."), "success"),
    "PASSWORD_RESET_EXPIRED": (lazy_gettext("This link cannot be used (any more)."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (lazy_gettext("You have a new password. Please sign in with it."), "success"),
    "INVALID_RESET_PASSWORD_TOKEN": (lazy_gettext("This link cannot be used (any more)."), "error"),
}
"""What Flask-Security says in words of ours; for the rest it has its own, in many languages."""


def register(app: Flask, settings: Settings) -> None:
    """Give the application its accounts."""
    app.config.update({f"SECURITY_{name}": value for name, value in _configuration(settings).items()})
    app.config.update({f"SECURITY_MSG_{name}": value for name, value in MESSAGES.items()})
    security = Security(
        app,
        AccountDatastore(),
        render_template=_rendered,
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmForm,
        change_password_form=forms.ChangePasswordForm,
        change_email_form=forms.ChangeEmailForm,
        forgot_password_form=forms.ForgotPasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_signin_response_form=forms.PasskeyForm,
        mail_util_cls=Mail,
        password_util_cls=forms.Passwords,
        totp_cls=forms.Codes,
        webauthn_util_cls=PasskeyOptions,
        mf_recovery_codes_util_cls=forms.RecoveryCodes,
    )
    security.want_json(_never)
    security.unauthn_handler(_not_for_them)
    security.login_manager.request_loader(_account_of_session)
    security.login_manager.session_protection = None
    user_logged_in.connect(_begin_session, app)
    change_email_confirmed.connect(_tell_the_old_address, app)
    _only_when_asked(app, security)
    app.before_request(_forms_only)
    _close(app)


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": passwords.ARGON2ID,
        "HASHING_SCHEMES": ["hex_sha256"],
        "DEPRECATED_HASHING_SCHEMES": [],
        "API_ENABLED_METHODS": ["session"],
        "RETURN_GENERIC_RESPONSES": True,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "EMAIL_HTML": False,
        "EMAIL_SENDER": settings.mail_from,
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": GRACE,
        "LOGIN_URL": "/sign-in",
        "LOGOUT_METHODS": None,
        "POST_LOGIN_VIEW": "practice.library",
        "VERIFY_URL": "/account/confirm",
        "POST_VERIFY_VIEW": "accounts.overview",
        "CHANGEABLE": True,
        "CHANGE_URL": "/account/password",
        "POST_CHANGE_VIEW": "accounts.overview",
        "CHANGE_EMAIL": bool(settings.mail_server),
        "CHANGE_EMAIL_URL": "/account/email",
        "POST_CHANGE_EMAIL_VIEW": "accounts.overview",
        "RECOVERABLE": True,
        "RESET_URL": "/reset",
        "RESET_PASSWORD_WITHIN": RESET_WITHIN,
        "POST_RESET_VIEW": "accounts.sign_in",
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "simulator.web.accounts.passkeys.BesidePassword",
        },
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_SETUP_URL": "/account/second-factor",
        "TWO_FACTOR_POST_SETUP_VIEW": "accounts.overview",
        "TWO_FACTOR_ERROR_VIEW": "accounts.sign_in",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "TWO_FACTOR_SELECT_URL": "/sign-in/second-factor",
        "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
        "TOTP_SECRETS": {1: _derived(settings, b"attune authenticator apps")},
        "TOTP_ISSUER": "Attune",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Attune",
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_REGISTER_URL": "/account/passkeys",
        "WAN_POST_REGISTER_VIEW": "security.wan_register",
        "WAN_DELETE_URL": "/account/passkeys/remove",
        "WAN_SIGNIN_URL": "/sign-in/passkey",
        "WAN_VERIFY_URL": "/account/confirm/passkey",
    }


def _derived(settings: Settings, purpose: bytes) -> str:
    """A key of its own for each purpose, from the site's secret."""
    derive = HKDF(SHA256(), 32, salt=None, info=purpose).derive
    return base64.b64encode(derive(settings.secret.get_secret_value().encode())).decode()


def _never(_request: Request) -> bool:
    """Pages only: there is no JSON to be had."""
    return False


def _forms_only() -> None:
    """Nor is any taken: the library would read it as if it were a form, with values that no form can hold."""
    if request.is_json and (request.endpoint or "").startswith("security."):
        abort(400)


def _not_for_them(*_: Any, **__: Any) -> Response:
    """What people without an account (those of the demo) find at the pages of accounts, and strangers everywhere."""
    if g.actor is not None:
        abort(404)
    return redirect(url_for("accounts.sign_in"))


def _account_of_session(_request: Request) -> User | None:
    """The account of whoever is signed in at this browser."""
    actor = sessions.actor()
    user = AccountDatastore().find_user(id=actor.id) if actor else None
    if user is None or not user.active:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def _tell_the_old_address(_app: Flask, old_email: str, **_: Any) -> None:
    """Who did not change their address learns of it where they still read."""
    send(gettext("Your address in Attune has changed"), {old_email: render_template("security/email/old_address.txt")})


def _begin_session(_app: Flask, user: User, **_: Any) -> None:
    """Somebody has proved who they are: their session begins, and nothing of the stranger's is taken over."""
    sessions.sign_in(user.id)


def _only_when_asked(app: Flask, security: Security) -> None:
    """Take out what Flask-Login and Flask-Principal do with every request and every page."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    processors = app.template_context_processors[None]
    processors[:] = [one for one in processors if one.__name__ != "_user_context_processor"]


def _close(app: Flask) -> None:
    """Give Flask-Security's pages their policies; close those that this site does not need."""
    for endpoint in [one for one in app.view_functions if one.startswith("security.")]:
        policy = POLICIES.get(endpoint.removeprefix("security."))
        if policy is None:
            app.view_functions[endpoint] = _closed
        else:
            setattr(app.view_functions[endpoint], "policies", (policy,))  # noqa: B010 - functions of the library


def _closed(**_: Any) -> Response:
    """Nothing is here."""
    abort(404)


_closed.policies = ("anyone",)  # type: ignore[attr-defined]


def _told() -> dict[str, bool]:
    """What the pages want to know beside what Flask-Security tells them."""
    signed_in = sessions.current().signed_in
    return {
        "can_send": can_send(),
        "lacks_second_factor": bool(signed_in and signed_in.lacks_second_factor),
        "current_account_has_password": bool(getattr(current_user, "password", None)),
    }


def _rendered(template: str, **context: Any) -> str | Response:
    """A page of Flask-Security's: 422 if a form on it was refused, 429 if too many tries have failed."""
    if template.startswith("security/email/"):
        return render_template(template, **context)
    if template == "security/login_user.html":
        text = show(sign_in_page(context["login_user_form"]))
    else:
        text = render_template(template, **_told(), **context)
    refused = any(one.errors for one in context.values() if isinstance(one, Form))
    if request.method != "POST" or not refused:
        return text
    answer = Response(text, 422, content_type="text/html; charset=utf-8")
    if "retry_after" in g:
        answer.status_code = 429
        answer.headers["Retry-After"] = str(g.retry_after)
    return answer
