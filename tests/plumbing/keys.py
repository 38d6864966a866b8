"""The keys of every store and application that tests make."""

from typing import Any

from pydantic import SecretStr

from simulator.config import Settings
from simulator.storage.sealing import Keys

SECRET = "a secret of the tests, long enough to start with"
PRIVATE_KEY = "dGhlIHByaXZhdGUga2V5IG9mIGFsbCBvdXIgdGVzdHM="
KEYS = Keys.of(SECRET, PRIVATE_KEY)


def with_keys(**settings: Any) -> Settings:
    """Settings with which an application starts; over plain HTTP, if nothing else is said."""
    return Settings(**{"secret": SecretStr(SECRET), "private_keys": SecretStr(PRIVATE_KEY), "https": False, **settings})
