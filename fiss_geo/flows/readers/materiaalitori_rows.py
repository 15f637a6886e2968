"""Notices of Materiaalitori as rows of text: one row a material, and what may be shown of it.

What the owner of a notice wants hidden never enters a row: a row is put together from what may
be carried, not cleaned afterwards.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from fiss_geo.errors import Fault
from fiss_geo.flows.readers.json_records import Record

SERVICES = "offeringServices"
ROLES = {
    "offeringWaste": "offer",
    "offeringMaterial": "offer",
    "receivingMaterial": "need",
    SERVICES: "offer",
}
# The form asks for the amount in all where the material arises once, and for the amount in a
# year where it arises all the time; there is no third choice.
UNIT_ENDINGS = {"onetime": " (one-off)", "continuous": "/a"}
# The classes that are one material group of ours, whole; any other is left to the reader.
MATERIAL_GROUPS = {
    "betoni": "construction_mineral",
    "elintarvikesivuvirta": "food_side_stream",
    "kartonki": "paper_board",
    "keramiikka": "construction_mineral",
    "kumi": "rubber",
    "kuona": "slag",
    "lanta": "manure",
    "lasi": "glass",
    "maa_ainekset": "construction_mineral",
    "metalli": "scrap_metal",
    "muovi": "plastics",
    "paperi": "paper_board",
    "puu": "wood_bark",
    "tekstiili": "textiles",
    "tiilet_ja_keramiikka": "construction_mineral",
    "tuhka": "ash",
}
COLUMNS = (
    "flow_id", "role", "organisation", "site_name", "resource_name", "material_group", "low_code",
    "quantity", "unit", "status", "latitude", "longitude", "location_precision", "postcode",
    "municipality", "address", "note", "source_title", "source_url", "source_year", "is_public",
    "materiaalitori_type", "notice_id", "notice_title", "description", "classification",
    "sub_classification", "industry", "is_waste", "is_permanent", "is_hazardous", "continuity",
    "quantity_text", "expires_date", "contact", "business_id", "regions", "region_ids",
    "region_name", "region_id", "city_id", "country_code", "services",
)  # fmt: skip
_KINDS = "offeringWaste, offeringMaterial, receivingMaterial or offeringServices"
_HAZARDS = {"dangerous": "yes", "nondangerous": "no"}

Row = dict[str, str | None]


def rows_of(
    notices: list[object], file: str, site: str, today: date
) -> tuple[list[Row], list[Fault]]:
    """Turn notices into rows, one a material, and collect what is wrong with them.

    Parameters
    ----------
    notices : list
        Notices as JSON gives them.
    file : str
        Name of the source, for the faults.
    site : str
        Address of the service that shows the notices, for ``source_url``.
    today : datetime.date
        A notice that was open for the last time before this day has ended.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, value in enumerate(notices, start=1):
        notice = Record.of(value, file, f"notice {number}", faults)
        if isinstance(notice.values.get("data"), dict):
            # The form in which a notice is sent to the service: the type beside its data.
            notice = Record(notice.values | notice.record("data").values, file, notice.path, faults)
        rows += _rows_of_notice(notice, site, today)
    return rows, faults


def _rows_of_notice(notice: Record, site: str, today: date) -> list[Row]:
    head = _head(notice, site, today)
    listed = [*notice.records("materials"), *notice.records("materialsWanted")]
    # A notice without any material is a row all the same.
    materials = listed or [Record({}, notice.file, notice.path, notice.faults)]
    rows = []
    for number, material in enumerate(materials, start=1):
        row = head | _material(material) | _place(notice, material)
        row["flow_id"] = f"{head['notice_id']}-{number}"
        row["resource_name"] = _resource_name(row, several=len(materials) > 1)
        row["note"] = _note(row, is_listed=bool(listed))
        # Public is what the owner shows to everyone, the place and the organisation both.
        hidden = "no" in (row["place_is_public"], row["contact_is_public"])
        row["is_public"] = "no" if hidden else "yes"
        rows.append({column: row.get(column) for column in COLUMNS})
    return rows


def _head(notice: Record, site: str, today: date) -> Row:
    """Give what all materials of a notice share."""
    notice_id = _notice_id(notice)
    kind = notice.text("rfoType") or notice.text("type")
    if kind is not None and kind not in ROLES:
        notice.fault("rfoType" if "rfoType" in notice.values else "type", f"expected {_KINDS}")
    regions = notice.records("regions")
    has_own_id = notice.values.get("id") is not None
    return {
        "notice_id": notice_id,
        "materiaalitori_type": kind,
        "role": ROLES.get(kind or ""),
        "notice_title": notice.text("title"),
        "regions": _joined(region.text("nameFi") or region.text("nameSv") for region in regions),
        "region_ids": _joined(region.text("id") for region in regions),
        "services": _joined(notice.record("service").texts("serviceIds")),
        "source_title": "Materiaalitori",
        "source_url": f"{site}/ilmoitukset/{quote(notice_id, safe='')}" if has_own_id else None,
        "source_year": _year(notice.text("created")),
        **_time(notice, kind, today),
        **_contact(notice, notice_id),
    }


def _notice_id(notice: Record) -> str:
    """Take the notice's id; one that has none is named by its content, the same at each reading."""
    value = notice.values.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    content = json.dumps(notice.values, sort_keys=True).encode()
    return notice.text("id") or f"notice-{hashlib.sha256(content).hexdigest()[:12]}"


