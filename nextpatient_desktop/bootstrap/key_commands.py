"""`nextpatient clinic recovery-code`: tells a clinic's key, for paper, and makes the key file out of it."""

import os
import sys
from pathlib import Path

from nextpatient_desktop.bootstrap import server_commands
from nextpatient_desktop.bootstrap.clinic_commands import ask_code, existing
from nextpatient_desktop.bootstrap.folders import clinic_url
from nextpatient_desktop.bootstrap.terminal import DONE, complain


def recovery_code(url: str | None, *, qr: str | None) -> int:
    """Print the recovery code of a clinic whose key fits.

    Args:
        url: the clinic's; this account's when None.
        qr: the file for a QR code of it, empty for the terminal, None for no QR code.
    """
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.engine import Use, connect

    server_commands.refuse(clinic_url(url), "server_has_no_key")
    path = existing(url)
    key = keys.read_key(path.parent)
    connect(path, key, Use.READ).close()  # proves that it is this clinic's
    code = keys.recovery_code(key)
    print(code)
    if qr is None:
        return DONE
    return _qr_in_file(code, Path(qr).expanduser().absolute()) if qr else _qr_here(code)


def enter_recovery_code(url: str | None) -> int:
    """Make the key file of a clinic that lost it, or came from another PC, out of the recovery code.

    Args:
        url: the clinic's; this account's when None.
    """
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.engine import Use, connect

    server_commands.refuse(clinic_url(url), "server_has_no_key")
    path = existing(url)
    target = keys.key_path(path.parent)
    if target.exists():
        return complain(f"There is a key file already: {target}", "Move it away first, if it is a wrong one.")
    key = keys.key_of_recovery_code(ask_code())
    connect(path, key, Use.READ).close()  # proves that it is this clinic's
    keys.write_key(path.parent, key)
    print(f"The recovery code opens {path}")
    print(f"Its key is in {target} again, so stations start as before.")
    return DONE


def _qr_in_file(code: str, target: Path) -> int:
    import qrcode

    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        return complain(f"There is a file {target} already.", "Choose another name.")
    except OSError as error:
        return complain(f"The file {target} cannot be written: {error.strerror}.")
    with os.fdopen(descriptor, "wb") as file:
        qrcode.make(code, error_correction=qrcode.constants.ERROR_CORRECT_Q).save(file, "PNG")
    print(f"Its QR code is in {target}. Print it, then delete the file: it opens everything.")
    return DONE


def _qr_here(code: str) -> int:
    import qrcode

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(code)
    if sys.stdout.isatty():
        made.print_tty()  # sets both colours, so that it can be read on any terminal's ground
    else:
        made.print_ascii()
    return DONE
