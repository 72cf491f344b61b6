"""`nextpatient clinic ...`: sets up a clinic's data, checks it, backs it up, restores it.

Each command prints for a person and returns the process's exit code; `terminal.guarded` words refusals.
"""

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, tzinfo
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap import server_commands
from nextpatient_desktop.bootstrap.folders import clinic_url, default_clinic, folders
from nextpatient_desktop.bootstrap.setting_up import opened_new, opened_new_on_server, taken_back_if_refused
from nextpatient_desktop.bootstrap.terminal import DONE, REFUSED, complain, english, misuse, progress
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text import words_for_error

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.door import Clinic
    from nextpatient_desktop.storage.backup import BackupInfo
    from nextpatient_desktop.storage.check import Finding
    from nextpatient_desktop.storage.transaction import Head


# --- A new clinic ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Admin:
    name: str
    login: str
    password: str


def new(
    path: str | None,
    *,
    name: str,
    address: str,
    phone: str,
    time_zone: str,
    languages: tuple[str, ...],
    admin_login: str | None,
    admin_name: str | None,
    is_password_on_stdin: bool,
) -> int:
    """Set up a clinic with its first administrator and print the recovery code; on a server there is none.

    Raises:
        ClinicError: what a rule or the machine refuses; nothing is left behind then.
    """
    from nextpatient_desktop.clinic.setup.messages import CreateClinic
    from nextpatient_desktop.domain.model import ClinicInfo
    from nextpatient_desktop.storage import urls

    url = clinic_url(path)
    target = None if urls.is_server(url) else urls.sqlite_path(url)
    if target is not None and target.exists():
        raise ClinicError("restore_target_exists", path=str(target))
    if not sys.stdin.isatty() and not (is_password_on_stdin and admin_login):
        return misuse("Nobody is here to ask. Give --admin-login, --password-stdin and the password there.")
    admin = _ask_admin(admin_login, admin_name, is_password_on_stdin=is_password_on_stdin)
    info = ClinicInfo(name=name, address=address, phone=phone, time_zone=time_zone, languages=languages)
    with opened_new_on_server(str(url)) if target is None else _opened_new_file(target) as system:
        made = system.execute(CreateClinic(info=info))
        _add_admin(system, admin, asks_again=not is_password_on_stdin)
    if target is None:
        server_commands.tell_new(made.name, str(url))
    else:
        _tell_new(made.name, target)
    return DONE


@contextlib.contextmanager
def _opened_new_file(target: Path) -> "Iterator[Clinic]":
    with taken_back_if_refused(target), opened_new(target) as system:
        yield system


def _tell_new(name: str, target: Path) -> None:
    from nextpatient_desktop.storage import keys

    code = keys.recovery_code(keys.read_key(target.parent))
    is_default = target == default_clinic()
    print(f"\n{name} is set up in {target}")
    print(f"\nThe recovery code:\n\n    {code}\n")
    print("Write it down now and keep it away from this PC: without it, and without the key file")
    print(f"{keys.key_path(target.parent)}, nobody can ever open the clinic's data or its backups.")
    print("To go on, sign in as administrator at a counter, and add departments, rooms and staff:")
    print("    nextpatient counter" + ("" if is_default else f' --clinic "{target}"'))


def _ask_admin(login: str | None, name: str | None, *, is_password_on_stdin: bool) -> _Admin:
    login = login or input("Login of the administrator: ").strip()
    password = sys.stdin.readline().rstrip("\r\n") if is_password_on_stdin else _ask_password()
    return _Admin(name=name or login, login=login, password=password)


def _ask_password() -> str:
    """A password that was typed twice the same."""
    while True:
        password = getpass("Password, at least 6 characters: ")
        if getpass("The same again: ") == password:
            return password
        print("These were not the same. Type both again.", file=sys.stderr)


def _add_admin(system: "Clinic", admin: _Admin, *, asks_again: bool) -> None:
    """Add the administrator, asking again for what is refused where somebody can answer."""
    from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
    from nextpatient_desktop.domain.model import Role

    while True:
        form = StaffForm(name=admin.name, login=admin.login, role=Role.ADMIN)
        try:
            system.execute(AddStaff(form=form, password=admin.password))
        except ClinicError as refused:
            if not asks_again or refused.params.get("field") not in ("login", "name", "password"):
                raise
            words = words_for_error(english(), refused.code, refused.params)
            complain(words.what)
            is_password = refused.params["field"] == "password"
            admin = _ask_admin(admin.login if is_password else None, None, is_password_on_stdin=False)
        else:
            return


