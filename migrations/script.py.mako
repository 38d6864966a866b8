"""${message}.

Written by hand, tested up and down with rows in the tables (tests/migrations). A batch operation replaces a table of SQLite
and loses its triggers: make them again. Set REVISION in simulator/storage/revision.py.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
