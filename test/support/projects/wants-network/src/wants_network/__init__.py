"""What the build of this wheel could reach; the records are described in setup.py."""

import json
from importlib.resources import files


def report():
    return json.loads((files(__name__) / "report.json").read_text("utf-8"))
