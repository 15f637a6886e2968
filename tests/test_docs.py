"""The docs say what is so: tables as in the contracts, and links that lead somewhere."""

import re
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("data/**/*.md")])


def test_the_page_of_tables_is_as_the_contracts_are() -> None:
    script = runpy.run_path(str(ROOT / "scripts/write_tables_doc.py"))
    written = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    assert script["tables_doc"]() == written, "run scripts/write_tables_doc.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    for link in links:
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_no_file_holds_a_path_of_one_machine() -> None:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    machine = re.compile(rb"(^|[\s\"'(=])/(work|root|home|tmp)/", re.MULTILINE)
    texts = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    assert [name for name, text in texts.items() if machine.search(text)] == []
