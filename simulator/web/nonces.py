"""The one page that brings a script and styles of its own: the editor. They run by a nonce made for that answer alone.

The browser needs an import map inside the page to find the parts of CodeMirror, and CodeMirror writes its styles while
it runs. Every other answer keeps the policy without a nonce.
"""

from __future__ import annotations

from secrets import token_urlsafe

from flask import Flask, Response, g

OPENED = ("script-src 'self'", "style-src 'self'")
HEADER = "Content-Security-Policy"


def register(app: Flask) -> None:
    """Give templates `nonce()`. To be called before whatever sets the policy, which comes first on the way out."""
    app.jinja_env.globals.update(nonce=_nonce)
    app.after_request(_let_run)


def _nonce() -> str:
    """The nonce of this answer, made when its template asks for it."""
    if "nonce" not in g:
        g.nonce = token_urlsafe(24)
    return str(g.nonce)


def _let_run(response: Response) -> Response:
    if "nonce" in g:
        for rule in OPENED:
            response.headers[HEADER] = response.headers[HEADER].replace(rule, f"{rule} 'nonce-{g.nonce}'")
    return response
