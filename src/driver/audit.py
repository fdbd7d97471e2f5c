"""Asks auditwheel, abi3audit and twine what they think of every artifact in a folder; prints nothing but one JSON file.

None of them installs a wheel or runs what is in it: they read it, whatever system it is for.
"""

import importlib.metadata
import inspect
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback
import zipfile


class Skip(Exception):
    """The tool cannot judge this file; the reason is told, and it is nothing against the file."""


def platforms(wheel: pathlib.Path) -> "list[str]":
    return wheel.stem.split("-")[-1].split(".")


def auditwheel(wheel: pathlib.Path) -> dict:
    """The oldest policy that the symbols allow; external libraries are judged by the caller, who knows what is in the wheel."""
    from auditwheel.error import InvalidLibcError, NonPlatformWheelError
    from auditwheel.wheel_abi import analyze_wheel_abi
    from auditwheel.wheeltools import WheelToolsError, get_wheel_architecture, get_wheel_libc

    try:
        architecture = get_wheel_architecture(wheel.name)
        libc = get_wheel_libc(wheel.name)
    except (WheelToolsError, NonPlatformWheelError) as error:
        raise Skip(str(error)) from error
    options = {"disable_isa_ext_check": False, "allow_graft": False}
    if "args_ldpaths" in inspect.signature(analyze_wheel_abi).parameters:
        # The libraries of this machine say nothing about the wheel.
        options["args_ldpaths"] = ""
    try:
        found = analyze_wheel_abi(libc, architecture, wheel, frozenset(), **options)
    except InvalidLibcError as error:
        # An extension that needs nothing of a libc: there is nothing that a policy could say of it.
        raise Skip(str(error)) from error
    except NonPlatformWheelError as error:
        raise Skip(error.message) from error
    problems = []
    policies = found.policies
    if found.blacklist_policy < found.sym_policy:
        reference = found.external_refs[found.sym_policy.name].blacklist
        for library, symbols in sorted(reference.items()):
            message = f"it uses {some(sorted(symbols))} of {library}, which not every system has"
            problems.append({"message": message, "severity": "warning"})
    policy = None if found.sym_policy == policies.linux else found.sym_policy.name
    return {"problems": problems, "policy": policy}


def abi3audit(wheel: pathlib.Path) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        argv = [sys.executable, "-m", "abi3audit", "--report", "--output", str(report), str(wheel)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        try:
            specs = json.loads(report.read_text())["specs"]
        except (OSError, ValueError, KeyError) as error:
            raise Skip(last_line(done.stderr) or f"it ended with {done.returncode}") from error
    skipped = re.findall(r"(\S+): auditing error: (.+)", done.stdout + done.stderr)
    objects = [one for spec in specs.values() for one in spec.get("wheel", [])]
    if not objects and skipped:
        raise Skip("; ".join(f"{name}: {why.strip()}" for name, why in skipped))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    problems = []
    for one in objects:
        result = one["result"]
        # abi3audit names the file without its folder.
        paths = [name for name in names if name.rsplit("/", 1)[-1] == one["name"]]
        member = {"member": paths[0]} if len(paths) == 1 else {}
        path = member.get("member", one["name"])
        foreign = sorted(result["non_abi3_symbols"])
        if foreign:
            message = f"{path} uses {some(foreign)}, not part of the stable ABI"
            problems.append({**member, "message": message, "severity": "error"})
        newer = sorted(result["future_abi3_objects"])
        if newer:
            since = f"the stable ABI has since {result['computed']}"
            message = f"{path} uses {some(newer)}, which {since}, the tag promises {result['baseline']}"
            problems.append({**member, "message": message, "severity": "error"})
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


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else ""


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
    audits, skipped = [], []
    files = sorted(p for p in folder.iterdir() if p.name.endswith((".whl", ".tar.gz")))
    for file in files:
        for tool, ask in wanted(file):
            try:
                version = importlib.metadata.version(tool)
                audits.append({"tool": tool, "version": version, "file": file.name, **ask(file)})
            except Skip as error:
                skipped.append({"tool": tool, "file": file.name, "why": clean(str(error))})
            except importlib.metadata.PackageNotFoundError:
                skipped.append({"tool": tool, "file": file.name, "why": "it is not among the tools of this system"})
            except Exception as error:  # noqa: BLE001
                traceback.print_exc()
                why = clean(f"{type(error).__name__}: {error}")
                skipped.append({"tool": tool, "file": file.name, "why": f"it stopped with {why}"})
        print(f"{file.name}: done", flush=True)
    to.write_text(json.dumps({"version": 1, "audits": audits, "skipped": skipped}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
