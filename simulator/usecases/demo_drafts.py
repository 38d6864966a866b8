"""What lies on the desk of the demo's studio: a case that has just been begun, and a change that waits for a reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from simulator.engine.scenario import Client
from simulator.markup.skeleton import skeleton
from simulator.markup.told import Interview
from simulator.storage import drafts as rows
from simulator.usecases import beginning, drafts, second_readings
from simulator.usecases.catalogue import Store
from simulator.usecases.people import Actor

BEGUN = "the-last-bus"
ASKED = Interview(
    title="The last bus",
    client=Client(
        "Wanda", "48", "she/her", "dismissive-avoidant", "good-enough", "hypoactivating", work="drives the night bus"
    ),
    criteria={"attunement": ("offers-control", "validates"), "fierce-compassion": ("encourages", "protects")},
    gauges={"arousal": 0, "window-low": -2, "window-high": 3, "safeness": 3, "shame": 5},
    presentation=("shame", "dismissive-avoidant"),
    learn=("attachment-patterns", "shame"),
    warnings=("an assault on a driver is mentioned, never described",),
    authors=("Noor Lind",),
    defence="submissive",
    background="Wanda comes on her way to work, in uniform. Her firm's doctor has sent her; she has been back at the"
    " wheel since the week after. On the form, under “What would you like help with?”, stands “n/a”.",
    opening="I've got till ten past. Then I've a bus to get out.",
    moment="She looks at the clock over your head, and says that the lads at the depot had it much worse.",
    temptation="Tell her that she need not be so strong here",
    why="You can see how tired she is, and it is true",
    better="Take the ten minutes as she offers them",
)
CHANGED = "far-away"
BEFORE = "> I went to the other place first. There was a man with a mop."
AFTER = "> I went to the other place first. There was a man with a mop. He was quite nice about it."
NOTE = "I have given Lin half a sentence more at the beginning. Does it still sound like them?"


def lay_out(store: Store, namespace: UUID, writer: Actor, asking: Actor, now: datetime) -> None:
    """Put both on the desk, unless something lies there already, or the case that is changed is not there."""
    with store.database.read() as session:
        if rows.drafts(session):
            return
    begun = now - timedelta(days=2)
    drafts.begin(store, writer, uuid5(namespace, BEGUN), BEGUN, skeleton(ASKED, BEGUN), "interview", now=begun)
    if CHANGED not in store.current:
        return
    changed = uuid5(namespace, CHANGED)
    beginning.edit(store, asking, changed, CHANGED, begun)
    draft = drafts.opened(store, asking, changed)
    saved = drafts.save(
        store, asking, changed, draft.revision, draft.text.replace(BEFORE, AFTER, 1), now=begun + timedelta(hours=1)
    )
    if saved.revision > draft.revision:
        second_readings.ask(
            store,
            asking,
            changed,
            uuid5(changed, "reading"),
            saved.revision,
            NOTE,
            now=begun + timedelta(hours=2),
        )
