"""Asks a build back end for its dynamic build requirements (PEP 517 get_requires_for_build_*)."""

import argparse
import json
import pathlib

import pyproject_hooks


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["wheel", "sdist"], required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--python", required=True, help="interpreter of the build environment")
    parser.add_argument("--build-system", required=True, help="JSON: buildBackend, backendPath")
    parser.add_argument("--config-settings", default="{}", help="JSON")
    parser.add_argument("--to", required=True, help="file that gets one requirement a line")
    options = parser.parse_args()
    system = json.loads(options.build_system)
    hooks = pyproject_hooks.BuildBackendHookCaller(
        options.source,
        system["buildBackend"],
        backend_path=system.get("backendPath"),
        python_executable=options.python,
    )
    ask = getattr(hooks, "get_requires_for_build_" + options.kind)
    requires = sorted(ask(json.loads(options.config_settings) or None))
    pathlib.Path(options.to).write_text("".join(line + "\n" for line in requires), encoding="utf-8")
    print("dynamic requirements:", " | ".join(requires) or "none")


if __name__ == "__main__":
    main()
