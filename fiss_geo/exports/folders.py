"""Folders written whole: built beside their place, then swapped, several at once or none.

A folder is only replaced if a mark in it says that fiss-geo wrote all that it holds.
"""

import errno
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

TABLES_MARK: Final = ".fiss-geo-tables"
SITE_MARK: Final = ".fiss-geo-site"
"""Files that say a folder holds tables or a site of ours, and list what was written into it."""

_LEFT_BY_DESKTOPS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")


def refuse_others(folder: Path, mark: str) -> None:
    """Refuse to replace what fiss-geo did not write.

    Parameters
    ----------
    folder : pathlib.Path
        May be missing, or empty.
    mark : str
        Name of the file that says a folder is ours.

    Raises
    ------
    FileExistsError
    """
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "is a file; choose a folder", str(folder))
    names = _files(folder) if folder.is_dir() else []
    if not names:
        return
    if mark not in names:
        sentence = "holds files that fiss-geo did not write; choose an empty or new folder"
        raise FileExistsError(errno.EEXIST, sentence, str(folder))
    written = (folder / mark).read_text(encoding="utf-8").splitlines()
    ours = {mark, *written}
    foreign = [
        name for name in names if name not in ours and Path(name).name not in _LEFT_BY_DESKTOPS
    ]
    if foreign:
        sentence = (
            f"holds {foreign[0]}, which fiss-geo did not write and would delete; "
            "move it away, or choose an empty or new folder"
        )
        raise FileExistsError(errno.EEXIST, sentence, str(folder))


def set_mark(folder: Path, mark: str) -> None:
    """List the files of a folder in its mark, so that later ones of others are told from them."""
    lines = "".join(f"{name}\n" for name in _files(folder))
    (folder / mark).write_text(lines, encoding="utf-8", newline="\n")


@contextmanager
def draft_beside(folder: Path) -> Iterator[Path]:
    """Give the path of a draft beside a folder; what is left of it is cleared away at the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".fiss-geo-"))
    draft = holder / "new"
    try:
        yield draft
    finally:
        # Should even the undoing have been broken off, the old folder is still in here.
        if folder.exists() or not _old(draft).exists():
            shutil.rmtree(holder, ignore_errors=True)


def replace_folders(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Put finished drafts in the places of their folders: all of them, or none.

    Parameters
    ----------
    pairs : sequence of (draft, folder)
        Drafts from :func:`draft_beside`.
    """
    try:
        for draft, folder in pairs:
            if folder.exists():
                folder.rename(_old(draft))
            draft.rename(folder)
    except BaseException:  # Ctrl-C too: the old folders must stand together
        for draft, folder in reversed(pairs):
            _undo(draft, folder)
        raise


def _undo(draft: Path, folder: Path) -> None:
    """Go by what stands where, since the interruption may have come right after a renaming."""
    if folder.exists() and not draft.exists():
        folder.rename(draft)
    if _old(draft).exists():
        _old(draft).rename(folder)


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    )


def _old(draft: Path) -> Path:
    return draft.with_name("old")
