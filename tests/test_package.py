"""The package: lazy, typed, and with its data from a checkout and from a wheel."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

import fiss_geo

ROOT = Path(__file__).parents[1]


def _python(code: str, python: str | Path = sys.executable, folder: Path = ROOT) -> str:
    result = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=False, cwd=folder
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_top_of_the_package_is_a_contents_page() -> None:
    names = {"assess", "draw", "locate", "match", "publish", "rank", "read", "route", "run"}
    assert names <= set(dir(fiss_geo))
    assert all(callable(getattr(fiss_geo, name)) for name in names)


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, fiss_geo.cli; print([m for m in ('pandas', 'pyproj') if m in sys.modules])"
    assert _python(code) == "[]"


def test_importing_every_module_touches_nothing() -> None:
    """No file, network, thread or log handler at import: an audit hook sees each of them."""
    code = """
import importlib, logging, os, pkgutil, sys, threading
import click, folium, geopandas, jinja2, lazy_loader, pandera.pandas, pyarrow.parquet, pyogrio
import scipy.sparse.csgraph, scipy.spatial, tqdm
import fiss_geo
seen, environment, threads = [], dict(os.environ), threading.active_count()
def hook(event, args):
    ours = event == "open" and "fiss_geo" in str(args[0])
    if ours and not str(args[0]).endswith((".py", ".pyc", ".pyi")):
        seen.append((event, args[0]))
    if event.startswith(("socket.", "subprocess.")):
        seen.append((event, args))
sys.addaudithook(hook)
for module in pkgutil.walk_packages(fiss_geo.__path__, "fiss_geo."):
    importlib.import_module(module.name)
assert not seen, seen
assert dict(os.environ) == environment
assert threading.active_count() == threads
assert not logging.getLogger("fiss_geo").handlers
"""
    _python(code)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    (path,) = folder.glob("*.whl")
    return path


def test_a_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    """Unpacked in an environment of its own, which borrows the libraries of this one."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv/bin/python"
    site = Path(_python("import sysconfig; print(sysconfig.get_path('purelib'))", python))
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, site], check=True)
    libraries = _python("import sysconfig; print(sysconfig.get_path('purelib'))")
    (site / "libraries.pth").write_text(libraries, encoding="utf-8")
    code = """
import fiss_geo, fiss_geo.reference as r
print(fiss_geo.__file__, r.data_path("examples/flows.csv"), sep="\\n")
print(len(r.municipalities()), len(fiss_geo.read(r.data_path("examples/flows.csv"))))
"""
    module, data, counts = _python(code, python, tmp_path).splitlines()
    assert module.startswith(str(site))
    assert data.startswith(str(site))
    assert counts == "308 212"


def test_this_installation_finds_its_data() -> None:
    code = "import fiss_geo.reference as r; print(len(r.municipalities()), len(r.regions()))"
    assert _python(code, folder=Path("/")) == "308 19"
