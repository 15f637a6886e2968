"""The real program for the tests of the command line, and what it says at the end."""

import re
import subprocess
import sys
from pathlib import Path

HEADER = "flow_id,role,organisation,resource_name,municipality,quantity,unit,material_group"


def fiss_geo(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "fiss-geo"
    return subprocess.run(
        [program, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False
    )


def number(text: str) -> float:
    return float(text.replace(" ", ""))


def account(output: str) -> dict[str, list[str]]:
    """Read the closing summary: for each outcome its columns."""
    rows = (re.split(r"\s{2,}", line.strip()) for line in output.splitlines())
    return {row[0]: row[1:] for row in rows if len(row) == 6}
