"""The system's CUPS server in a scratch folder, with one raw queue whose driver does as it is told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Self

from nextpatient_desktop.printing.cups import CupsServer
from nextpatient_desktop.printing.deadline import Deadline

QUEUE = "receipts"

_SERVER = """\
LogLevel debug
MaxLogSize 0
Listen {socket}
Browsing Off
DefaultAuthType Basic
WebInterface No
JobRetryInterval 1
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

_FILES = """\
FileDevice Yes
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
CacheDir {folder}/cache
RequestRoot {folder}/spool
ServerBin {folder}/bin
ServerRoot {folder}
StateDir {folder}/state
TempDir {folder}/spool/tmp
DataDir /usr/share/cups
DocumentRoot {folder}
{accounts}
SystemGroup {group}
Sandboxing relaxed
"""

_QUEUES = """\
<DefaultPrinter {queue}>
PrinterId 1
UUID urn:uuid:00000000-0000-3000-8000-000000000001
Info The receipts' printer
DeviceURI {device}
State Idle
StateTime 1700000000
ConfigTime 1700000000
Type 4
Accepting {accepting}
Shared No
ColorManaged No
JobSheets none none
QuotaPeriod 0
PageLimit 0
KLimit 0
OpPolicy default
ErrorPolicy {policy}
</DefaultPrinter>
"""

# Called by CUPS with the job on its standard input; `manner` says what it does with it.
_DRIVER = """\
#!{python} -S
import os, socket, sys, time
if len(sys.argv) < 6:
    print('direct scratch "Unknown" "A printer in a test"')
    sys.exit(0)
data = sys.stdin.buffer.read() if len(sys.argv) < 7 else open(sys.argv[6], "rb").read()
folder, port = {folder!r}, os.environ["DEVICE_URI"].rpartition(":")[2]
manner = open(folder + "/manner").read()
def say(text):
    sys.stderr.write(text + "\\n")
    sys.stderr.flush()
def send(data):
    with socket.create_connection(("127.0.0.1", int(port))) as printer:
        printer.sendall(data)
def wait():
    while True:
        time.sleep(0.02)
if manner == "connecting":
    say("STATE: +connecting-to-device")
    wait()
elif manner == "no paper":
    send(data[:9000])
    say("STATE: +media-empty-error")
    wait()
elif manner == "abort":
    sys.exit(1)
elif manner == "paper low":
    send(data)
    say("STATE: +media-low-warning")
elif manner == "stop":
    say("STATE: +cover-open-error")
    sys.exit(4)
else:
    say("STATE: -connecting-to-device,media-empty-error,media-low-warning,cover-open-error")
    send(data)
"""


class CupsProcess:
    """A server at the socket `where`; what its printer does is `manner`.

    Raises:
        RuntimeError: it did not start; with what it said.
    """

    def __init__(
        self, folder: Path, port: int, *, is_accepting: bool = True, policy: str = "retry-job"
    ) -> None:
        self.folder = folder
        self.where = str(folder / "s")
        for name in ("cache", "spool/tmp", "state", "bin/backend", "ppd", "ssl"):
            (folder / name).mkdir(parents=True)
        # What starts drivers.
        (folder / "bin" / "daemon").symlink_to("/usr/lib/cups/daemon")
        for name in ("filter", "cgi-bin", "monitor", "notifier", "driver"):
            (folder / "bin" / name).mkdir()
        is_root = os.geteuid() == 0
        accounts = "User lp\nGroup lp" if is_root else ""
        group = "root" if is_root else "nogroup"
        self._write("cupsd.conf", _SERVER.format(socket=self.where))
        self._write("cups-files.conf", _FILES.format(folder=folder, accounts=accounts, group=group))
        self._write(
            "printers.conf",
            _QUEUES.format(
                queue=QUEUE,
                device=f"scratch://127.0.0.1:{port}",
                accepting="Yes" if is_accepting else "No",
                policy=policy,
            ),
        )
        self._write("bin/backend/scratch", _DRIVER.format(python=sys.executable, folder=str(folder)))
        # Without rights for others it runs as the server's own account.
        (folder / "bin/backend/scratch").chmod(0o700)
        self.manner = "print"
        program = shutil.which("cupsd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        assert program
        with (folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                [program, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        self._wait_until_it_answers()

    @property
    def manner(self) -> str:
        return (self.folder / "manner").read_text()

    @manner.setter
    def manner(self, manner: str) -> None:
        self._write("manner", manner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o644)

    def _wait_until_it_answers(self) -> None:
        ends = monotonic() + 20
        server = CupsServer(self.where)
        while True:
            try:
                server.queues(Deadline(1))
                return
            except OSError as error:
                if self._process.poll() is not None or monotonic() > ends:
                    self.__exit__()
                    log = self.folder / "error_log"
                    said = (self.folder / "said").read_text() + (log.read_text() if log.exists() else "")
                    raise RuntimeError(f"CUPS did not start: {error}; {said[-2000:]}") from error
                self._process.poll()


def is_there() -> bool:
    """Is there a server to start?"""
    return shutil.which("cupsd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None
