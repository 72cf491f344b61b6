"""Sets up a new clinic's data on this PC: the folder, the key, the database, the first administrator."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.folders import default_clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.setup.ports import MadeClinic, NewClinic

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.door import Clinic


class LocalSettingUp:
    """`ui.setup.ports.SettingUp` for this account's clinic, or another file."""

    def __init__(self, database: Path | None = None) -> None:
        """`database` is where the clinic's data is to lie; this account's when None."""
        self._database = database

    def set_up(self, form: NewClinic) -> MadeClinic:
        """As `SettingUp.set_up`."""
        from nextpatient_desktop.clinic.setup.messages import CreateClinic
        from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
        from nextpatient_desktop.domain.model import ClinicInfo, Role
        from nextpatient_desktop.storage import keys

        target = self._database or default_clinic()
        if target.exists():
            raise ClinicError("restore_target_exists", path=str(target))
        info = ClinicInfo(name=form.name, languages=form.languages)
        admin = StaffForm(name=form.admin_name or form.login, login=form.login, role=Role.ADMIN)
        with taken_back_if_refused(target), opened_new(target) as system:
            made = system.execute(CreateClinic(info=info))
            with _of_the_admin():
                system.execute(AddStaff(form=admin, password=form.password))
        return MadeClinic(
            name=made.name,
            recovery_code=keys.recovery_code(keys.read_key(target.parent)),
            place=str(target.parent),
            url="" if target == default_clinic() else str(target),
        )


@contextlib.contextmanager
def _of_the_admin() -> Iterator[None]:
    """The form has two names: what is refused of the administrator's is not of the clinic's."""
    try:
        yield
    except ClinicError as error:
        if error.params.get("field") != "name":
            raise
        raise ClinicError(error.code, {**error.params, "field": "admin_name"}) from error


@contextlib.contextmanager
def opened_new(target: Path) -> "Iterator[Clinic]":
    """An empty clinic at this place, as the program itself."""
    from nextpatient_desktop.bootstrap import open_clinic
    from nextpatient_desktop.clinic.door import SYSTEM

    clinic = open_clinic(target, create=True)
    try:
        yield clinic.acting_as(SYSTEM)
    finally:
        clinic.close()


@contextlib.contextmanager
def opened_new_on_server(url: str) -> "Iterator[Clinic]":
    """As `opened_new`, in an empty database of a PostgreSQL server; taken back if what follows is refused."""
    from nextpatient_desktop.bootstrap.local import open_local
    from nextpatient_desktop.clinic.door import SYSTEM
    from nextpatient_desktop.storage.postgres.address import address_of
    from nextpatient_desktop.storage.postgres.schema import filling

    with filling(address_of(url)), contextlib.closing(open_local(url)) as clinic:
        yield clinic.acting_as(SYSTEM)


@contextlib.contextmanager
def taken_back_if_refused(target: Path) -> Iterator[None]:
    """Remove what setting up made if it comes to nothing; never what was there, or what another made."""
    from nextpatient_desktop.storage import keys

    folder, key = target.parent, keys.key_path(target.parent)
    had_folder, before = folder.exists(), _files_of(target, key)
    try:
        yield
    except BaseException as error:
        if not (isinstance(error, ClinicError) and error.code == "clinic_exists"):
            for made in _files_of(target, key) - before:
                made.unlink(missing_ok=True)
            if not had_folder:
                with contextlib.suppress(OSError):
                    folder.rmdir()
        raise


def _files_of(target: Path, key: Path) -> set[Path]:
    """The database, what SQLite and the program keep beside it (`clinic.db-wal`), and the key."""
    beside = set(target.parent.glob(f"{target.name}-*"))
    return {one for one in {target, key} | beside if one.exists()}
