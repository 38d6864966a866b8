"""What a form sends, read into a model that lists only what this actor may set."""

from __future__ import annotations

from typing import Self, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible


class Form(BaseModel):
    """A form: unknown fields are ignored, values are trimmed of nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def again(self) -> Self:
        """The form as it can be shown again, without characters that cannot be kept."""
        typed = {name: legible(value) for name, value in self if isinstance(value, str)}
        return self.model_copy(update=typed)


F = TypeVar("F", bound=Form)


def sent(form: type[F]) -> F:
    """What was sent, as `form`.

    Raises:
        Refused: a field is missing or is not what it should be.
    """
    values: dict[str, object] = {}
    for name, field in form.model_fields.items():
        many = getattr(field.annotation, "__origin__", None) is list
        found = request.form.getlist(name)
        if many:
            values[name] = found
        elif found:
            values[name] = found[0]
    try:
        return form.model_validate(values)
    except ValidationError as error:
        raise Refused("The page sent something that does not belong to it. Please try once more.") from error
