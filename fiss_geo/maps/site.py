"""``publish``: the static site, written whole or not at all."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import geopandas as gpd
import jinja2
import pandas as pd

from fiss_geo import reference
from fiss_geo.exports import (
    SITE_MARK,
    draft_beside,
    refuse_others,
    replace_folders,
    set_mark,
)
from fiss_geo.exports.csv_tables import write_csv
from fiss_geo.maps import feed, layers, payload
from fiss_geo.maps.content import Content, content
from fiss_geo.maps.disclosure import disclose
from fiss_geo.maps.languages import CODES, Language, language
from fiss_geo.maps.layers import Basemap, embedded_basemap
from fiss_geo.maps.pages import attribution, pages, site_title
from fiss_geo.maps.publisher import Publisher
from fiss_geo.maps.rows import names_of
from fiss_geo.maps.sketch import Drawings
from fiss_geo.maps.voices import environment, voice
from fiss_geo.maps.ways import ways
from fiss_geo.regions.parks import parks as known_parks
from fiss_geo.register.reading import Registered
from fiss_geo.schemas import LEFT_OUT, LOCATED_FLOWS, RANKING, keep

_HERE: Final = Path(__file__).resolve().parent


def publish(  # noqa: PLR0913 - three tables and a folder; the rest is by keyword
    flows: gpd.GeoDataFrame,
    ranking: gpd.GeoDataFrame,
    left_out: pd.DataFrame,
    out_dir: str | Path,
    *,
    edition: str = "public",
    publisher: Publisher | None = None,
    dated: date | None = None,
    parks: pd.DataFrame | None = None,
    showcase: pd.DataFrame | None = None,
    basemap: Basemap | None = None,
    registered: Registered | None = None,
    earlier: Sequence[pd.DataFrame] = (),
) -> Path:
    """Write the national site in Finnish, Swedish and English.

    The same tables give the same bytes. The site is built beside ``out_dir`` and takes its place
    when it is whole. It opens from disk and asks nothing of any other host.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Table of ``LOCATED_FLOWS``; points in EPSG:3067.
    ranking : geopandas.GeoDataFrame
        Table of ``RANKING``.
    left_out : pandas.DataFrame
        Table of ``LEFT_OUT``. Told in the internal edition only: the others work out anew, from
        the rows they show, what found no counterpart.
    out_dir : str or pathlib.Path
        Folder to write, or to replace if it holds a site written before and nothing else.
    edition : {"public", "network", "internal"}
        ``public`` shows flows marked public, and candidates with both ends public; ``network``
        shows the others too, without names; ``internal`` shows every row. The last two stand
        under a banner that says so.
    publisher : Publisher, optional
        Title, logo, colours, address and language.
    dated : datetime.date, optional
        Day of this edition: writes feeds of what has changed since the site that is replaced.
    parks, showcase : pandas.DataFrame, optional
        The embedded ones by default.
    basemap : Basemap, optional
        Regions, land, lakes and roads in EPSG:3067; the embedded ones by default.
    registered : Registered, optional
        What stands in the register of synergies, as ``register.reading.read_register`` gives it;
        the site has a page of those that its edition may show.
    earlier : sequence of pandas.DataFrame
        LocatedFlows of every earlier publication: no safe sum is told whose change since then
        would tell of a few organisations.

    Returns
    -------
    pathlib.Path
        The front page, ``out_dir/index.html``, which leads to the one of a language.

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
    shown = disclose(
        flows, ranking, left_out, stories, places,
        edition=edition, registered=registered, earlier=earlier,
    )  # fmt: skip
    ground = embedded_basemap() if basemap is None else basemap
    names = names_of(ground.regions, shown.parks)
    told = content(shown, names, publisher or Publisher())
    history = feed.history(folder, told.disclosed, dated)
    with draft_beside(folder) as draft:
        _write(draft, told, ground, history)
        set_mark(draft, SITE_MARK)
        replace_folders([(draft, folder)])
    return Path(out_dir) / "index.html"


def _write(folder: Path, told: Content, basemap: Basemap, history: feed.History | None) -> None:
    folder.mkdir()
    _copy_assets(folder / "assets", told.publisher)
    _write_data(folder / "data", told, basemap)
    drawings = Drawings(basemap, told.disclosed.flows, told.disclosed.parks)
    templates = environment()
    for code in CODES:
        _write_pages(folder, told, drawings, language(code), templates, history)
    _write_home(folder, told, templates)
    if history is not None:
        _put(folder / "data" / "history.json", feed.as_json(history))


