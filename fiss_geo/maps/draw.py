"""``draw``: one map for a notebook, in one file that asks nothing of any other host."""

import base64
import tempfile
from pathlib import Path
from typing import Any, Final, cast

import folium
import geopandas as gpd
import pandas as pd
import shapely
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.maps import layers, words
from fiss_geo.maps.disclosure import CANDIDATE_COLUMNS, FLOW_COLUMNS, clean, cleaned
from fiss_geo.maps.payload import safe_json
from fiss_geo.maps.rows import (
    Row,
    candidate_rows,
    flow_rows,
    names_of,
)
from fiss_geo.regions.boundaries import Boundaries

LINES: Final = 60
"""Best candidates drawn; more of them are a hairball."""

_HERE: Final = Path(__file__).resolve().parent
_MIDDLE: Final = (64.9, 25.8)
_LABELS: Final = {
    key: words.MAP[key]
    for key in (
        "offer", "need", "offers", "needs", "quantity", "quantityNotKnown", "status", "material",
        "place", "precision", "confidence", "source", "note", "road", "emissions", "mass", "why",
        "notKnown", "here", "rank", "score",
    )
}  # fmt: skip


class OfflineMap(folium.Map):
    """A folium map that carries Leaflet inside itself, and gives the same bytes each time."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed on to folium
        super().__init__(tiles=None, **options)
        self._name = "Map"
        leaflet = _HERE / "vendor" / "leaflet"
        self.default_js = [("leaflet", _data_uri(leaflet / "leaflet.js", "text/javascript"))]
        self.default_css = [("leaflet_css", _data_uri(leaflet / "leaflet.css", "text/css"))]

    def render(self, **kwargs: Any) -> Any:  # noqa: ANN401 - as folium has it
        """Write the page, with elements numbered in their order: branca names them at random."""
        for number, element in enumerate(_walk(self.get_root())):
            element._id = f"{number:032x}"  # noqa: SLF001 - branca has no other way
        return super().render(**kwargs)  # type: ignore[no-untyped-call]


class _Script(MacroElement):
    """The plain script that draws what folium has no element for, and its data as JSON."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
        ({{ this.code }})({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, data: Row) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "FissGeo"
        self.code = (_HERE / "notebook" / "draw.js").read_text(encoding="utf-8").strip()
        self.style = (_HERE / "notebook" / "draw.css").read_text(encoding="utf-8").strip()
        self.data = safe_json(data)


def draw(
    flows: gpd.GeoDataFrame,
    candidates: pd.DataFrame | None = None,
    *,
    path: str | Path | None = None,
    boundaries: Boundaries | None = None,
) -> folium.Map:
    """Draw located flows and the best candidates between them on a folium map.

    Offers are squares and needs circles; flows at one place share a sign with their count. Every
    row given is shown: choose the rows before, or use ``publish`` for what goes to the public.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Table of ``LOCATED_FLOWS``; points in EPSG:3067. Flows without a place are not drawn.
    candidates : pandas.DataFrame, optional
        Table of ``RANKING``; its best 60 are drawn as lines.
    path : str or pathlib.Path, optional
        HTML file to write too. It is written beside and renamed.
    boundaries : Boundaries, optional
        Whose regions are outlined, as ``regions.boundaries`` gives them; the embedded ones by
        default.

    Returns
    -------
    folium.Map
        Shows itself in a notebook; ``save`` writes it.
    """
    names = names_of(reference.regions(), reference.parks())
    rows = flow_rows(cleaned(flows, FLOW_COLUMNS), names)
    drawn = OfflineMap(location=_MIDDLE, zoom_start=5, min_zoom=4, max_zoom=16)
    data = {
        "regions": _outlines(boundaries), "places": _places(rows),
        "links": _links(candidates, rows),
        "words": {**_LABELS, "legend": _legend(flows, candidates, boundaries)},
    }  # fmt: skip
    drawn.add_child(_Script(data))
    cast("Figure", drawn.get_root()).title = "Flows and candidates"
    if path is not None:
        _write_whole(Path(path), drawn.get_root().render())
    return drawn


def _outlines(boundaries: Boundaries | None) -> list[list[list[float]]]:
    """Give the region borders as lines of latitude and longitude."""
    regions = reference.regions() if boundaries is None else boundaries.regions
    shapes = layers.web_regions(regions, layers.REGION_TOLERANCE_M)
    rings = [part.exterior for shape in shapes for part in shapely.get_parts(shape)]
    degrees = gpd.GeoSeries(rings, crs=ETRS_TM35FIN).to_crs(WGS84)
    return [[[round(y, 4), round(x, 4)] for x, y in ring.coords] for ring in degrees]


def _places(rows: list[Row]) -> list[Row]:
    """Put the flows of one point together, so that none lies hidden under another."""
    together: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        if row["x"] is not None:
            together.setdefault((row["x"], row["y"]), []).append(row)
    degrees = _degrees(list(together))
    return [
        {"at": at, "flows": found} for at, found in zip(degrees, together.values(), strict=True)
    ]


def _links(candidates: pd.DataFrame | None, rows: list[Row]) -> list[Row]:
    if candidates is None or candidates.empty:
        return []
    placed = {row["id"]: row for row in rows if row["x"] is not None}
    known = candidates["offer_id"].isin(placed) & candidates["need_id"].isin(placed)
    best = candidates[known].sort_values(["rank", "offer_id", "need_id"]).head(LINES)
    found = candidate_rows(cleaned(best, CANDIDATE_COLUMNS), list(placed.values()))
    for row in found:
        ends = [row.pop(side) for side in ("offer", "need")]
        row["ends"] = _degrees([(end["x"], end["y"]) for end in ends])
        row["title"] = " → ".join(end["organisation"] for end in ends)
        row["what"] = " → ".join(end["resource"] for end in ends)
    return found


def _degrees(points: list[tuple[int, int]]) -> list[list[float]]:
    if not points:
        return []
    series = gpd.GeoSeries([shapely.Point(point) for point in points], crs=ETRS_TM35FIN)
    return [[round(point.y, 5), round(point.x, 5)] for point in series.to_crs(WGS84)]


def _legend(
    flows: pd.DataFrame, candidates: pd.DataFrame | None, boundaries: Boundaries | None
) -> str:
    counted = "1 flow" if len(flows) == 1 else f"{len(flows)} flows"
    if candidates is not None and len(candidates) == 1:
        counted += ", 1 candidate"
    elif candidates is not None and len(candidates):
        counted += f", the best {min(LINES, len(candidates))} of {len(candidates)} candidates"
    if boundaries is None or boundaries.is_approximate:
        return f"{counted}. Approximate boundaries. © GeoNames CC BY 4.0, Posti, Natural Earth"
    named = ", ".join(filter(None, (boundaries.title, boundaries.attribution)))
    return f"{counted}. Boundaries: {clean(named)}"


def _data_uri(file: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"


def _walk(element: Element) -> list[Element]:
    """List an element and everything below it, parents first."""
    below = [one for child in element._children.values() for one in _walk(child)]  # noqa: SLF001
    return [element, *below]


def _write_whole(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", suffix=".part", encoding="utf-8",
        newline="\n", delete=False,
    ) as beside:  # fmt: skip
        try:
            beside.write(text)
            beside.close()
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
