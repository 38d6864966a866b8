"""What a supervisor has to rate blind, and to agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulator.usecases import rating_tasks
from simulator.usecases.rating_tasks import RatingTasks
from simulator.web.guards import allow, person, store
from simulator.web.rendering import show
from simulator.web.review import blueprint


@dataclass(frozen=True, slots=True)
class TasksPage:
    """All tasks, by what is to be done."""

    template: ClassVar[str] = "review/tasks.html"
    tasks: RatingTasks


@blueprint.get("/ratings/tasks")
@allow("supervisor")
def tasks() -> str:
    """Show what the supervisor has to rate blind."""
    return show(TasksPage(rating_tasks.tasks(store(), person())))
