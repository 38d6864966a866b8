"""Settings, typed, from the environment: every variable begins with ATTUNE_.

Nothing is served without a secret and a key for private notes; the demo makes its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
SHORTEST_SECRET = 32


class ConfigError(ValueError):
    """The environment does not allow Attune to start; the message says what to set."""


class Settings(BaseSettings):
    """What can be set from outside. The README lists every variable."""

    model_config = SettingsConfigDict(env_prefix="ATTUNE_", extra="forbid", frozen=True)

    mode: Literal["production", "demo", "development"] = "production"
    database_url: str = "sqlite:///attune.db"
    secret: SecretStr = SecretStr("")
    private_keys: SecretStr = Field(default=SecretStr(""), description="one or more, the first seals; see `sealing`")
    scenarios: Path | None = None
    https: bool = Field(default=True, description="cookies only over HTTPS, and HSTS; the demo turns it off")
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    keep_inactive_days: int = Field(
        default=1095, ge=0, le=1095, description="`attune privacy sweep` erases people in whose account nothing happens"
    )
    url: str = Field(default="", description="where people open the site; every link in a mail leads there")
    mail_server: str = Field(default="", description="host:port of the server that mail goes through; none: no mail")
    mail_from: str = ""
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_tls: Literal["starttls", "tls", "none"] = "starttls"
    oidc_issuer: str = Field(default="", description="where people may sign in too; none: only here")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "your institution"

    @property
    def scenario_folder(self) -> Path:
        """Where the cases are: ATTUNE_SCENARIOS, else those that came with Attune."""
        return self.scenarios or bundled("scenarios")


def checked(settings: Settings) -> Settings:
    """The settings, if Attune may start with them.

    Raises:
        ConfigError: the secret is missing or shorter than 32 characters, a folder does not exist, the site's address is
            none, or mail or single sign-on is configured by half.
    """
    if len(settings.secret.get_secret_value()) < SHORTEST_SECRET:
        raise ConfigError(
            "Set ATTUNE_SECRET to a random text of at least 32 characters, for example the output of: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if settings.url and not _is_origin(settings.url):
        raise ConfigError("ATTUNE_URL is the address of this site, without a path, such as https://attune.example.org")
    if settings.mail_server and not (settings.mail_from and settings.url):
        raise ConfigError(
            "ATTUNE_MAIL_SERVER is set: set ATTUNE_MAIL_FROM to the address that mail comes from,"
            " and ATTUNE_URL to the address of this site, for the links in it."
        )
    if settings.oidc_issuer and not (settings.oidc_client_id and settings.oidc_client_secret.get_secret_value()):
        raise ConfigError("ATTUNE_OIDC_ISSUER is set: set ATTUNE_OIDC_CLIENT_ID and ATTUNE_OIDC_CLIENT_SECRET too.")
    if not (settings.scenario_folder / "rubric.md").is_file():
        raise ConfigError(f"ATTUNE_SCENARIOS: no rubric.md in {settings.scenario_folder}")
    return settings


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address.removesuffix("/"))
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.geturl().count("/") == 2
    except ValueError:
        return False


def bundled(name: str) -> Path:
    """A folder that comes with Attune: beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / name
    return beside if beside.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "bundled" / name
