"""Resolves sets of requirements with uv, several at once, into one requirements file with hashes each."""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys

COMMON = ["--quiet", "--generate-hashes", "--no-header", "--no-annotate", "--no-sources"]


def resolve(uv: str, one: dict, to: pathlib.Path) -> str:
    """uv's message where it fails, else nothing. Versions that stand in the output file already are preferred."""
    output = to / (one["id"] + ".txt")
    output.write_text(one["preferences"], encoding="utf-8")
    argv = [uv, "pip", "compile", *COMMON, "--python", sys.executable, *one["options"], "-o", str(output), "-"]
    asked = "\n".join(one["requires"]) + "\n"
    done = subprocess.run(argv, input=asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    return "" if done.returncode == 0 else done.stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--uv", required=True)
    parser.add_argument("resolutions", help="JSON: a list of {id, requires, options, preferences}")
    parser.add_argument("to", type=pathlib.Path)
    options = parser.parse_args()
    resolutions = json.loads(pathlib.Path(options.resolutions).read_text(encoding="utf-8"))
    options.to.mkdir(parents=True, exist_ok=True)
    # The first alone: it fills the cache that the others then share. They mostly wait for the index, not for a core.
    messages = [resolve(options.uv, resolutions[0], options.to)]
    if "error sending request" in messages[0]:
        # The index is out of reach for all of them.
        resolutions = resolutions[:1]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        messages += pool.map(lambda one: resolve(options.uv, one, options.to), resolutions[1:])
    failed = {}
    for one, message in zip(resolutions, messages):
        if message:
            failed.setdefault(message, []).append(one["id"])
    for message, ids in failed.items():
        print(f"cannot resolve for {', '.join(ids)}:")
        print("\n".join("  " + line for line in message.splitlines()), flush=True)
    print(f"{len(resolutions) - sum(map(len, failed.values()))} of {len(resolutions)} sets resolved")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
