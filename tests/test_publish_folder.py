"""publish: the folder is replaced whole or not at all, and only if all in it is ours."""

from pathlib import Path
from typing import Any

import pytest
import site_pages as pages

from fiss_geo.exports import SITE_MARK as MARK
from fiss_geo.maps import site


def publish_toy(out: Path, **values: Any) -> Path:  # noqa: ANN401 - handed on to publish
    """Publish the toy tables; gives the first page of the whole site."""
    return pages.publish_toy(out, **values).parents[1] / "index.html"


def test_a_broken_run_leaves_the_old_site_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    before = pages.all_bytes(publish_toy(out).parent)
    rename = Path.rename

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def fail_at_the_second_rename(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    for place, name, broken in (
        (site, "pages", fail),
        (Path, "rename", fail_at_the_second_rename),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, broken)
            with pytest.raises(KeyboardInterrupt):
                publish_toy(out, title="Another")
        assert pages.all_bytes(out) == before
        assert [path.name for path in tmp_path.iterdir()] == ["site"]
    publish_toy(out, title="Another")
    assert "Another" in pages.text(out / "en" / "index.html")


def test_a_folder_of_others_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(FileExistsError, match="fiss-geo did not write"):
        publish_toy(tmp_path)
    assert (tmp_path / "thesis.txt").exists()
    assert not (tmp_path / MARK).exists()


def _is_refused(out: Path, name: str) -> None:
    before = pages.all_bytes(out)
    with pytest.raises(FileExistsError, match=f"holds {name}, which fiss-geo did not write"):
        publish_toy(out, title="Another")
    assert pages.all_bytes(out) == before


@pytest.mark.parametrize("name", ["notes.txt", "en/regions/own.html", "assets/own.js", ".git/HEAD"])
def test_own_files_in_a_site_are_not_deleted(tmp_path: Path, name: str) -> None:
    out = publish_toy(tmp_path / "site").parent
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    _is_refused(out, name)


def test_a_link_to_own_files_in_a_site_is_not_deleted(tmp_path: Path) -> None:
    out = publish_toy(tmp_path / "site").parent
    (tmp_path / "mine").mkdir()
    (out / "linked").symlink_to(tmp_path / "mine")
    _is_refused(out, "linked")


def test_what_a_desktop_leaves_behind_does_not_hinder(tmp_path: Path) -> None:
    out = publish_toy(tmp_path / "site").parent
    (out / "assets" / ".DS_Store").write_text("")
    publish_toy(out, title="Another")
    assert not (out / "assets" / ".DS_Store").exists()


def test_the_mark_lists_what_was_written(tmp_path: Path) -> None:
    out = publish_toy(tmp_path / "site").parent
    assert set((out / MARK).read_text().splitlines()) == set(pages.all_bytes(out)) - {MARK}


@pytest.mark.parametrize("is_there", [True, False])
def test_of_a_link_the_folder_behind_it_is_replaced(tmp_path: Path, *, is_there: bool) -> None:
    real, link = tmp_path / "disk" / "site", tmp_path / "site"
    link.symlink_to(real)
    if is_there:
        publish_toy(real)
    page = publish_toy(link, title="Another")
    assert page == link / "index.html"
    assert link.is_symlink()
    assert "Another" in pages.text(real / "en" / "index.html")
    assert [path.name for path in real.parent.iterdir()] == ["site"]