# --- Check ----------------------------------------------------------------------------------------


def check(url: str | None, *, against: Sequence[Path] = ()) -> int:
    """Look through a clinic's data and say each thing that is wrong.

    Args:
        url: the clinic's; this account's when None.
        against: backups whose ends the journal has to go through.
    """
    from nextpatient_desktop.bootstrap.local import DOCUMENTS_FOLDER
    from nextpatient_desktop.documents.blobs import FileBlobs
    from nextpatient_desktop.storage import check as storage_check
    from nextpatient_desktop.storage import keys, urls
    from nextpatient_desktop.storage.backup import read_backup

    if urls.is_server(clinic_url(url)):
        if against:
            return misuse("Backups to check against are those of a clinic in a file: leave --against out.")
        return tell_findings(*server_commands.findings(str(url)))
    path = existing(url)
    key = keys.read_key(path.parent)
    _refuse_newer(path, key)
    blobs = FileBlobs(path.parent / DOCUMENTS_FOLDER, keys.subkey(key, "documents"))
    with progress("Checking", None):
        heads = [read_backup(one, key).head for one in against]
        found = storage_check.check_database(path, key, content=blobs.get, noted=heads)
    return tell_findings(found, str(path))


def tell_findings(found: "Sequence[Finding]", path: str) -> int:
    """Say each thing that is wrong."""
    from nextpatient_desktop.storage.check import MOST_OF_A_KIND
    from nextpatient_desktop.text.findings import words_for_finding

    if not found:
        print(f"All is as it was written in {path}")
        return DONE
    texts = english()
    print(
        texts.ngettext("{n} problem in {path}", "{n} problems in {path}", len(found)).format(
            n=len(found), path=path
        )
    )
    for one in found:
        words = words_for_finding(texts, one.code, one.params)
        print(f"- {words.what} {words.what_to_do}")
    for code in sorted({one.code for one in found}):
        if sum(one.code == code for one in found) >= MOST_OF_A_KIND:
            print(f"  There may be more of the same kind ({code}).")
    return REFUSED


# --- Backup and restore ---------------------------------------------------------------------------


def backup(url: str | None, *, to: Path) -> int:
    """Write a backup and prove it, while stations go on.

    Args:
        url: the clinic's; this account's when None.
        to: the file to write, or the folder that gets one with the date in its name.
    """
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.backup import DOCUMENTS_FOLDER, default_name, write_backup

    server_commands.refuse(clinic_url(url), "server_keeps_backups")
    path = existing(url)
    key = keys.read_key(path.parent)
    _refuse_newer(path, key)
    now = _now()
    target = to / default_name(path, now) if to.is_dir() else to
    with progress("Backing up", target):
        info = write_backup(path, key, target, taken_at=now, documents=path.parent / DOCUMENTS_FOLDER)
    texts = english()
    documents = texts.ngettext("{n} document", "{n} documents", info.documents).format(n=info.documents)
    print(f"The backup is written and proved: {target}")
    print(f"    {texts.file_size(target.stat().st_size)}, {documents}, journal up to {_head(info.head)}")
    if not info.missing:
        return DONE
    for sha256 in info.missing:
        print(f"- The file of a document is missing, so it is not in the backup: {sha256[:2]}/{sha256}")
    return REFUSED


def restore(
    source: Path, *, to: str, asks_for_code: bool, last_numbers: Mapping[str, int] | None = None
) -> int:
    """Make a clinic's data out of a backup, where there is none, and say where the numbers go on.

    Args:
        source: the backup.
        to: folder or file for the clinic's data.
        asks_for_code: take the key from the recovery code, which is asked for.
        last_numbers: the last numbers on paper by letter; asked for on a terminal where there are none.
    """
    from nextpatient_desktop.bootstrap.paper_numbers import PaperNumbers, UnknownLetterError
    from nextpatient_desktop.storage import keys, urls
    from nextpatient_desktop.storage import restore as storage_restore

    url = clinic_url(to)
    server_commands.refuse(url, "server_keeps_backups")
    target = urls.sqlite_path(url)
    if target.exists():
        raise ClinicError("restore_target_exists", path=str(target))
    if asks_for_code:
        key = keys.key_of_recovery_code(ask_code())
    else:
        key = _fitting_key(source, (target.parent, source.parent, folders().data))
    paper = PaperNumbers(last_numbers or {})
    with contextlib.ExitStack() as shown:

        def stated(lasts: Mapping[str, int]) -> Mapping[str, int]:
            shown.close()  # questions and progress would share a line
            on_paper = paper.of(lasts)
            shown.enter_context(progress("Restoring", target))
            return on_paper

        shown.enter_context(progress("Restoring", target))
        try:
            info = storage_restore.restore(source, key, target, now=_now(), stated=stated)
        except UnknownLetterError as error:
            return misuse(str(error))
    _tell_restored(info, target)
    _tell_epoch(target, paper.known.keys())
    return DONE


