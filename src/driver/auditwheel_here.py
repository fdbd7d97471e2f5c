"""auditwheel, told the libc of the machine it runs on: it cannot see it in an extension that needs nothing of it.

Such extensions are no rarity where the linker drops unused libraries; before Python 3.11 their file names do not tell it
either, and auditwheel gives up.
"""

import sys

from auditwheel import wheeltools
from auditwheel.libc import Libc

by_name = wheeltools.get_wheel_libc


def get_wheel_libc(filename: str) -> Libc:
    try:
        return by_name(filename)
    except wheeltools.WheelToolsError:
        return Libc.detect()


# Before the commands import it by name.
wheeltools.get_wheel_libc = get_wheel_libc

from auditwheel.main import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
