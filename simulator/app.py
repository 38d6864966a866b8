"""create_app: the one place where everything meets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask, Response
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from simulator.config import PACKAGE, Settings, checked
from simulator.storage.database import Database
from simulator.storage.revision import require_current
from simulator.storage.sealed_rows import require_keys, seal_rest
from simulator.storage.sealing import Keys
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.web import (
    accounts,
    administration,
    authoring,
    development,
    errors,
    guards,
    language,
    learning,
    limits,
    mail,
    navigation,
    nonces,
    practice,
    rendering,
    review,
    sessions,
)
from simulator.web.reports.words import register as register_words

STATIC = PACKAGE / "web" / "static"
LOG: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper("iso"),
    structlog.processors.format_exc_info,  # never the values of variables: what people wrote does not belong in a log
    structlog.processors.JSONRenderer(),
]
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve.

    Raises:
        ConfigError: the settings do not allow it to start.
        StoreUnavailable, and storage's other errors: the database cannot be used, or is not at the current revision.
        RuntimeError: a route declares no policy.
    """
    settings = checked(settings or Settings())
    keys = Keys.of(settings.secret.get_secret_value(), settings.private_keys.get_secret_value())
    structlog.configure(processors=LOG)
    app = Flask("simulator.web", static_folder=None, template_folder=str(PACKAGE / "web" / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret.get_secret_value(),
        ATTUNE_MODE=settings.mode,
        SESSION_COOKIE_NAME="__Host-attune" if settings.https else "attune",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    limits.register(app)
    sessions.register(app)
    database = Database(settings.database_url)
    require_current(database)
    require_keys(database, keys.seal)
    seal_rest(database, keys.seal)
    catalogue = open_catalogue(database, settings.scenario_folder, datetime.now(UTC))
    app.extensions["attune"] = Store(database, catalogue, keys)
    _protect(app, settings)
    language.register(app)
    rendering.register(app)
    navigation.register(app)
    register_words(app)
    guards.guard(app)
    mail.register(app, settings)
    for part in (practice, learning, authoring, review, administration, accounts):
        app.register_blueprint(part.blueprint)
    accounts.security.register(app, settings)
    accounts.elsewhere.register(app, settings)
    if settings.mode == "development":
        app.register_blueprint(development.blueprint)
    errors.register(app)
    if settings.url:
        app.wsgi_app = _named(app.wsgi_app, urlsplit(settings.url).netloc)  # type: ignore[assignment, method-assign]
    _serve_static(app, settings)
    guards.require_policies(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _protect(app: Flask, settings: Settings) -> None:
    CSRFProtect(app)
    nonces.register(app)
    Talisman(
        app,
        content_security_policy={
            **CONTENT_SECURITY_POLICY,
            "form-action": f"'self' {accounts.elsewhere.origin(settings)}".rstrip(),
        },
        force_https=settings.https,
        session_cookie_secure=settings.https,
        strict_transport_security=settings.https,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={},
    )

    @app.after_request
    def _never_cached(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response


def _named(application: WSGIApplication, host: str) -> WSGIApplication:
    """The application under its own name: whatever host a request asks for, no link in a mail leads there."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["HTTP_HOST"] = host
        return application(environ, start_response)

    return answer


def _serve_static(app: Flask, settings: Settings) -> None:
    """Static files through WhiteNoise: the only routes without a person behind them."""
    static = WhiteNoise(app.wsgi_app, max_age=86_400 if settings.mode == "production" else 0)
    static.add_files(str(STATIC), prefix="static/")
    app.wsgi_app = static  # type: ignore[method-assign]
    app.add_url_rule("/static/<path:filename>", "static", build_only=True)
