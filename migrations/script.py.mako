"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Bring a database of the revision before to this one."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """There is no way back: the backup that is written before a migration is the way back."""
    raise NotImplementedError("restore the backup that was written before the migration")
