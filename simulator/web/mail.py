"""Mail, sent by a thread of its own, so that nobody learns from the time of an answer whether there was any.

What goes wrong with it is logged by its kind alone, and never breaks a page. Without a configured server none is sent.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping, Sequence
from threading import Thread
from typing import Any

import structlog
from flask import Flask, current_app
from flask_mailman import EmailMessage
from flask_mailman import Mail as Mailman
from flask_security.mail_util import EmailValidateException, MailUtil
from flask_security.utils import get_message

from simulator.config import Settings
from simulator.usecases.addresses import normal
from simulator.usecases.texts import storable

log = structlog.get_logger()
SECONDS = 20
ENCRYPTED = {"starttls": "MAIL_USE_TLS", "tls": "MAIL_USE_SSL"}


def register(app: Flask, settings: Settings) -> None:
    """Give the application its mail, if a server is configured."""
    app.extensions["attune-mail"] = bool(settings.mail_server)
    if not settings.mail_server:
        return
    host, _, port = settings.mail_server.rpartition(":")
    app.config.update(
        MAIL_SERVER=host or port,
        MAIL_PORT=int(port) if host else 587,
        MAIL_USERNAME=settings.mail_user or None,
        MAIL_PASSWORD=settings.mail_password.get_secret_value() or None,
        MAIL_TIMEOUT=SECONDS,
        MAIL_DEFAULT_SENDER=settings.mail_from,
    )
    if settings.mail_tls in ENCRYPTED:
        app.config[ENCRYPTED[settings.mail_tls]] = True
    Mailman(app)


def can_send() -> bool:
    """Whether this site sends mail."""
    found: bool = current_app.extensions["attune-mail"]
    return found


def send(subject: str, letters: Mapping[str, str]) -> None:
    """Send everybody (by address) their letter, later, one after the other."""
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    _later([EmailMessage(subject, body, sender, [recipient]) for recipient, body in letters.items()])


class Mail(MailUtil):  # type: ignore[misc]
    """Flask-Security's way to the mail, and to what an address is."""

    def send_mail(
        self,
        template: str,  # noqa: ARG002
        subject: str,
        recipient: str,
        sender: str,
        body: str,
        html: Any,  # noqa: ARG002
        **_: Any,
    ) -> None:
        """Send a message, later."""
        if can_send():
            _later([EmailMessage(str(subject), body, str(sender), [recipient])])

    def normalize(self, email: str) -> str:
        """The one form of an address.

        Raises:
            EmailValidateException: it is none.
        """
        found = normal(email) if storable(email) else None
        if found is None:
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0])
        return found

    validate = normalize


def _later(messages: Sequence[EmailMessage]) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    Thread(target=_send, args=(app, messages), daemon=True).start()


def _send(app: Flask, messages: Sequence[EmailMessage]) -> None:
    with app.app_context():
        try:
            app.extensions["mailman"].get_connection().send_messages(messages)
        except (OSError, smtplib.SMTPException) as error:
            log.error("mail was not sent", kind=type(error).__name__)
