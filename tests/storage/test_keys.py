"""The key, its subkeys and its code for paper."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import keys

KEY = bytes(range(32))


def test_a_key_is_made_once_and_read_after(tmp_path: Path) -> None:
    key = keys.obtain_key(tmp_path)
    assert len(key) == 32
    assert keys.obtain_key(tmp_path) == key
    assert [one.name for one in tmp_path.iterdir()] == [keys.KEY_FILE]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert keys.obtain_key(tmp_path / "a") != keys.obtain_key(tmp_path / "b")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_key_file_is_for_its_owner_and_group(tmp_path: Path) -> None:
    keys.obtain_key(tmp_path)
    assert stat.S_IMODE(keys.key_path(tmp_path).stat().st_mode) == 0o640


def test_of_processes_that_start_at_once_one_makes_the_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from nextpatient_desktop.storage import keys; "
        "print(keys.obtain_key(Path(sys.argv[1])).hex())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in running}
    assert said == {keys.read_key(tmp_path).hex()}
    assert [one.name for one in tmp_path.iterdir()] == [keys.KEY_FILE]


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    keys.write_key(tmp_path, KEY)
    with pytest.raises(FileExistsError):
        keys.write_key(tmp_path, bytes(32))
    assert keys.read_key(tmp_path) == KEY
    assert [one.name for one in tmp_path.iterdir()] == [keys.KEY_FILE]


def test_a_missing_and_a_cut_key_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ClinicError) as missing:
        keys.read_key(tmp_path)
    assert missing.value.code == "key_missing"
    keys.key_path(tmp_path).write_bytes(KEY[:31])
    with pytest.raises(ClinicError) as cut:
        keys.read_key(tmp_path)
    assert cut.value.code == "key_wrong"


def test_windows_closes_the_key_to_everybody_else() -> None:
    command = keys.icacls_command(Path("clinic.key"), "clinic")
    assert command[:3] == ["icacls", "clinic.key", "/inheritance:r"]
    assert command[-3:] == ["*S-1-5-18:F", "*S-1-5-32-544:F", "clinic:F"]
    assert keys.icacls_group_command(Path("clinic.key"))[-1] == "NextPatient:R"


def test_subkeys_are_those_of_rfc_5869() -> None:
    # RFC 5869, A.1 and A.3
    key = bytes([0x0B] * 22)
    with_salt = keys.hkdf_sha256(key, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert with_salt.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    without = keys.hkdf_sha256(key, b"", b"", 42)
    assert without.hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_each_purpose_has_its_own_subkey() -> None:
    made = {keys.subkey(KEY, "documents"), keys.subkey(KEY, "backups"), keys.subkey(bytes(32), "backups")}
    assert len(made) == 3
    assert KEY not in made


@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_code_is_its_key(key: bytes) -> None:
    code = keys.recovery_code(key)
    assert [len(group) for group in code.split("-")] == [4] * 14
    assert keys.key_of_recovery_code(code) == key


def test_a_recovery_code_is_read_as_people_write_it() -> None:
    code = keys.recovery_code(KEY)
    sloppy = f"  {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")
    assert keys.key_of_recovery_code(sloppy) == KEY
    assert keys.key_of_recovery_code(code.replace("1", "I").replace("-", "")) == KEY


def test_every_slip_of_one_letter_is_found() -> None:
    code = keys.recovery_code(KEY).replace("-", "")
    for place, letter in enumerate(code):
        other = "7" if letter != "7" else "8"
        with pytest.raises(ClinicError) as refused:
            keys.key_of_recovery_code(code[:place] + other + code[place + 1 :])
        assert refused.value.code == "recovery_code_invalid"


@pytest.mark.parametrize("code", ["", "ABCD", "ABCD" * 15, "UUUU" * 14, "é" * 56])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ClinicError) as refused:
        keys.key_of_recovery_code(code)
    assert refused.value.code == "recovery_code_invalid"
    assert refused.value.params["field"] == "code"
