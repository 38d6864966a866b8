"""An erased person stays erased: their row never changes again, and nothing new can be written about them.

Whatever was under way in another thread or process when somebody was erased is refused here, by the database itself.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = ("account", "attempt", "membership", "practice_note", "reflection", "web_session")
"""The tables that hold something about a person, with their id as `person_id`."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'this person was erased'); END"
        gone = "EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND erased_at IS NOT NULL)"
        for table in OWNED:
            op.execute(f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table} WHEN {gone} {refuse}")
        op.execute(
            f"CREATE TRIGGER person_stays_erased BEFORE UPDATE ON person WHEN OLD.erased_at IS NOT NULL {refuse}"
        )
        return
    # FOR KEY SHARE waits for an erasure that is under way, and then does not find the person any more
    op.execute(
        """
        CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM person WHERE id = NEW.person_id AND erased_at IS NULL FOR KEY SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'there is no such person, or not any more' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END
        $$
        """
    )
    for table in OWNED:
        op.execute(
            f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_erased()"
        )
    op.execute(
        "CREATE TRIGGER person_stays_erased BEFORE UPDATE ON person FOR EACH ROW"
        " WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, trigger in (*((table, f"{table}_of_nobody") for table in OWNED), ("person", "person_stays_erased")):
        op.execute(f"DROP TRIGGER {trigger}" + ("" if on_sqlite else f" ON {table}"))
    if not on_sqlite:
        op.execute("DROP FUNCTION refuse_erased()")
