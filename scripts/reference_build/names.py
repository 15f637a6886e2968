"""Names and codes typed by hand: regions, NUTS 3, and what changed since the packages' date."""

import csv
from pathlib import Path
from typing import NamedTuple


class RegionName(NamedTuple):
    """One region (maakunta): its names, and its NUTS 3 code in NUTS 2024."""

    fi: str
    sv: str
    en: str
    nuts3_code: str


# Names: Statistics Finland's classification of regions. NUTS 3: Regulation (EU) 2023/674.
REGIONS = {
    "01": RegionName("Uusimaa", "Nyland", "Uusimaa", "FI1B1"),
    "02": RegionName("Varsinais-Suomi", "Egentliga Finland", "Southwest Finland", "FI1C1"),
    "04": RegionName("Satakunta", "Satakunta", "Satakunta", "FI196"),
    "05": RegionName("Kanta-Häme", "Egentliga Tavastland", "Kanta-Häme", "FI1C2"),
    "06": RegionName("Pirkanmaa", "Birkaland", "Pirkanmaa", "FI19B"),
    "07": RegionName("Päijät-Häme", "Päijänne-Tavastland", "Päijät-Häme", "FI1C6"),
    "08": RegionName("Kymenlaakso", "Kymmenedalen", "Kymenlaakso", "FI1C7"),
    "09": RegionName("Etelä-Karjala", "Södra Karelen", "South Karelia", "FI1C5"),
    "10": RegionName("Etelä-Savo", "Södra Savolax", "South Savo", "FI1DA"),
    "11": RegionName("Pohjois-Savo", "Norra Savolax", "North Savo", "FI1DB"),
    "12": RegionName("Pohjois-Karjala", "Norra Karelen", "North Karelia", "FI1DC"),
    "13": RegionName("Keski-Suomi", "Mellersta Finland", "Central Finland", "FI198"),
    "14": RegionName("Etelä-Pohjanmaa", "Södra Österbotten", "South Ostrobothnia", "FI199"),
    "15": RegionName("Pohjanmaa", "Österbotten", "Ostrobothnia", "FI19A"),
    "16": RegionName("Keski-Pohjanmaa", "Mellersta Österbotten", "Central Ostrobothnia", "FI1D5"),
    "17": RegionName("Pohjois-Pohjanmaa", "Norra Österbotten", "North Ostrobothnia", "FI1D9"),
    "18": RegionName("Kainuu", "Kajanaland", "Kainuu", "FI1D8"),
    "19": RegionName("Lappi", "Lappland", "Lapland", "FI1D7"),
    "21": RegionName("Ahvenanmaa", "Åland", "Åland", "FI200"),
}
ALAND_REGION = "21"

# Posti's register of 2024 still writes the codes of NUTS 2021 (Regulation (EU) 2019/1755). Nine
# regions got a new code in NUTS 2024 because their extent changed on 1 January 2021, when Iitti,
# Kuhmoinen, Isokyrö, Joroinen and Heinävesi moved to the region next to their own.
NUTS3_2021_TO_REGION = {
    "FI1B1": "01",
    "FI1C1": "02",
    "FI196": "04",
    "FI1C2": "05",
    "FI197": "06",
    "FI1C3": "07",
    "FI1C4": "08",
    "FI1C5": "09",
    "FI1D1": "10",
    "FI1D2": "11",
    "FI1D3": "12",
    "FI193": "13",
    "FI194": "14",
    "FI195": "15",
    "FI1D5": "16",
    "FI1D9": "17",
    "FI1D8": "18",
    "FI1D7": "19",
    "FI200": "21",
}

# Municipalities that ended after the register's date: (old code, new code, note).
MERGED_MUNICIPALITIES = (("588", "507", "Pertunmaa joined Mäntyharju on 1 January 2025"),)

_NAMES_BY_HAND = Path(__file__).parents[2] / "data" / "reference" / "municipality_names.csv"


def municipality_names(language: str) -> dict[str, str]:
    """Read the names of municipalities that are not those Posti writes, by code.

    Parameters
    ----------
    language : {"fi", "sv", "en"}
    """
    with _NAMES_BY_HAND.open(encoding="utf-8", newline="") as file:
        return {
            row["municipality_code"]: row[f"municipality_name_{language}"]
            for row in csv.DictReader(file)
        }
