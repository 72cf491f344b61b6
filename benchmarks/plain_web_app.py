"""What a LAN queue usually is: Flask and SQLAlchemy, a session for each request, SQLite; for comparison.

Nothing is held against it: the same three rows as a token through our door (visit, token, journal line), a
thread for each request, and the database set up as well as such programs do it: WAL, every commit synced, a
writing transaction from its beginning (without that, two requests at once fail), two minutes' patience for
the lock, indexes for what is looked up. What it lacks: keys, rights, a repetition that acts once, encryption
of its data, a journal that proves itself.

Its server is Flask's own, threaded. That closes the connection after each answer, so over TLS it shakes hands
for each request; it is measured without TLS as well.

`python -m benchmarks.plain_web_app FOLDER [CERTIFICATE KEY]` prints its port and serves until it is ended.
"""

import logging
import ssl
import sys
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, jsonify, request
from sqlalchemy import Engine, ForeignKey, UniqueConstraint, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from werkzeug.serving import make_server


class Base(DeclarativeBase):
    """The schema."""


class Department(Base):
    """A queue."""

    __tablename__ = "departments"
    id: Mapped[str] = mapped_column(primary_key=True)
    letter: Mapped[str]
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class Visit(Base):
    """A patient's stay."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("day", "code"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    code: Mapped[str]
    tokens: Mapped[list["Token"]] = relationship(back_populates="visit")


class Token(Base):
    """A place in a queue."""

    __tablename__ = "tokens"
    __table_args__ = (UniqueConstraint("department_id", "day", "number"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("departments.id"))
    day: Mapped[date] = mapped_column(index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    priority: Mapped[str] = mapped_column(default="normal")
    issued_at: Mapped[datetime]
    visit: Mapped[Visit] = relationship(back_populates="tokens")
    department: Mapped[Department] = relationship()


class Event(Base):
    """A line of the journal."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    token_id: Mapped[str]
    body: Mapped[str]


def make_engine(path: Path) -> Engine:
    """The database with its settings."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 120})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:  # noqa: ANN401  # the driver's own
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def make_app(engine: Engine) -> Flask:
    """The application: one way in."""
    app = Flask(__name__)

    @app.before_request
    def open_session() -> None:
        g.session = Session(engine)

    @app.teardown_request
    def close_session(error: BaseException | None) -> None:
        g.session.close()

    @app.post("/tokens")
    def issue() -> Response:
        session: Session = g.session
        department = session.get_one(Department, request.get_json()["department"])
        now = datetime.now(UTC)
        today = now.date()
        highest = session.scalar(
            select(func.max(Token.number)).where(Token.department_id == department.id, Token.day == today)
        )
        number = (highest or 0) + 1
        visit = Visit(id=str(uuid.uuid4()), day=today, code=f"{department.letter}-{number:03d}")
        token = Token(
            id=str(uuid.uuid4()),
            visit=visit,
            department=department,
            day=today,
            number=number,
            issued_at=now,
        )
        session.add_all([visit, token])
        session.flush()
        session.add(Event(at=now, kind="token.issued", token_id=token.id, body=token.state))
        session.commit()
        return jsonify(token=token.id, visit=visit.id, code=visit.code, state=token.state)

    return app


def main(folder: Path, *certificate: str) -> None:
    """Serve from a folder until ended; over TLS where there is a certificate with its key."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    engine = make_engine(folder / "plain.db")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Department(id="a", letter="A", name="Department A"))
        session.commit()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    server = make_server("127.0.0.1", 0, make_app(engine), threaded=True, ssl_context=context)
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
