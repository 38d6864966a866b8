"""The tables of learning: notes of guided practices, clinical reviews of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "practice_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("practice", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_note_person_id")),
    )
    op.create_index(op.f("ix_practice_note_person_id_created_at"), "practice_note", ["person_id", "created_at"])
    op.create_table(
        "clinical_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("withdrawn_by", sa.Uuid()),
        sa.Column("withdrawn_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinical_review")),
        sa.ForeignKeyConstraint(["version"], ["scenario_version.version"], name=op.f("fk_clinical_review_version")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_clinical_review_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_clinical_review_withdrawn_by")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_clinical_review_withdrawn")
        ),
    )
    op.create_index(op.f("ix_clinical_review_version_recorded_at"), "clinical_review", ["version", "recorded_at"])


def downgrade() -> None:
    op.drop_table("clinical_review")
    op.drop_table("practice_note")
