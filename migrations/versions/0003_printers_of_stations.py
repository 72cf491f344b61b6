"""What stations last said of their printers, beside their contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Sorted by code points, whatever the language of a PostgreSQL database."""


def upgrade() -> None:
    """Bring a database of the second schema to this revision."""
    op.add_column("contacts", sa.Column("printer", TEXT))
    op.add_column("contacts", sa.Column("is_paper_low", sa.SmallInteger))
    op.add_column("contacts", sa.Column("printer_at", sa.BigInteger))


def downgrade() -> None:
    """A database goes forward only: the backup that was written before the step leads back."""
    raise NotImplementedError("restore the backup that was written before the update")
