"""The words that Python hands to the pages and to the map's script, all in one place.

Templates carry their own sentences, marked for translation; what stands here are the words that
come out of a table's codes, so that ``available`` is never read as "for sale", the script's
sentences, and the sentences of the stages before. ``N_`` marks a text for the catalogues.
"""

from typing import Final


def N_(text: str) -> str:  # noqa: N802 - the usual name of the mark
    """Mark a text for the catalogues, and give it back.

    >>> N_("offer")
    'offer'
    """
    return text


ROLES: Final = {"offer": N_("offer"), "need": N_("need")}

STATUS_SHORT: Final = {
    "in_use": N_("in use today"),
    "available": N_("to disposal or storage today"),
    "planned": N_("planned"),
    "ended": N_("ended"),
    "unknown": N_("state not known"),
}

STATUS_LONG: Final = {
    ("offer", "in_use"): N_("goes to recovery or a known user today"),
    ("offer", "available"): N_("goes to disposal, a heap or storage today"),
    ("offer", "planned"): N_("planned: announced, does not exist yet"),
    ("need", "in_use"): N_("the receiver runs today"),
    ("need", "available"): N_("the receiver could take more today"),
    ("need", "planned"): N_("planned: announced, does not run yet"),
}

PRECISION: Final = {
    "site": N_("place known to the site"),
    "address": N_("place known to the address"),
    "postcode": N_("place known to the postcode area"),
    "place": N_("place known to the town or village"),
    "municipality": N_("only the municipality is known"),
    "coarsened": N_("shown at the middle of its municipality"),
    "none": N_("place not known"),
}

UNNAMED: Final = N_("an organisation that is not named here")
"""In place of a name that an edition keeps back."""

EXACT_PRECISIONS: Final = ("site", "address")

CONFIDENCE: Final = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}

QUANTITY_KIND: Final = {
    "reported": N_("reported"),
    "estimated_from_capacity": N_("estimated from capacity, permit or plan"),
}

DISTANCE_METHOD: Final = {
    "embedded main roads": N_("along main roads"),
    "OpenStreetMap roads": N_("along roads"),
    "OSRM server": N_("along roads, by OSRM"),
    "Valhalla server": N_("along roads, by Valhalla"),
    "straight line times detour index": N_("straight line times detour index: no road joins them"),
    "estimate between near places": N_("estimate between near places"),
    "none": N_("no road distance"),
}

ONE_SITE: Final = N_("same site or next door ({distance})")

FEWEST_TOLD: Final = 3
"""From how many organisations kept back the number of their flows is told."""

SHOWCASE_STATUS: Final = {
    "realised": N_("realised"),
    "planned": N_("planned"),
    "ended": N_("ended"),
    "study": N_("studied"),
    "check": N_("to be checked by a person"),
}

SENTENCES: Final = (
    N_("the smaller of the two"),
    N_("the need, from the offer's stock"),
    N_("the offer, up to the one-off need"),
    N_("the offer; the need's figure is no mass"),
    N_("the need; the offer's figure is no mass"),
    N_("the offer; the need has no figure"),
    N_("the need; the offer has no figure"),
    N_("a one-off stock; no yearly flow"),
    N_("not known; no figure is a mass"),
    N_("not known"),
    N_("the road distance is not known"),
    N_("moved by pipe, not by truck"),
    N_("no road joins the two places"),
    N_("the offer's place is not known"),
    N_("the need's place is not known"),
    N_("neither place is known"),
    N_("the offer is too far from the roads"),
    N_("the need is too far from the roads"),
    N_("the flow has ended"),
    N_("a service, not a material"),
    N_("an earlier year of a flow shown here"),
    N_("its place is not known"),
    N_("no counterpart shown here"),
    N_("the place of what fits it is not known"),
    N_("no road joins it to what fits it"),
)
"""What stages say in whole sentences; see ``matching.mass``, ``logistics``, ``unmatched``."""

UNITS: Final = {
    "mass_t_per_a": N_("t/a"),
    "stock_mass_t": N_("t (one-off stock)"),
    "energy_gwh_per_a": N_("GWh/a"),
    "volume_m3_per_a": N_("m³/a"),
    "power_mw": N_("MW"),
}
"""Unit by column, as people read it."""

FIGURE_WORDS: Final = (N_("million"), N_("billion"), N_("up to"))
"""Words that ``numbers`` writes."""

