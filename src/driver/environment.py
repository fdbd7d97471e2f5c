"""The environment of a command: its placeholders, and the few variables that reach it."""

from __future__ import annotations

import locale
import os
import re
import sys
from urllib.parse import unquote, urlsplit

# `{name}` where the name is known; all other braces, and the shell's `${name}`, stay as they are.
PLACEHOLDER = re.compile(r"(?<!\$)\{([A-Za-z][A-Za-z0-9_.-]*)\}")

# What an image, or the backend on the host, may say about itself. Everything else that is inherited is dropped.
KEPT = (
    "PATH LD_LIBRARY_PATH PKG_CONFIG_PATH DEVTOOLSET_ROOTPATH AUDITWHEEL_ARCH AUDITWHEEL_PLAT AUDITWHEEL_POLICY "
    "RUSTUP_HOME RUSTUP_TOOLCHAIN RUSTUP_AUTO_INSTALL DEVELOPER_DIR SDKROOT QEMU_LD_PREFIX"
).split()
KEPT_ON_WINDOWS = (
    "SYSTEMROOT WINDIR SYSTEMDRIVE COMSPEC PATHEXT NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER "
    "PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 PROGRAMDATA COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) INCLUDE LIB "
    "LIBPATH VCINSTALLDIR VSINSTALLDIR WINDOWSSDKDIR WINDOWSSDKVERSION"
).split()
# Proxies, mirrors and certificates: only for commands that have the network.
KEPT_WITH_NETWORK = (
    "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR "
    "PIP_CERT REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS CARGO_HTTP_CAINFO GIT_SSL_CAINFO PIP_CONFIG_FILE "
    "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST UV_CONFIG_FILE UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL "
    "UV_EXTRA_INDEX_URL UV_NATIVE_TLS"
).split()

# The backend's word for how many jobs a task may start at once; no part of the task, so that no result depends on it.
JOBS = "WHEELWAY_JOBS"
JOB_COUNTS = (
    "MAX_JOBS CMAKE_BUILD_PARALLEL_LEVEL CARGO_BUILD_JOBS NPY_NUM_BUILD_JOBS UV_CONCURRENT_BUILDS "
    "PYTEST_XDIST_AUTO_NUM_WORKERS"
).split()


def fill(text: str, paths: dict[str, str], change=lambda value: value) -> str:
    """`text` with every known placeholder replaced; `change` is applied to what is put in."""
    return PLACEHOLDER.sub(lambda match: change(paths[match[1]]) if match[1] in paths else match[0], text)


def base_env(work: str, inherited: dict[str, str]) -> dict[str, str]:
    """What every command has. HOME and TMPDIR are folders below `work`, which are made."""
    home, temporary = os.path.join(work, ".home"), os.path.join(work, ".tmp")
    names = KEPT + (KEPT_ON_WINDOWS if os.name == "nt" else [])
    env = {name: inherited[name] for name in names if inherited.get(name)}
    env.setdefault("PATH", os.defpath)
    env.update(HOME=home, TMPDIR=temporary, LANG=utf8_locale(), LC_ALL=utf8_locale(), TZ="UTC")
    env.update(PYTHONHASHSEED="0", PYTHONNOUSERSITE="1")
    if os.name == "nt":
        roaming, local = os.path.join(home, "AppData", "Roaming"), os.path.join(home, "AppData", "Local")
        env.update(USERPROFILE=home, APPDATA=roaming, LOCALAPPDATA=local, TEMP=temporary, TMP=temporary)
    for folder in (home, temporary, env.get("APPDATA"), env.get("LOCALAPPDATA")):
        if folder:
            os.makedirs(folder, exist_ok=True)
    return env


def network_env(inherited: dict[str, str]) -> dict[str, str]:
    return {name: inherited[name] for name in KEPT_WITH_NETWORK if inherited.get(name)}


def jobs_env(jobs: str) -> dict[str, str]:
    """How many jobs a build or a test may start at once, in the words of the tools that ask: the machine's other cores
    are for other tasks. Not setuptools' `build_ext --parallel`: extensions that share a source would write one object."""
    env = {name: jobs for name in JOB_COUNTS}
    if os.name != "nt":
        # nmake reads the variable, too, and knows no such option.
        env.update(MAKEFLAGS="-j" + jobs, SAMUFLAGS="-j" + jobs)
    return env


def credentials(env: dict[str, str]) -> list[str]:
    """Passwords inside the URLs of proxies and mirrors: to be masked like secrets."""
    found = []
    for value in env.values():
        for word in value.split():
            try:
                password = urlsplit(word).password
            except ValueError:
                continue
            if password:
                found += sorted({password, unquote(password)})
    return found


def utf8_locale() -> str:
    """Messages in English and text in UTF-8 on every system; images with an old glibc have no C.UTF-8."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
                return name
            except locale.Error:
                continue
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def started_as(script: str) -> list[str]:
    """The words that started this Python, before `script`: a Python of another root may need its own loader first."""
    try:
        with open("/proc/self/cmdline", "rb") as file:
            words = [os.fsdecode(word) for word in file.read().split(b"\0")]
        before = words[: words.index(script)]
        if before and os.path.isabs(before[0]):
            return before
    except (OSError, ValueError):
        pass
    return [sys.executable, "-S", "-E", "-s", "-B"]