def _time(notice: Record, kind: str | None, today: date) -> Row:
    expires = notice.text("expires")
    day = _day(expires)
    if expires and day is None:
        notice.fault("expires", "expected a date such as 2026-05-31")
    is_over = (day is not None and day < today) or notice.text("status") == "closed"
    is_material_offer = ROLES.get(kind or "") == "offer" and kind != SERVICES
    status = "ended" if is_over else "available" if is_material_offer else None
    return {"expires_date": day.isoformat() if day else None, "status": status}


def _day(moment: str | None) -> date | None:
    """Take the day of a moment.

    Notices end at midnight in Finland, which is 21 or 22 o'clock in UTC, the time they are
    written in: the day as written is the last whole day on which the notice is open.

    >>> _day("2026-06-03T21:00:00Z")
    datetime.date(2026, 6, 3)
    """
    try:
        return date.fromisoformat((moment or "")[:10])
    except ValueError:
        return None


def _year(moment: str | None) -> str | None:
    day = _day(moment)
    # The service's software writes the year 1 where a moment was never set.
    return str(day.year) if day and day.year > 1 else None


def _contact(notice: Record, notice_id: str) -> Row:
    """Give the organisation and its contact, if the owner shows them to everyone.

    Materiaalitori hides both by one choice, ``contactIsPublic``. Hidden organisations keep names
    that differ, since nothing says that two of them are one.
    """
    company, contact = notice.record("company"), notice.record("contact")
    said = [contact.text(name) for name in ("name", "title", "phone", "email")]
    name, business_id = company.text("name"), company.text("businessId")
    if notice.flag("contactIsPublic") is not True:
        return {"contact_is_public": "no", "organisation": f"not public (notice {notice_id})"}
    return {
        "contact_is_public": "yes",
        "organisation": name or f"not stated (notice {notice_id})",
        "business_id": business_id or notice.text("businessId"),
        "contact": _joined(said),
    }


def _material(material: Record) -> Row:
    quantity = material.record("quantity")
    amount, unit = quantity.number("amount"), quantity.text("unitOfMeasure")
    continuity = material.text("continuity")
    classification = material.text("classification")
    row: Row = {
        "classification": classification,
        "sub_classification": material.text("subClassification"),
        "material_group": MATERIAL_GROUPS.get(classification or ""),
        "low_code": _low_code(material),
        "industry": material.text("industry"),
        "description": material.text("description"),
        "quantity": amount,
        "unit": f"{unit}{UNIT_ENDINGS.get(continuity or '', '')}" if unit else None,
        "continuity": continuity,
        "quantity_text": material.text("amountDescription"),
        "is_waste": _yes_no(material.flag("isWaste")),
        "is_permanent": _yes_no(material.flag("permanent")),
        "is_hazardous": _HAZARDS.get(material.text("type") or ""),
    }
    services = _joined(material.record("service").texts("serviceIds"))
    return row | {"services": services} if services else row


def _low_code(material: Record) -> str | None:
    """Take the List of Waste code where it is whole; the form lets through what is not."""
    code = re.sub(r"[\s.*]", "", material.text("ewcCode") or "")
    return code if re.fullmatch(r"[0-9]{6}", code) else None


def _place(notice: Record, material: Record) -> Row:
    """Give the place as closely as the owner shows it to everyone.

    ``cityId`` and ``regionId`` are Materiaalitori's own numbers (Tampere is M_270, and 837 in the
    official list), so the municipality comes from its name alone.
    """
    location = material.record("location")
    row: Row = {
        "municipality": location.text("city") or _only_municipality(notice),
        "region_name": location.text("region"),
        "region_id": location.text("regionId"),
        "city_id": location.text("cityId"),
        "country_code": location.text("countryCode"),
    }
    exact: Row = {
        "site_name": location.text("name"),
        "address": location.text("address"),
        "postcode": location.text("postalCode"),
    }
    exact |= _coordinates(location, exact)
    # Where no place is given, there is none to hide.
    is_public = not location.values or material.flag("locationIsPublic") is True
    row["place_is_public"] = _yes_no(is_public)
    return row | exact if is_public else row


def _only_municipality(notice: Record) -> str | None:
    """Take the region that a need names, if it is one municipality and no more."""
    regions = notice.records("regions")
    if len(regions) != 1 or not (regions[0].text("id") or "").startswith("M_"):
        return None
    return regions[0].text("nameFi") or regions[0].text("nameSv")


def _coordinates(location: Record, exact: Row) -> Row:
    """Read the coordinates, no closer than what was typed in.

    The service adds coordinates of its own to what it was given: those of the municipality,
    where there is no street.
    """
    for point in location.records("coordinates"):
        if point.text("type") == "WGS84":
            grade = "address" if exact["address"] else "postcode" if exact["postcode"] else None
            return {
                "latitude": point.number("lat"),
                "longitude": point.number("lon"),
                "location_precision": grade or "municipality",
            }
    return {}


def _resource_name(row: Row, *, several: bool) -> str | None:
    """Name the material by the notice's title, and by its class where there are several."""
    words = (row["classification"] or "").replace("_", " ")
    title = row["notice_title"]
    if title and words and several:
        return f"{title} ({words})"
    return title or row["description"] or words or None


def _note(row: Row, *, is_listed: bool) -> str | None:
    is_service = row["materiaalitori_type"] == SERVICES
    said = {
        "services, not a material": is_service,
        "the notice lists no material": not is_listed and not is_service,
        "exact place not public": row["place_is_public"] == "no",
        "organisation not public": row["contact_is_public"] == "no",
    }
    return _joined(sentence for sentence, is_so in said.items() if is_so)


def _yes_no(value: bool | None) -> str | None:  # noqa: FBT001 - the value is what is translated
    return None if value is None else "yes" if value else "no"


def _joined(parts: Iterable[str | None]) -> str | None:
    return "; ".join(part for part in parts if part) or None
