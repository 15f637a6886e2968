"""The folder of a site: whose it is, and how a new site takes its place."""

import errno
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

MARK: Final = ".fiss-geo-site"
"""A file that says a folder is a site of ours, and lists the files that were written into it."""

_HERE: Final = Path(__file__).resolve().parent
_LEFT_BY_DESKTOPS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_PAGES_AND_DATA: Final = re.compile(
    r"(index|candidates|flows|showcase|methods)\.html"
    r"|(regions|parks)/[\w-]+\.html"
    r"|data/(base|flows|candidates|words)\.js"
)


def refuse_to_replace_others(folder: Path) -> None:
    """Refuse a folder that holds anything that fiss-geo did not write there.

    Parameters
    ----------
    folder : pathlib.Path

    Raises
    ------
    FileExistsError
        Naming the first such file.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "is a file; choose a folder", str(folder))
    found = _files(folder)
    mark = folder / MARK
    if found and not mark.is_file():
        sentence = "holds files that are not a site of fiss-geo; choose an empty or new folder"
        raise FileExistsError(errno.EEXIST, sentence, str(folder))
    written = set(mark.read_text(encoding="utf-8").splitlines()) if found else set()
    foreign = [name for name in found if not _is_ours(name, written)]
    if foreign:
        sentence = (
            f"holds {foreign[0]}, which fiss-geo did not write and would delete; "
            "move it away, or choose an empty or new folder"
        )
        raise FileExistsError(errno.EEXIST, sentence, str(folder))


def replace_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Build beside the folder and swap by renaming, so that a broken run leaves the old site.

    Parameters
    ----------
    folder : pathlib.Path
    write : callable
        Fills the new folder that it is given.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=folder.parent, prefix=f".{folder.name}.", ignore_cleanup_errors=True
    ) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        new.mkdir()
        write(new)
        (new / MARK).write_text("\n".join(_files(new)) + "\n", encoding="utf-8", newline="\n")
        try:
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise


def _files(folder: Path) -> list[str]:
    """List everything below a folder but its plain folders; links are things of their own."""
    found = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _is_ours(name: str, written: set[str]) -> bool:
    if name == MARK or name in written or name.rpartition("/")[2] in _LEFT_BY_DESKTOPS:
        return True
    # The mark of an older site is empty: then only the names that every site has are ours.
    return not written and bool(_PAGES_AND_DATA.fullmatch(name) or name in _assets())


def _assets() -> set[str]:
    names = {
        file.name for kind in ("static", "vendor/leaflet") for file in (_HERE / kind).iterdir()
    }
    return {f"assets/{name}" for name in (*names, "leaflet-LICENSE.txt")}
