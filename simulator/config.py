"""Settings, typed, from the environment: every variable begins with ATTUNE_.

Production refuses to start without a secret; the demo makes its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

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
    scenarios: Path | None = None
    https: bool = Field(default=True, description="cookies only over HTTPS, and HSTS; the demo turns it off")
    trusted_proxies: int = Field(default=0, ge=0, le=5)

    @property
    def scenario_folder(self) -> Path:
        """Where the cases are: ATTUNE_SCENARIOS, else those that came with Attune."""
        return self.scenarios or bundled("scenarios")


def checked(settings: Settings) -> Settings:
    """The settings, if Attune may start with them.

    Raises:
        ConfigError: in production the secret is missing or shorter than 32 characters, or a folder does not exist.
    """
    if settings.mode == "production" and len(settings.secret.get_secret_value()) < SHORTEST_SECRET:
        raise ConfigError(
            "Set ATTUNE_SECRET to a random text of at least 32 characters, for example the output of: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if not (settings.scenario_folder / "rubric.md").is_file():
        raise ConfigError(f"ATTUNE_SCENARIOS: no rubric.md in {settings.scenario_folder}")
    return settings


def bundled(name: str) -> Path:
    """A folder that comes with Attune: beside the package in a checkout, inside it in a wheel."""
    beside = PACKAGE.parent / name
    return beside if beside.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "bundled" / name
