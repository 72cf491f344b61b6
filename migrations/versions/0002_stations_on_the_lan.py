"""Stations on a LAN: their keys, sessions, the open pairing, contacts, alerts, and the hosts' secrets.

On PostgreSQL also the contents of documents, which lie beside the database elsewhere.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BY_KEY = {"sqlite_with_rowid": False}
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Sorted by code points, whatever the language of a PostgreSQL database."""


def upgrade() -> None:
    """Bring a database of the first schema to this revision."""
    op.add_column("stations", sa.Column("acts_as", TEXT))
    create_keys()
    create_contacts()
    create_alerts()
    op.create_table(
        "secrets",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        **BY_KEY,
    )
    if op.get_bind().dialect.name == "postgresql":
        create_blobs()


def downgrade() -> None:
    """A database goes forward only: the backup that was written before the step leads back."""
    raise NotImplementedError("restore the backup that was written before the update")


def key(name: str, target: str | None = None) -> "sa.Column[bytes]":
    """An id that is the table's key, of a row of `target` where one is named."""
    links = () if target is None else (sa.ForeignKey(target),)
    return sa.Column(name, sa.LargeBinary(16), *links, primary_key=True)


def link(name: str, target: str, *, null: bool = False) -> "sa.Column[bytes]":
    """An id of a row of another table."""
    return sa.Column(name, sa.LargeBinary(16), sa.ForeignKey(target), nullable=null)


def ms(name: str, *, null: bool = False) -> "sa.Column[int]":
    """An instant in milliseconds."""
    return sa.Column(name, sa.BigInteger, nullable=null)


def create_keys() -> None:
    """What opens the door to a station and to those who sign in at it, as SHA-256."""
    op.create_table(
        "station_keys",
        key("station", "stations.id"),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
        ms("at"),
        **BY_KEY,
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        link("station", "stations.id"),
        link("staff", "staff.id"),
        ms("begun_at"),
        **BY_KEY,
    )
    op.create_table(
        "pairings",
        key("id"),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        ms("expires_at"),
        sa.Column("tries_left", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        link("counter", "counters.id", null=True),
        sa.Column("acts_as", TEXT),
        link("station", "stations.id", null=True),
        link("opened_by", "staff.id", null=True),
        **BY_KEY,
    )


def create_contacts() -> None:
    """What hosts last heard of stations."""
    op.create_table(
        "contacts",
        key("station", "stations.id"),
        ms("seen_at"),
        sa.Column("is_listening", sa.SmallInteger, nullable=False),
        sa.Column("to_come", sa.Integer, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        **BY_KEY,
    )


def create_alerts() -> None:
    """What staff have to be told."""
    op.create_table(
        "alerts",
        key("id"),
        sa.Column("kind", TEXT, nullable=False),
        ms("at"),
        sa.Column("params", TEXT, nullable=False),
        ms("dismissed_at", null=True),
        link("dismissed_by", "staff.id", null=True),
        **BY_KEY,
    )
    condition = sa.text("dismissed_at IS NULL")
    op.create_index("alerts_open", "alerts", ["at"], sqlite_where=condition, postgresql_where=condition)


def create_blobs() -> None:
    """Contents of documents, which are compressed already."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.LargeBinary, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        ms("added_at"),
    )
    op.create_table(
        "blob_parts",
        sa.Column(
            "sha256", sa.LargeBinary, sa.ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.execute("ALTER TABLE blob_parts ALTER COLUMN data SET STORAGE EXTERNAL")
