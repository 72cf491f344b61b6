"""What docs/api.md shows to other programs works as it stands there."""

import re
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.stations.pairing import OpenPairing
from nextpatient_desktop.domain.model import Department, StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import STATUSES
from nextpatient_desktop.text.errors import all_codes
from tests.lan.serving import ANSWERED_WITHIN, Caller, Served

DOCUMENT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture
def opd(served: Served) -> Department:
    return served.house.add_department()


@pytest.fixture
def integration(served: Served) -> Caller:
    return served.station(StationKind.INTEGRATION)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def curl(served: Served, command: str, folder: Path, key: str) -> str:
    """Run a command of the document against this host; what it printed."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    (folder / "clinic.pem").write_bytes(served.identity.certificate)
    command = command.replace(":7390:192.168.1.20:7390", f":7390:127.0.0.1:{served.host.port}")
    command = command.replace("192.168.1.20:7390", f"127.0.0.1:{served.host.port}")
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={"KEY": key, "PATH": "/usr/bin:/bin:/usr/local/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWERED_WITHIN,
    )
    return done.stdout


def test_the_python_program_issues_a_token(
    served: Served, integration: Caller, opd: Department, tmp_path: Path
) -> None:
    assert integration.key is not None
    (tmp_path / "clinic.pem").write_bytes(served.identity.certificate)
    program = blocks("python")[0]
    program = program.replace("https://nextpatient:7390", f"https://localhost:{served.host.port}")
    program = program.replace("dS3k...", integration.key)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=ANSWERED_WITHIN,
    )
    assert done.stdout == "A-001\n"


def test_a_program_pairs_with_curl(served: Served, tmp_path: Path) -> None:
    shown = served.house.system.execute(OpenPairing(kind=StationKind.INTEGRATION, name="Laboratory"))
    command = next(one for one in blocks("bash") if wire.PAIR in one).replace("482913", shown.code)
    answer = curl(served, command, tmp_path, "")
    assert '"name":"Laboratory"' in answer
    assert '"key":"' in answer


def test_a_program_asks_with_curl(
    served: Served, integration: Caller, opd: Department, tmp_path: Path
) -> None:
    command = next(one for one in blocks("bash") if "queries/Departments" in one)
    assert opd.name in curl(served, command, tmp_path, integration.key or "")


def test_the_certificate_is_fetched_with_openssl(served: Served, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here")
    command = next(one for one in blocks("bash") if "s_client" in one)
    printed = curl(served, command, tmp_path, "")
    assert served.identity.fingerprint in printed
    assert served.identity.pin in printed.replace(":", "").lower()
    fetched = (tmp_path / "clinic.pem").read_text()
    assert ssl.PEM_cert_to_DER_cert(fetched) == ssl.PEM_cert_to_DER_cert(served.identity.certificate.decode())


def test_every_status_with_a_code_of_its_own_is_in_the_table() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| (.+?) \|", DOCUMENT, re.MULTILINE)
    told = {
        (code, int(status))
        for statuses, codes in rows
        for status in statuses.split(",")
        for code in re.findall(r"`(\w+)`", codes)
    }
    assert set(STATUSES.items()) <= told
    assert {code for code, _status in told} <= set(all_codes())
