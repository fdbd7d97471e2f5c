"""Asks auditwheel, abi3audit and twine what they think of every artifact in a folder; their answers become one JSON file.

None of them installs a wheel or runs what is in it: they read it, whatever system it is for.
"""

import importlib.metadata
import inspect
import io
import json
import pathlib
import re
import sys
import traceback
import zipfile


class NoAnswer(Exception):
    """The tool gave none; the reason is told, and it is nothing against the file."""


def platforms(wheel: pathlib.Path) -> "list[str]":
    return wheel.stem.split("-")[-1].split(".")


def auditwheel(wheel: pathlib.Path) -> dict:
    """The oldest policy that the symbols allow; external libraries are judged by the caller, who knows what is in the wheel."""
    from auditwheel import error
    from auditwheel.wheel_abi import analyze_wheel_abi
    from auditwheel.wheeltools import get_wheel_architecture, get_wheel_libc

    # All that it raises itself; its name before 6.5 was another.
    base = getattr(error, "AuditwheelError", None) or error.AuditwheelException
    try:
        architecture = get_wheel_architecture(wheel.name)
        libc = get_wheel_libc(wheel.name)
    except base:
        # Tags that no policy is about.
        return {"problems": []}
    # The libraries of this machine say nothing about the wheel; older versions cannot leave them out.
    if "args_ldpaths" not in inspect.signature(analyze_wheel_abi).parameters:
        raise NoAnswer("the auditwheel of this Python is too old: a newer one needs Python 3.10")
    options = {"disable_isa_ext_check": False, "allow_graft": False, "args_ldpaths": ""}
    try:
        found = analyze_wheel_abi(libc, architecture, wheel, frozenset(), **options)
    except base:
        # Nothing in it needs a libc, or is machine code for the tag's architecture: no policy has anything to say of it.
        return {"problems": []}
    problems = []
    if found.blacklist_policy < found.sym_policy:
        reference = found.external_refs[found.sym_policy.name].blacklist
        for library, symbols in sorted(reference.items()):
            message = f"it uses {some(sorted(symbols))} of {library}, which not every system has"
            problems.append({"message": message, "severity": "warning"})
    if found.sym_policy == found.policies.linux:
        return {"problems": problems}
    return {"problems": problems, "policy": found.sym_policy.name}


def abi3audit(wheel: pathlib.Path) -> dict:
    from abi3audit._audit import AuditError, audit
    from abi3audit._extract import WheelSpec

    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    problems, failed, judged = [], [], 0
    for extension in WheelSpec(str(wheel))._extractor():
        # It unpacks the wheel into a folder of its own.
        unpacked = extension.path.as_posix()
        member = next((name for name in names if unpacked.endswith("/" + name)), extension.path.name)
        try:
            result = audit(extension)
        except AuditError as error:
            failed.append(f"{member}: {error}")
            continue
        judged += 1
        foreign = sorted(symbol.name for symbol in result.non_abi3_symbols)
        if foreign:
            message = f"{member} uses {some(foreign)}, not part of the stable ABI"
            problems.append({"member": member, "message": message, "severity": "error"})
        newer = sorted(one.symbol.name for one in result.future_abi3_objects)
        if newer:
            since = f"the stable ABI has since {result.computed}"
            message = f"{member} uses {some(newer)}, which {since}, the tag promises {result.baseline}"
            problems.append({"member": member, "message": message, "severity": "error"})
    if failed and judged == 0:
        raise NoAnswer("; ".join(failed))
    return {"problems": problems}


def twine(file: pathlib.Path) -> dict:
    """`twine check`, whose command prints for people only."""
    from twine.commands import check

    said = check._WarningStream() if hasattr(check, "_WarningStream") else io.StringIO()
    warnings, good = check._check_file(str(file), said)
    problems = [{"message": clean(text), "severity": "warning"} for text in warnings]
    if not good:
        detail = clean(str(said))
        message = "the description cannot be rendered" + (f": {detail}" if detail else "")
        problems.append({"message": message, "severity": "error"})
    return {"problems": problems}


def some(names: "list[str]") -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def clean(text: str) -> str:
    return " ".join(text.split()).rstrip(".")[:500]


def wanted(file: pathlib.Path) -> "list[tuple[str, object]]":
    tools: "list[tuple[str, object]]" = [("twine", twine)]
    if file.suffix != ".whl":
        return tools
    if any(re.match(r"(?:many|musl)?linux", platform) for platform in platforms(file)):
        tools.append(("auditwheel", auditwheel))
    if "abi3" in file.stem.split("-")[-2].split("."):
        tools.append(("abi3audit", abi3audit))
    return tools


def main() -> int:
    folder, to = map(pathlib.Path, sys.argv[1:])
    audits, silent = [], []
    files = sorted(p for p in folder.iterdir() if p.name.endswith((".whl", ".tar.gz")))
    for file in files:
        for tool, ask in wanted(file):
            try:
                version = importlib.metadata.version(tool)
                audits.append({"tool": tool, "version": version, "file": file.name, **ask(file)})
            except NoAnswer as error:
                silent.append({"tool": tool, "file": file.name, "why": clean(str(error))})
            except importlib.metadata.PackageNotFoundError:
                silent.append({"tool": tool, "file": file.name, "why": "it is not among the tools of this system"})
            except Exception as error:  # noqa: BLE001
                traceback.print_exc()
                why = clean(f"{type(error).__name__}: {error}")
                silent.append({"tool": tool, "file": file.name, "why": f"it stopped with {why}"})
        print(f"{file.name}: done", flush=True)
    to.write_text(json.dumps({"version": 1, "audits": audits, "silent": silent}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
