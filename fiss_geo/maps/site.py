"""``publish``: the static site, written whole or not at all."""

import shutil
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from fiss_geo import reference
from fiss_geo.exports import (
    SITE_MARK,
    draft_beside,
    refuse_others,
    replace_folders,
    set_mark,
)
from fiss_geo.maps.disclosure import clean, disclose
from fiss_geo.maps.layers import Basemap, embedded_basemap
from fiss_geo.maps.pages import Content, content, environment, pages
from fiss_geo.maps.payload import data_files
from fiss_geo.maps.rows import names_of
from fiss_geo.regions.parks import parks as known_parks
from fiss_geo.schemas import LEFT_OUT, LOCATED_FLOWS, RANKING, keep

TITLE: Final = "Industrial symbioses in Finland"
_HERE: Final = Path(__file__).resolve().parent


def publish(  # noqa: PLR0913 - three tables and a folder; the rest is by keyword
    flows: gpd.GeoDataFrame,
    ranking: gpd.GeoDataFrame,
    left_out: pd.DataFrame,
    out_dir: str | Path,
    *,
    edition: str = "public",
    parks: pd.DataFrame | None = None,
    showcase: pd.DataFrame | None = None,
    basemap: Basemap | None = None,
    title: str = TITLE,
) -> Path:
    """Write the national site: a map, a page a region and park, candidates, stories, methods.

    The same tables give the same bytes. The site is built beside ``out_dir`` and takes its place
    when it is whole. It opens from disk and asks nothing of any other host.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Table of ``LOCATED_FLOWS``; points in EPSG:3067.
    ranking : geopandas.GeoDataFrame
        Table of ``RANKING``.
    left_out : pandas.DataFrame
        Table of ``LEFT_OUT``. Told in the internal edition only: the public one works out anew,
        from the rows it shows, what found no counterpart.
    out_dir : str or pathlib.Path
        Folder to write, or to replace if it holds a site written before and nothing else.
    edition : {"public", "internal"}
        ``public`` shows flows marked public, and candidates with both ends public; ``internal``
        shows every row, under a banner that says so.
    parks, showcase : pandas.DataFrame, optional
        The embedded ones by default.
    basemap : Basemap, optional
        Regions, land, lakes and roads in EPSG:3067; the embedded ones by default.
    title : str
        Name of the site.

    Returns
    -------
    pathlib.Path
        The front page, ``out_dir/index.html``.

    Raises
    ------
    fiss_geo.errors.BadTable, fiss_geo.errors.UnknownCrs
        If a table breaks its contract, or the ranking names a flow that ``flows`` does not hold.
    FileExistsError
        If ``out_dir`` holds anything that fiss-geo did not write there.
    ValueError
        If there is no such edition.
    """
    keep(LOCATED_FLOWS, flows)
    keep(RANKING, ranking)
    keep(LEFT_OUT, left_out)
    folder = Path(out_dir).resolve()  # of a link, the folder behind it is replaced, not the link
    refuse_others(folder, SITE_MARK)
    stories = reference.showcase() if showcase is None else showcase
    places = known_parks() if parks is None else parks
    shown = disclose(flows, ranking, left_out, stories, places, edition=edition)
    ground = embedded_basemap() if basemap is None else basemap
    names = names_of(ground.regions, shown.parks)
    told = content(clean(title), shown, names)
    with draft_beside(folder) as draft:
        _write(draft, told, ground)
        set_mark(draft, SITE_MARK)
        replace_folders([(draft, folder)])
    return Path(out_dir) / "index.html"


def _write(folder: Path, told: Content, basemap: Basemap) -> None:
    folder.mkdir()
    _copy_assets(folder / "assets")
    data = folder / "data"
    data.mkdir()
    texts = data_files(basemap, told.disclosed.parks, told.flows, told.candidates, told.names)
    for name, text in texts.items():
        (data / name).write_text(text, encoding="utf-8", newline="\n")
    templates = environment()
    for page in pages(told, basemap):
        target = folder / page.path
        target.parent.mkdir(exist_ok=True)
        text = templates.get_template(page.template).render(page.context)
        target.write_text(text, encoding="utf-8", newline="\n")


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    for kind in ("static", "vendor/leaflet"):
        for source in sorted((_HERE / kind).iterdir()):
            if source.name == "LICENSE":
                shutil.copyfile(source, folder / "leaflet-LICENSE.txt")
            else:
                shutil.copyfile(source, folder / source.name)
