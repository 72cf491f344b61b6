"""`python -m nextpatient_desktop`: the same as the command `nextpatient`."""

import sys

from nextpatient_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