def _tell_restored(info: "BackupInfo", target: Path) -> None:
    texts, zone = english(), _local_zone()
    documents = texts.ngettext("{n} document", "{n} documents", info.documents).format(n=info.documents)
    print(f"The clinic's data is restored in {target}")
    taken = texts.short_date_and_clock(info.taken_at, zone)
    print(f"    as it was on {taken}: {documents}, journal up to {_head(info.head)}")


def _fitting_key(source: Path, places: Sequence[Path]) -> bytes:
    """The first key in these folders that opens the backup.

    Raises:
        ClinicError: `backup_key_missing` where there is none, `key_wrong` where none fits, `backup_missing`.
    """
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.backup import opened

    refusal = ClinicError("backup_key_missing", path=str(source))
    for folder in dict.fromkeys(places):
        if not keys.key_path(folder).exists():
            continue
        key = keys.read_key(folder)
        try:
            with opened(source, key):
                return key
        except ClinicError as error:
            if error.code != "key_wrong":
                raise
            refusal = error
    if not source.exists():
        raise ClinicError("backup_missing", path=str(source))
    raise refusal


def _tell_epoch(target: Path, stated: AbstractSet[str]) -> None:
    """Say what the restore did to the journal and to today's numbers, as it journaled it."""
    from nextpatient_desktop.domain.numbering import format_code
    from nextpatient_desktop.storage.sqlite import SqliteStorage

    storage = SqliteStorage.open(target)
    try:
        with storage.read() as uow:
            head = uow.journal.head()
    finally:
        storage.close()
    if head is None:
        return
    numbers: dict[str, dict[str, int]] = json.loads(head.body).get("numbers", {})
    print(f"    Its journal goes on in epoch {head.epoch}, so that nothing is taken for what was lost.")
    if not numbers:
        return
    print("Tokens given after the backup are on paper but not in it, so today's numbers go on higher:")
    for letter, number in sorted(numbers.items()):
        last = format_code(letter, number["last"]) if number["last"] else "none"
        first = format_code(letter, number["raised_to"] + 1)
        print(f"    {letter}: the last in the backup is {last}, the next one is {first}")
    if not stated >= numbers.keys():
        print(
            "Bring the kiosks back first: those that gave higher numbers today say so by themselves. Nobody"
        )
        print("does so for numbers that were given at a counter: look at the last ticket before you go on.")


# --- What they share ------------------------------------------------------------------------------


def existing(url: str | None) -> Path:
    """The path of a clinic's database that is there."""
    from nextpatient_desktop.storage import urls

    path = urls.sqlite_path(clinic_url(url))
    if not path.exists():
        raise ClinicError("database_missing", path=str(path))
    return path


def _refuse_newer(path: Path, key: bytes) -> None:
    """Refuse a database of a newer program: what is in it is not known here. Damage is not looked for."""
    from nextpatient_desktop.storage import schema
    from nextpatient_desktop.storage.engine import Use, connect
    from nextpatient_desktop.storage.errors import DriverError, is_damaged

    try:
        connection = connect(path, key, Use.READ)
        try:
            schema.outdated_revision(connection, path)
        finally:
            connection.close()
    except ClinicError as error:
        if error.code != "storage_damaged":
            raise
    except DriverError as error:
        if not is_damaged(error):
            raise


def ask_code() -> str:
    """The recovery code as it is typed, or comes on the standard input."""
    return input("Recovery code: " if sys.stdin.isatty() else "")


def _now() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _local_zone() -> tzinfo:
    return datetime.now(UTC).astimezone().tzinfo or UTC


def _head(head: "Head") -> str:
    return f"event {head.position} of epoch {head.epoch}"
