"""Passwords, for every page where somebody chooses one: what is asked of them, and the hash that is kept.

Length is what makes a password hard to guess (OWASP, NIST SP 800-63B): fifteen characters or more, of whatever kind,
not made of the person's own name or address, and not one character over and over. Nothing about one leaves this site.
"""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext
from flask_security.utils import hash_password

ARGON2ID = {"argon2__type": "ID", "argon2__memory_cost": 19_456, "argon2__time_cost": 2, "argon2__parallelism": 1}
"""OWASP's parameters: 19 MiB, two rounds, one lane."""
SHORTEST, LONGEST, FEWEST_DIFFERENT = 15, 256, 6
_WORD = re.compile(r"\w{3,}")


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    kept: str = hash_password(normalised(password))
    return kept


def normalised(password: str) -> str:
    """One spelling of what may be typed in several, as the library compares them."""
    return unicodedata.normalize("NFKD", password)


def problems(password: str, name: str, email: str) -> list[str]:
    """Why a password cannot be chosen by this person, as sentences for them; empty if it can."""
    typed = normalised(password)
    found = []
    if len(typed) < SHORTEST:
        found.append(
            gettext(
                "A password has at least %(count)s characters. A sentence you can remember is fine.", count=SHORTEST
            )
        )
    if len(typed) > LONGEST:
        found.append(gettext("A password has at most %(count)s characters.", count=LONGEST))
    if len(set(typed)) < FEWEST_DIFFERENT:
        found.append(gettext("This repeats the same few characters. Please choose something less easy to guess."))
    if _personal(typed.casefold(), f"{name} {email.partition('@')[0]}"):
        found.append(gettext("A password should not be built around your name or address. Please choose another one."))
    return found


def _personal(typed: str, known: str) -> bool:
    """Whether little is left when the person's own words are taken out."""
    rest = typed
    for word in _WORD.findall(unicodedata.normalize("NFKD", known).casefold()):
        rest = rest.replace(word, "")
    return rest != typed and len(rest) < SHORTEST - FEWEST_DIFFERENT
