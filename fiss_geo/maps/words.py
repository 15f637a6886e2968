"""The words that Python hands to the pages and to the map's script, all in one place.

Templates carry their own sentences, marked for translation; what stands here are the words that
come out of a table's codes, so that ``available`` is never read as "for sale".
"""

from typing import Final

from fiss_geo.maps.numbers import DASH

ROLES: Final = {"offer": "offer", "need": "need"}

STATUS_SHORT: Final = {
    "in_use": "in use today",
    "available": "to disposal or storage today",
    "planned": "planned",
    "ended": "ended",
    "unknown": "state not known",
}

STATUS_LONG: Final = {
    ("offer", "in_use"): "goes to recovery or a known user today",
    ("offer", "available"): "goes to disposal, a heap or storage today",
    ("offer", "planned"): "planned: announced, does not exist yet",
    ("need", "in_use"): "the receiver runs today",
    ("need", "available"): "the receiver could take more today",
    ("need", "planned"): "planned: announced, does not run yet",
}

PRECISION: Final = {
    "site": "place known to the site",
    "address": "place known to the address",
    "postcode": "place known to the postcode area",
    "place": "place known to the town or village",
    "municipality": "only the municipality is known",
    "none": "place not known",
}

EXACT_PRECISIONS: Final = ("site", "address")

CONFIDENCE: Final = {"high": "high", "medium": "medium", "low": "low"}

QUANTITY_KIND: Final = {
    "reported": "reported",
    "estimated_from_capacity": "estimated from capacity, permit or plan",
}

DISTANCE_METHOD: Final = {
    "embedded main roads": "along main roads",
    "OpenStreetMap roads": "along roads",
    "OSRM server": "along roads, by OSRM",
    "Valhalla server": "along roads, by Valhalla",
    "straight line times detour index": "straight line times detour index: no road joins the two",
    "estimate between near places": "estimate between near places",
    "none": "no road distance",
}

ONE_SITE: Final = "same site or next door ({distance})"

FEWEST_TOLD: Final = 3
"""From how many rows kept back their number is told; fewer could be tied to one organisation."""

SHOWCASE_STATUS: Final = {
    "realised": "realised",
    "planned": "planned",
    "ended": "ended",
    "study": "studied",
    "check": "to be checked by a person",
}

MAP: Final = {
    "flows": "Flows",
    "candidates": "Candidates",
    "offer": "Offer",
    "need": "Need",
    "offers": "offers",
    "needs": "needs",
    "notKnown": f"{DASH} not known",
    "quantity": "Quantity",
    "quantityNotKnown": "quantity not known",
    "material": "Material",
    "status": "Today",
    "place": "Place",
    "park": "Park",
    "precision": "Location",
    "confidence": "Confidence of the source",
    "lowCode": "List of Waste code (our reading)",
    "note": "Note",
    "source": "Source",
    "rank": "Rank",
    "road": "By road",
    "noRoad": "No road distance",
    "emissions": "Transport emissions, kg CO₂e per tonne",
    "truck": "Truck",
    "chain": "Chain that emits less, kg CO₂e per tonne",
    "pipe": "By pipe",
    "cost": "Transport cost, € per tonne (illustrative)",
    "net": "Net benefit, kg CO₂e per tonne",
    "mass": "Could exchange",
    "score": f"Match score (0{DASH}1)",
    "why": "Why they may fit",
    "against": "What speaks against it",
    "here": "flows at this place",
    "near": "flows close together: zoom in or choose one",
    "bestOnMap": "Best candidates on the map",
    "showAll": "Whole country",
    "regionPage": "Open the page of this region",
    "noFlows": "No flows here with these choices.",
    "noCandidates": "No candidates here with these choices.",
    "bestOf": "The {shown} best of {all} candidates are drawn.",
    "allDrawn": "All {all} candidates of this choice are drawn.",
    "oneDrawn": "The one candidate of this choice is drawn.",
    "listed": "{shown} of {all} listed; all of them stand in the tables.",
    "rowsShown": "{shown} of {all} rows shown",
    "measureFlows": "Number of flows",
    "measureOffered": "Tonnes a year offered, where known",
    "measureNeeded": "Tonnes a year needed, where known",
    "measureCandidates": "Number of candidates",
    "none": "none known",
    "mapLabel": "Map of the flows and candidates. Everything on it also stands in the tables.",
}


def status(role: str, code: str) -> str:
    """Say what a status means for an offer or a need.

    Parameters
    ----------
    role : str
        ``offer`` or ``need``.
    code : str
        Status of the flow, one of ``schemas.STATUSES``.

    Returns
    -------
    str

    >>> status("offer", "available")
    'goes to disposal, a heap or storage today'
    """
    return STATUS_LONG.get((role, code), STATUS_SHORT.get(code, code))


def humanised(code: str) -> str:
    """Make a code readable where no name is known for it.

    >>> humanised("food_side_stream")
    'Food side stream'
    """
    return code.replace("_", " ").capitalize()


def kept_back(count: int) -> str:
    """Say how many rows are kept back; one or two are "some", none is an empty text.

    >>> kept_back(0), kept_back(2), kept_back(3)
    ('', 'some', '3')
    """
    if not count:
        return ""
    return str(count) if count >= FEWEST_TOLD else "some"