MAP: Final = {
    "flows": N_("Flows"),
    "candidates": N_("Candidates"),
    "offer": N_("Offer"),
    "need": N_("Need"),
    "offers": N_("offers"),
    "needs": N_("needs"),
    "role": N_("Offer or need"),
    "organisation": N_("Organisation"),
    "resource": N_("Resource"),
    "notKnown": N_("– not known"),
    "quantity": N_("Quantity"),
    "quantityNotKnown": N_("quantity not known"),
    "material": N_("Material"),
    "status": N_("Today"),
    "place": N_("Place"),
    "region": N_("Region"),
    "park": N_("Park"),
    "precision": N_("Location"),
    "confidence": N_("Confidence of the source"),
    "lowCode": N_("List of Waste code (our reading)"),
    "industry": N_("Industry"),
    "nace": N_("NACE Rev. 2"),
    "nace21": N_("NACE Rev. 2.1"),
    "note": N_("Note"),
    "source": N_("Source"),
    "rank": N_("Rank"),
    "road": N_("By road"),
    "roadKm": N_("Road km"),
    "noRoad": N_("No road distance"),
    "emissions": N_("Transport emissions, kg CO₂e per tonne"),
    "emissionsShort": N_("kg CO₂e per tonne"),
    "mass": N_("Could exchange"),
    "massShort": N_("t a year"),
    "score": N_("Match score (0–1)"),
    "scoreShort": N_("Score"),
    "vehicle": N_("Vehicle"),
    "why": N_("Why they may fit"),
    "against": N_("What speaks against it"),
    "here": N_("flows at this place"),
    "near": N_("flows close together: zoom in or choose one"),
    "regionPage": N_("Open the page of this region"),
    "parkPage": N_("Open the page of this park"),
    "organisationFlows": N_("Everything of this organisation"),
    "noRows": N_("Nothing here with these choices."),
    "rowsShown": N_("Rows {from}–{to} of {all}"),
    "oneRow": N_("1 row"),
    "earlier": N_("Earlier rows"),
    "later": N_("Later rows"),
    "drawnSums": N_(
        "Arrows: tonnes a year between regions, each tonne once, the best-ranked candidates first. "
        "Rings: inside a region."
    ),
    "drawnMost": N_("The {shown} largest of {all} are drawn; the table has them all."),
    "drawnSingle": N_("{shown} candidates and {marks} flows of this choice are drawn."),
    "drawnNone": N_("No candidates here with these choices."),
    "measureFlows": N_("Number of flows"),
    "measureOffered": N_("Tonnes a year offered, where known"),
    "measureNeeded": N_("Tonnes a year needed, where known"),
    "measureCandidates": N_("Number of candidates"),
    "none": N_("none known"),
    "andMore": N_("and more"),
    "arrowScale": N_("Width of arrows and rings, t a year"),
    "from": N_("From"),
    "to": N_("To"),
    "inside": N_("inside the region"),
    "betweenCount": N_("Candidates"),
    "betweenMass": N_("t a year, each tonne once"),
    "offersCount": N_("Offers"),
    "needsCount": N_("Needs"),
    "offeredMass": N_("t a year offered"),
    "neededMass": N_("t a year needed"),
    "candidatesInside": N_("Candidates inside"),
    "goingOut": N_("going out"),
    "comingIn": N_("coming in"),
    "others": N_("Others, rounded"),
    "othersText": N_("about {mass} in {count} flows"),
    "othersCount": N_("about {count} flows"),
    "mapLabel": N_("Map of the flows and candidates. Everything on it also stands in the table."),
    "upTo": N_("up to {value}"),
    "oneSite": ONE_SITE,
    "zoomIn": N_("Zoom in"),
    "zoomOut": N_("Zoom out"),
    "close": N_("Close"),
    "copied": N_("The link is copied."),
    "copyThis": N_("Copy this:"),
    "notLoaded": N_(
        "This could not be made: a file of the site did not load. "
        "Check the connection, and try again."
    ),
    "legend": N_("Signs on the map"),
    "legendOffer": N_("offer"),
    "legendNeed": N_("need"),
    "legendCandidate": N_("candidate, offer → need"),
    "attribution": N_(
        "Approximate boundaries from postcode points: © GeoNames (CC BY 4.0), Posti; "
        "coast: Natural Earth; main roads: © OpenStreetMap contributors (ODbL)."
    ),
    "choices": N_("Choices"),
}  # fmt: skip
"""Sentences of the map's script, in English."""

BOUNDARIES: Final = N_("Boundaries")
OTHER_GROUND: Final = N_(
    "Neighbours and lakes: Natural Earth; main roads: © OpenStreetMap contributors (ODbL)."
)

SYNERGY_STATES: Final = {
    "stopped": N_("stopped"),
    "idea": N_("idea"),
    "discussed": N_("discussed"),
    "negotiated": N_("negotiated"),
    "implemented": N_("implemented"),
    "completed": N_("completed"),
}
"""States of the register, what has come furthest last."""

BENEFIT_UNITS: Final = {
    "landfill_diverted_t": "t",
    "co2_avoided_t_co2e": N_("t CO₂e"),
    "virgin_material_saved_t": "t",
    "hazardous_waste_avoided_t": "t",
    "water_saved_m3": "m³",
    "cost_saved_eur": "€",
    "sales_eur": "€",
    "investment_eur": "€",
    "jobs_fte": N_("person-years"),
}

SYNERGIES: Final = ("synergies.html", N_("Synergies"))
"""The page of the register, in the navigation where a register is given."""

NAVIGATION: Final = (
    ("index.html", N_("Map")), ("candidates.html", N_("Candidates")), ("flows.html", N_("Flows")),
    ("showcase.html", N_("Realised symbioses")), ("methods.html", N_("Methods and data")),
)  # fmt: skip


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
