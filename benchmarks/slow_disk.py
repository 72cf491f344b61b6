"""A disk whose sync takes longer: a shim on fsync and fdatasync for a child process (Linux, needs cc)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_sync.c")


def build(folder: Path) -> Path | None:
    """Build the shim into a folder; None where there is no Linux or no compiler."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        return None
    library = folder / "slow_sync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
    return library


def environment(library: Path, *, sync_us: int) -> dict[str, str]:
    """The environment for a child process whose syncs take `sync_us` microseconds longer."""
    return {**os.environ, "LD_PRELOAD": str(library), "SLOW_SYNC_US": str(sync_us)}
