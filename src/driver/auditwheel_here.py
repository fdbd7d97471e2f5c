"""auditwheel, told the libc of the machine it runs on: it cannot see it in an extension that needs nothing of it.

    python auditwheel_here.py show WHEEL --then repair … WHEEL      one process for both: half of its time goes into imports

Such extensions are no rarity where the linker drops unused libraries; before Python 3.11 their file names do not tell it
either, and auditwheel gives up.
"""

import sys
import traceback

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


def show(words: "list[str]") -> None:
    """What it has to say of the wheel; the repair says what is wrong with it."""
    sys.argv[1:] = words
    try:
        main()
    except SystemExit:
        return
    except Exception:  # noqa: BLE001
        traceback.print_exc()


if __name__ == "__main__":
    if "--then" in sys.argv:
        split = sys.argv.index("--then")
        repair = sys.argv[split + 1 :]
        show(sys.argv[1:split])
        sys.argv[1:] = repair
    sys.exit(main())
