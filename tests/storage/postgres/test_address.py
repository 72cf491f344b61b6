"""A clinic's URL on a server: what libpq is told, and what people are told."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import urls
from nextpatient_desktop.storage.postgres.address import address_of


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "shown", "server"),
    [
        (
            "postgresql+psycopg://asha:s3cret@db.clinic:5433/clinic",
            "postgresql+psycopg://asha@db.clinic:5433/clinic",
            "db.clinic:5433",
        ),
        ("postgresql://db/clinic?password=s3cret", "postgresql+psycopg://db:5432/clinic", "db:5432"),
        ("postgres:///clinic", "postgresql+psycopg:///clinic", "localhost:5432"),
        (
            "postgresql+psycopg://asha:s3cret@/clinic?host=/run/postgresql",
            "postgresql+psycopg://asha@/clinic?host=%2Frun%2Fpostgresql",
            "/run/postgresql",
        ),
    ],
)
def test_what_is_shown_has_no_password(url: str, shown: str, server: str) -> None:
    address = address_of(url)
    assert (address.url, address.server) == (shown, server)
    assert "s3cret" not in address.url + address.server + address.user + address.database


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql+psycopg://db.clinic/c", "require"),
        ("postgresql+psycopg://10.0.0.7/c", "require"),
        ("postgresql+psycopg://one,two/c", "require"),
        ("postgresql+psycopg://localhost,two/c", "require"),
        ("postgresql+psycopg://db.clinic/c?sslmode=verify-full", "verify-full"),
        ("postgresql+psycopg://db.clinic/c?sslmode=disable", "disable"),
        ("postgresql+psycopg://localhost/c", None),
        ("postgresql+psycopg://127.0.0.1:5433/c", None),
        ("postgresql+psycopg://[::1]/c", None),
        ("postgresql+psycopg:///c", None),
        ("postgresql+psycopg:///c?host=/run/postgresql", None),
        ("postgresql+psycopg:///c?service=clinic", None),
    ],
)
def test_a_network_is_crossed_encrypted_unless_told_otherwise(url: str, mode: str | None) -> None:
    assert conninfo_to_dict(address_of(url).conninfo).get("sslmode") == mode


def test_the_environment_may_say_how_a_network_is_crossed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-ca")
    assert "sslmode" not in conninfo_to_dict(address_of("postgresql+psycopg://db/c").conninfo)


def test_what_the_url_says_goes_before_what_the_program_would_say() -> None:
    said = conninfo_to_dict(address_of("postgresql+psycopg://db/c?connect_timeout=30").conninfo)
    assert said["connect_timeout"] == "30"
    assert said["application_name"] == "NextPatient"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://asha:s3cret@db/c?nonsense=1",
        "postgresql+psycopg://asha:s3cret@db:port/c",
        "postgresql+psycopg://asha:s3cret@[::1/c",
        "postgresql+psycopg://db/c?password=s3cret&nonsense=1",
    ],
)
def test_what_is_no_url_is_refused_without_the_password(url: str) -> None:
    assert urls.is_server(url)
    with pytest.raises(ClinicError) as refused:
        address_of(url)
    assert refused.value.code == "url_unknown"
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in str(refused.value.__cause__)


def test_files_are_no_servers() -> None:
    for url in ("clinic.db", "sqlite:///clinic.db", "https://host:7390", "postgresql.db"):
        assert not urls.is_server(url)
