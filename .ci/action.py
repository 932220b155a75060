"""What action.yml runs: `install` makes an environment beside that of the job, `check` runs shapecheck in it.

Reads INPUT_VERSION, INPUT_PATHS and INPUT_ARGUMENTS; RUNNER_TEMP is where things are put, GITHUB_OUTPUT takes what the
action gives. Ends with the status of shapecheck.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(os.environ.get("RUNNER_TEMP") or ".") / "shapecheck"
PROGRAMS = FOLDER / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
SARIF = FOLDER / "shapecheck.sarif"


def install() -> int:
    """Install the version that is asked for, or else the revision in which this file stands."""
    venv.create(FOLDER / "environment", with_pip=True, clear=True)
    version = os.environ.get("INPUT_VERSION", "").strip()
    wanted = f"keras-shapecheck=={version}" if version else str(Path(__file__).resolve().parents[1])
    command = [str(PROGRAMS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    return subprocess.run(command, check=False).returncode


def check() -> int:
    """Check what the inputs name: annotations on stdout, SARIF in a file."""
    try:
        paths = shlex.split(os.environ.get("INPUT_PATHS", "")) or ["."]
        arguments = shlex.split(os.environ.get("INPUT_ARGUMENTS", ""))
    except ValueError as error:
        print(f"::error title=shapecheck::an input cannot be read: {error}")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    SARIF.unlink(missing_ok=True)
    written = ["--output-format", "github", "-o", f"sarif:{SARIF}"]
    status = subprocess.run([str(PROGRAMS / "shapecheck"), "check", *written, *arguments, "--", *paths], check=False)
    output = os.environ.get("GITHUB_OUTPUT")
    if output and SARIF.exists():
        with open(output, "a", encoding="utf-8") as file:
            file.write(f"sarif={SARIF}\n")
    return status.returncode


if __name__ == "__main__":
    sys.exit({"install": install, "check": check}[sys.argv[1]]())