def _write_data(data: Path, told: Content, basemap: Basemap) -> None:
    data.mkdir()
    shown = told.disclosed
    found = ways(shown.routes, shown.candidates, shown.flows)
    base = {**payload.base(basemap, shown.parks), "ways": list(found)}
    tables = {
        "roads": payload.script("roads", base.pop("roads")),
        "base": payload.script("base", base),
        "flows": payload.script("flowTable", payload.flow_table(shown.flows))
        + payload.script("cube", payload.cube_rows(shown.cube)),
        "candidates": payload.script(
            "candidateTable", payload.candidate_table(shown.candidates, shown.flows)
        ),
    }
    for code in CODES:
        spoken = payload.spoken(language(code), told.names, shown.flows, shown.candidates)
        spoken["sentences"]["attribution"] = attribution(basemap, language(code))
        tables[f"words.{code}"] = payload.script("spoken", spoken)
    for name, text in tables.items():
        _put(data / f"{name}.js", text)
    write_csv(shown.flows, data / "flows.csv")
    write_csv(shown.candidates, data / "candidates.csv")
    if shown.synergies is not None:
        write_csv(shown.synergies, data / "synergies.csv")
    for region, lines in found.items():
        (data / "ways").mkdir(exist_ok=True)
        call = f"fissGeo.addWays({payload.safe_json(region)}, {payload.safe_json(lines)});\n"
        _put(data / "ways" / f"{region}.js", call)
    (data / "parks").mkdir()
    points, borders = layers.park_points(shown.parks), layers.shared_borders(basemap.regions)
    for park, at, km in zip(told.parks, points, shown.parks["radius_km"], strict=True):
        if at is not None:
            near = layers.surroundings(basemap, borders, at, None if pd.isna(km) else float(km))
            _put(data / "parks" / f"{park['page']}.js", payload.script("near", near))


def _write_pages(
    folder: Path,
    told: Content,
    drawings: Drawings,
    tongue: Language,
    templates: jinja2.Environment,
    history: feed.History | None,
) -> None:
    for page in pages(told, drawings, tongue, has_feed=history is not None):
        target = folder / tongue.code / page.path
        target.parent.mkdir(exist_ok=True, parents=True)
        _put(target, templates.get_template(page.template).render(page.context))
    if history is not None:
        title = site_title(told.publisher, tongue)
        text = feed.atom(history, tongue, title, told.publisher.base_url)
        _put(folder / tongue.code / "feed.xml", text)


def _write_home(folder: Path, told: Content, templates: jinja2.Environment) -> None:
    """Write the page that leads to a language, and what search engines are told."""
    publisher, edition = told.publisher, told.disclosed.edition
    tongue = language(publisher.language)
    home = templates.get_template("home.html.j2")
    shared = {"edition": edition, "base_url": publisher.base_url, **voice(tongue)}
    text = home.render({"site_title": site_title(publisher, tongue), **shared})
    _put(folder / "index.html", text)
    if edition != "public":
        _put(folder / "robots.txt", "User-agent: *\nDisallow: /\n")
        return
    lines = ["User-agent: *", "Allow: /"]
    if publisher.base_url:
        lines.append(f"Sitemap: {publisher.base_url}sitemap.txt")
        paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        named = [path for path in paths if not path.endswith("embed.html")]
        _put(folder / "sitemap.txt", "".join(f"{publisher.base_url}{path}\n" for path in named))
    _put(folder / "robots.txt", "\n".join(lines) + "\n")


def _copy_assets(folder: Path, publisher: Publisher) -> None:
    folder.mkdir()
    for kind in ("static", "vendor/leaflet", "vendor/suomifi"):
        for source in sorted((_HERE / kind).iterdir()):
            licence = f"{kind.rpartition('/')[2]}-LICENSE.txt"
            shutil.copyfile(source, folder / (licence if source.name == "LICENSE" else source.name))
    if publisher.logo is not None:
        shutil.copyfile(publisher.logo, folder / f"logo{publisher.logo.suffix.lower()}")
    if publisher.colours:
        lines = [f"  --{name}: {colour};" for name, colour in sorted(publisher.colours.items())]
        light = "@media (prefers-color-scheme: light) {\n:root {\n" + "\n".join(lines) + "\n}\n}\n"
        _put(folder / "publisher.css", light)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
