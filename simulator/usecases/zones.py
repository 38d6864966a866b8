"""The time zones one can choose: those named after places, and UTC."""

from __future__ import annotations

from zoneinfo import available_timezones

_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
ZONES = ("UTC", *sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS and "/" in zone))
"""UTC first, then by name: “Europe/Berlin”."""
