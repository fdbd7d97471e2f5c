"""Starts one command with its limits, and without a way to the network where it must have none.

    python sandbox.py NETWORK MEMORY PARENT CONNECTIONS ARGV...

NETWORK is "none" or "index"; MEMORY the most bytes, 0 for no limit; PARENT the driver's process; CONNECTIONS a file
descriptor, or -1. Every command starts this program first, so it imports nothing that takes long.

On Linux the network is shut by a seccomp filter under no_new_privs, which needs no privilege and cannot be undone.
It is a fence around builds that reach out, not a jail for hostile code. Where CONNECTIONS is given, connect() is not
refused but asked of the process at the other end of that socket (unix_connections.py).
"""

import _signal as signal
import errno
import os
import sys

AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET = 1, 1, 5
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER = 1, 8
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 1, 22, 38, 2

# Architecture -> AUDIT_ARCH constant and system call numbers (linux/audit.h, asm/unistd.h).
SYSCALLS = {
    "x86_64": (0xC000003E, {"seccomp": 317, "socket": 41, "connect": 42, "socketpair": 53, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"seccomp": 277, "socket": 198, "connect": 203, "socketpair": 199, "io_uring_setup": 425}),
}

# linux/bpf_common.h: load a word, jump if equal, jump if greater or equal, and, return.
LD, JEQ, JGE, AND, RET = 0x20, 0x15, 0x35, 0x54, 0x06
ALLOW, ERRNO, ASK = 0x7FFF0000, 0x00050000, 0x7FC00000
# struct seccomp_data: number, architecture, instruction pointer, arguments (the low word comes first on both).
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24


class CannotIsolate(Exception):
    """Why the network cannot be shut here."""


def filter_program(machine, connect=ERRNO | errno.EACCES):
    """The seccomp filter as (code, jump if true, jump if false, constant).

    socket() makes nothing but AF_UNIX; other families fail with ENETUNREACH, so that tools say "Network is
    unreachable" rather than blame a permission. connect() fails with EACCES: the unix sockets that there are to
    connect to belong to engines and daemons. Datagram sockets could be sent to without connect(), so they are refused
    too. Calls of another architecture or of x32, and io_uring (which opens sockets by itself), fail with ENOSYS.
    """
    architecture, number = SYSCALLS[machine]

    def refuse(error):
        return (RET, 0, 0, ERRNO | error)

    code = [(LD, 0, 0, ARCHITECTURE), (JEQ, 1, 0, architecture), refuse(errno.ENOSYS), (LD, 0, 0, NUMBER)]
    if machine == "x86_64":
        code += [(JGE, 0, 1, 0x40000000), refuse(errno.ENOSYS)]
    code += [(JEQ, 0, 1, number["connect"]), (RET, 0, 0, connect)]
    code += [(JEQ, 0, 1, number["io_uring_setup"]), refuse(errno.ENOSYS)]
    code += [(JEQ, 2, 0, number["socket"]), (JEQ, 1, 0, number["socketpair"]), (RET, 0, 0, ALLOW)]
    code += [(LD, 0, 0, FIRST_ARGUMENT), (JEQ, 1, 0, AF_UNIX), refuse(errno.ENETUNREACH)]
    # The upper bits of the type are flags such as SOCK_CLOEXEC.
    code += [(LD, 0, 0, SECOND_ARGUMENT), (AND, 0, 0, 0xF), (JEQ, 2, 0, SOCK_STREAM), (JEQ, 1, 0, SOCK_SEQPACKET)]
    return code + [refuse(errno.EACCES), (RET, 0, 0, ALLOW)]


def prctl(option, *arguments):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    values = list(arguments) + [0] * (4 - len(arguments))
    if libc.prctl(option, *values) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def shut_network(connections=-1):
    """Raises CannotIsolate where it cannot be done, or where a socket can be made all the same."""
    machine = os.uname().machine if sys.platform == "linux" else ""
    if machine not in SYSCALLS or sys.maxsize < 2**32:
        raise CannotIsolate("there is no filter for {} {}".format(sys.platform, machine))
    try:
        import ctypes
    except ImportError:
        raise CannotIsolate("the driver's Python has no ctypes") from None

    class Instruction(ctypes.Structure):
        _fields_ = [("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32)]

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_uint16), ("code", ctypes.POINTER(Instruction))]

    def program(*options):
        code = filter_program(machine, *options)
        return Program(len(code), (Instruction * len(code))(*code))

    plain, asking = program(), program(ASK)
    try:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        listener = -1
        if connections >= 0:
            words = (ctypes.c_long(number) for number in (SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER))
            call = ctypes.c_long(SYSCALLS[machine][1]["seccomp"])
            listener = ctypes.CDLL(None).syscall(call, *words, ctypes.byref(asking))
        if listener >= 0:
            send_descriptor(connections, listener)
        else:
            # An old kernel, or an engine that has a listener of its own: refused as before.
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(plain))
    except OSError as error:
        emulated = " (an emulated Python cannot install it)" if error.errno == errno.EINVAL else ""
        raise CannotIsolate("the kernel refused the seccomp filter: {}{}".format(error.strerror, emulated)) from None
    prove_shut()


def send_descriptor(connections, descriptor):
    """Gives the listener away: a command that had it could answer its own questions."""
    import _socket

    with_rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, descriptor.to_bytes(4, sys.byteorder))]
    _socket.socket(_socket.AF_UNIX, SOCK_STREAM, 0, connections).sendmsg([b"l"], with_rights)
    os.close(descriptor)


def prove_shut():
    import _socket

    for family in (_socket.AF_INET, _socket.AF_INET6):
        try:
            _socket.socket(family, _socket.SOCK_STREAM, 0)
        except OSError:
            continue
        raise CannotIsolate("a socket could be made in spite of the filter")


def die_with(parent):
    """If the driver is killed, the command must not live on."""
    if sys.platform == "linux":
        try:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        except (ImportError, OSError):
            return
        if os.getppid() != parent:
            sys.exit(1)


def main(network, memory, parent, connections, argv):
    if connections >= 0:
        os.set_inheritable(connections, False)
    die_with(parent)
    if memory > 0:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if network == "none":
        try:
            shut_network(connections)
        except CannotIsolate as problem:
            sys.exit(str(problem))
    # Python ignores these signals, and what is ignored stays ignored after exec.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        print("cannot start {}: {}".format(argv[0], error.strerror), file=sys.stderr)
        sys.exit(126 if error.errno == errno.EACCES else 127)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5:])
