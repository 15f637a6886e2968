"""read: every row comes out, and every fault is a sentence with its row."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import read, reference
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.exports import read_table, write_table
from fiss_geo.optional_columns import OPTIONAL_FLOWS
from fiss_geo.schemas import FLOWS

HEADER = "flow_id,role,organisation,resource_name,municipality"


def _file(folder: Path, *lines: str, name: str = "flows.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding) + b"\n")
    return path


def _faults(path: Path) -> list[str]:
    with pytest.raises(BadInput) as error:
        read(path)
    return [str(fault) for fault in error.value.faults]


def test_the_five_required_things_are_enough(tmp_path: Path) -> None:
    table = read(_file(tmp_path, HEADER, "A1,offer,Oy Ab,Kuona,Tornio"))
    row = table.iloc[0]
    assert (row["flow_id"], row["role"], row["resource_name"]) == ("A1", "offer", "Kuona")
    assert row["location_precision"] == "municipality"
    assert row["status"] == "unknown"
    assert not row["is_public"]
    assert pd.isna(row["mass_t_per_a"])
    assert (row["source_file"], row["source_row"]) == ("flows.csv", 2)


def test_every_example_flow_is_read_with_its_own_figures() -> None:
    table = read(reference.data_path("examples/flows.csv"))
    raw = reference.read_codes("examples/flows.csv")
    assert table["flow_id"].to_list() == raw["flow_id"].to_list()
    assert table["quantity"].isna().equals(raw["quantity"].isna())
    tonnes = raw.loc[raw["unit"] == "t/a", "quantity"].astype(float)
    given = table["mass_t_per_a"].where(table["volume_m3_per_a"].isna())
    assert given.sum() == tonnes.sum()
    assert given.count() == len(tonnes)
    assert table["is_public"].all()
    assert table.geometry.notna().all()
    assert table.crs.to_epsg() == 3067


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Turku", "Turku"),
        ("ÅBO", "Turku"),
        ("853", "Turku"),
        (" mänttä - vilppula", "Mänttä-Vilppula"),
    ],
)
def test_a_municipality_is_found_in_finnish_in_swedish_and_by_code(
    tmp_path: Path, name: str, place: str
) -> None:
    table = read(_file(tmp_path, HEADER, f"A1,offer,Oy Ab,Kuona,{name}"))
    gazetteer = reference.gazetteer()
    rows = gazetteer[gazetteer["gazetteer_kind"] == "municipality"].set_index("place_name_fi")
    assert table.geometry.x.to_list() == [rows.loc[place, "easting_m"]]
    assert table["location_uncertainty_km"].to_list() == [rows.loc[place, "uncertainty_km"]]


def test_coordinates_go_before_postcode_and_postcode_before_municipality(tmp_path: Path) -> None:
    table = read(
        _file(
            tmp_path,
            HEADER + ",postcode,latitude,longitude",
            "A1,offer,Oy,Kuona,Turku,95400,65.84811,24.14662",
            "A2,offer,Oy,Kuona,Turku,95400,,",
            "A3,offer,Oy,Kuona,Turku,,,",
        )
    )
    assert table["location_precision"].to_list() == ["site", "postcode", "municipality"]
    tornio = table.geometry.iloc[0]
    # Tornio's 95400 is within 10 km of Tornio's middle; Turku is 600 km off.
    assert table.geometry.iloc[1].distance(tornio) < 10_000
    assert table.geometry.iloc[2].distance(tornio) > 500_000


def test_an_unknown_place_is_kept_and_said(tmp_path: Path) -> None:
    table = read(_file(tmp_path, HEADER, "A1,offer,Oy,Kuona,Turkku", "A2,need,Oy,Kuona,"))
    assert table["location_precision"].to_list() == ["none", "none"]
    assert table.geometry.isna().all()
    assert table["location_note"].to_list() == [
        "the gazetteer does not know “Turkku”; did you mean Turku?",
        "the file gives no place",
    ]


def test_a_place_name_that_stands_for_several_places_is_not_guessed(tmp_path: Path) -> None:
    places = reference.gazetteer().query("gazetteer_kind == 'place'")
    several = places[places["place_name_fi"].duplicated(keep=False)]["place_name_fi"].iloc[0]
    alone = places.drop_duplicates("place_name_fi", keep=False)["place_name_fi"].iloc[0]
    header = HEADER.replace("municipality", "place")
    lines = [f"A{n},offer,Oy,Kuona,{name}" for n, name in enumerate((several, alone))]
    table = read(_file(tmp_path, header, *lines))
    assert table["location_precision"].to_list() == ["none", "place"]


def test_all_faults_of_a_file_at_once_in_the_order_of_its_rows(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        HEADER + ",quantity,unit,status,low_code,quantity_year,latitude,longitude,is_public",
        "A1,wish,Oy,Kuona,Tornio,,,,,,,,",
        "A1,offer,,Kuona,Tornio,,,,,,,,",
        "A3,offer,Oy,,Tornio,-5,t/a,,,,,,",
        "A4,offer,Oy,Kuona,Tornio,5,t/a,sold,20502,year 3,,,maybe",
        "A5,offer,Oy,Kuona,Tornio,inf,t/a,,,,24.5,65.7,",
        "A6,offer,Oy,Kuona,Tornio,,,,,,north,24.5,",
        "A7,offer,Oy,Kuona,Tornio,1e308,t/a,,,,65.7,,",
    )
    text = _faults(path)
    assert [line.split(";")[0] for line in text] == [
        'flows.csv, row 2: role is "wish"',
        'flows.csv, row 3: organisation is ""',
        'flows.csv, row 3: flow_id is "A1"',
        'flows.csv, row 4: resource_name is ""',
        'flows.csv, row 4: quantity is "-5"',
        'flows.csv, row 5: status is "sold"',
        'flows.csv, row 5: is_public is "maybe"',
        'flows.csv, row 5: quantity_year is "year 3"',
        'flows.csv, row 5: low_code is "20502"',
        'flows.csv, row 6: quantity is "inf"',
        'flows.csv, row 6: latitude is "24.5"',
        'flows.csv, row 7: latitude is "north"',
        'flows.csv, row 8: quantity is "1e308"',
        'flows.csv, row 8: longitude is ""',
    ]
    assert "flows.csv, row 2 has the same" in text[2]
    assert "look swapped" in text[10]


def test_an_id_that_stands_in_two_files_is_a_fault(tmp_path: Path) -> None:
    line = "A1,offer,Oy,Kuona,Tornio"
    paths = [_file(tmp_path, HEADER, line, name=name) for name in ("one.csv", "two.csv")]
    with pytest.raises(BadInput, match=r"two.csv, row 2: flow_id .* one.csv, row 2 has the same"):
        read(paths)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["", "x"], "the first row is empty"),
        ([HEADER], "found none"),
        (["flow_id,role", "A1,offer"], "column organisation is missing"),
        (["flow_id,role", "A1,offer"], "no column tells the place"),
        ([HEADER + ",role", "A1,offer,Oy,Kuona,Tornio,x"], "role stands twice"),
        ([HEADER, "A1,offer,Oy,Kuona,Tornio,one,too,many"], "mend that row"),
        (["\0\0\0", "x"], "binary file"),
    ],
)
def test_a_file_that_is_no_table_of_flows(tmp_path: Path, lines: list[str], sentence: str) -> None:
    assert any(sentence in text for text in _faults(_file(tmp_path, *lines)))


def test_an_empty_and_a_missing_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    assert "the file is empty" in _faults(tmp_path / "empty.csv")[0]
    with pytest.raises(MissingFile, match="no such file"):
        read(tmp_path / "nothing.csv")


def test_semicolons_decimal_commas_blank_rows_and_byte_order_mark(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "\ufeff" + HEADER.replace(",", ";") + ";quantity;unit;own column",
        "A1;Offer;Oy;Kuona;Tornio;1 250,5;t/a;kept",
        ";;;;;;;",
        "A2;need;Oy;Kuona;Tornio;;;",
    )
    table = read(path)
    assert table["mass_t_per_a"].iloc[0] == 1250.5
    assert table["source_row"].to_list() == [2, 4]
    assert table["own column"].iloc[0] == "kept"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    lines = [HEADER, "A1,offer,Öljy Åbo,Kuona,Hämeenlinna", "A2,need,Oy,Tuhka,Åbo"]
    text = line_end.join(line.replace(",", separator) for line in lines) + line_end
    path = tmp_path / "flows.csv"
    path.write_bytes(text.encode(encoding))
    table = read(path)
    assert table["organisation"].to_list() == ["Öljy Åbo", "Oy"]
    assert table["location_precision"].to_list() == ["municipality"] * 2


def test_every_row_of_the_wrong_width_is_told(tmp_path: Path) -> None:
    path = _file(
        tmp_path, HEADER, "A1,offer,Oy", "A2,offer,Oy,Kuona,Kemi", "A3,offer,Oy,Kuona,Kemi,x"
    )
    assert [line.split(":")[0] for line in _faults(path)] == [
        "flows.csv, row 2",
        "flows.csv, row 4",
    ]


def test_a_quotation_mark_that_never_closes_swallows_no_row(tmp_path: Path) -> None:
    rows = ['A1,offer,"Oy Ab,Kuona,Kemi', "A2,offer,Oy,Kuona,Kemi", 'A3,offer,"X" Oy,Kuona,Kemi']
    assert "a quotation mark opens and never closes" in _faults(_file(tmp_path, HEADER, *rows))[0]
    line_break = _file(tmp_path, HEADER, 'A1,offer,"Oy\nAb",Kuona,Kemi', "A2,need,Oy,Kuona,Kemi")
    assert read(line_break)["source_row"].to_list() == [2, 3]


def test_headings_differ_in_case_and_blanks_and_never_lose_the_mark(tmp_path: Path) -> None:
    header = "Flow ID;ROLE;Organisation;resource-name;municipality;Is Public;source_url"
    path = _file(tmp_path, header, "A1;offer;Oy;Kuona;Kemi;no;https://example.org")
    assert read(path)["is_public"].to_list() == [False]
    assert read(path)["resource_name"].to_list() == ["Kuona"]
    twice = _file(
        tmp_path, "role,Role,organisation,resource_name,municipality", "offer,need,a,b,Kemi"
    )
    assert "role stands twice" in _faults(twice)[0]


def test_a_line_that_states_the_separator_and_empty_columns_to_the_right(tmp_path: Path) -> None:
    path = _file(tmp_path, "sep=;", HEADER.replace(",", ";") + ";;", "A1;offer;Oy;Kuona;Kemi;;")
    table = read(path)
    assert table["source_row"].to_list() == [3]
    assert not [name for name in table.columns if name.startswith("column")]


def test_rows_without_an_id_are_named_by_where_they_stand(tmp_path: Path) -> None:
    path = _file(
        tmp_path, HEADER.removeprefix("flow_id,"), "offer,Oy,Kuona,Kemi", "", "need,Ab,Kuona,Oulu"
    )
    assert read(path)["flow_id"].to_list() == ["flows-2", "flows-4"]


def test_words_of_a_finnish_sheet_are_understood(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        HEADER + ",is_public",
        "A1,Tarjoan,Oy,Kuona,Kemi,kyllä",
        "A2,tarve,Oy,Kuona,Kemi,ei",
    )
    table = read(path)
    assert table["role"].to_list() == ["offer", "need"]
    assert table["is_public"].to_list() == [True, False]


def test_the_same_thing_twice_is_flagged_and_not_merged(tmp_path: Path) -> None:
    row = "offer,Oy Ab,Kuona,Kemi"
    table = read(
        _file(tmp_path, HEADER, f"A1,{row}", f"A2,{row.upper()}", "A3,offer,Oy Ab,Kuona,Oulu")
    )
    assert table["duplicate_of"].fillna("-").to_list() == ["-", "A1", "-"]


def test_fields_that_have_no_column_of_their_own_in_the_table_travel_along(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        HEADER + ",resource_name_sv,address,place",
        "A1,offer,Oy,Kuona,Kemi,Slagg,Tie 1,Ajos",
    )
    row = read(path).iloc[0]
    assert (row["resource_name_sv"], row["address"], row["place"]) == ("Slagg", "Tie 1", "Ajos")


def test_a_column_that_bears_the_name_of_one_of_ours_keeps_its_content(tmp_path: Path) -> None:
    path = _file(
        tmp_path, HEADER + ",mass_t_per_a,source_file", "A1,offer,Oy,Kuona,Kemi,7,mine.doc"
    )
    table = read(path)
    assert table["mass_t_per_a_in_file"].to_list() == ["7"]
    assert pd.isna(table["mass_t_per_a"].iloc[0])


def test_public_is_what_the_file_says_else_what_names_a_source(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        HEADER + ",is_public,source_url",
        "A1,offer,Oy,Kuona,Tornio,,",
        "A2,offer,Oy,Kuona,Tornio,,https://example.org/a",
        "A3,offer,Oy,Kuona,Tornio,no,https://example.org/a",
        "A4,offer,Oy,Kuona,Tornio,kyllä,",
        "A5,offer,Oy,Kuona,Tornio,,K:/memo.docx",
    )
    assert read(path)["is_public"].to_list() == [False, True, False, True, False]


@pytest.mark.parametrize("text", ["100202", "10 02 02*", "10.02.02"])
def test_waste_codes_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    path = _file(tmp_path, HEADER + ",low_code", f"A1,offer,Oy,Kuona,Tornio,{text}")
    assert read(path)["low_code"].to_list() == ["100202"]


_name = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
)


@given(names=st.lists(_name, min_size=1, max_size=5))
def test_any_name_comes_out_as_it_went_in(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("names")
    table = pd.DataFrame({"organisation": names, "flow_id": [f"A{n}" for n in range(len(names))]})
    path = folder / "flows.csv"
    table.assign(role="offer", resource_name="x", municipality="Kemi").to_csv(path, index=False)
    assert read(path)["organisation"].to_list() == names


def test_a_file_in_two_encodings_is_refused_with_a_row_of_each(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    rows = [
        "A1,offer,Yhtiö Oy,Kuona,Kemi\n".encode(),
        "A2,offer,Åbo Ab,Kuona,Kemi\n".encode("cp1252"),
    ]
    path.write_bytes(f"{HEADER}\n".encode() + b"".join(rows))
    expected = "row 2: expected one encoding; this row is in UTF-8, and row 3 is not"
    assert expected in _faults(path)[0]
    path.write_bytes(f"{HEADER}\n".encode() + rows[1])
    assert read(path)["organisation"].to_list() == ["Åbo Ab"]


def test_utf_16_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(f"{HEADER}\nA1,offer,Oy,Kuona,Kemi\n", encoding="utf-16")
    assert "UTF-16" in _faults(path)[0]


CONDITIONS = {
    "fi": (
        ("Tunniste,Tarjonta vai tarve,Organisaatio,Sivuvirta,Kunta,Lämpötila (°C),Olomuoto,"
        "Saatavilla alkaen,Saatavilla asti,Ilmoitus päättyy,Kosteus-%,Kosteus enintään %"),
        "kiinteä", "liete",
    ),
    "sv": (
        ("Beteckning,Utbud eller behov,Organisation,Sidoström,Kommun,Temperatur,Fysisk form,"
        "Tillgänglig från,Tillgänglig till,Annonsen upphör,Fukthalt,Fukthalt högst %"),
        "Fast", "slam",
    ),
    "en": (
        ("Id,Offer or need,Organisation,Resource,Municipality,Temperature °C,Form,"
        "Available from,Available until,Expiry date,Moisture %,Moisture at most %"),
        "solid (powder)", "sludge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", CONDITIONS)
def test_what_matching_compares_is_read_in_three_languages(language: str, tmp_path: Path) -> None:
    header, solid, sludge = CONDITIONS[language]
    path = _file(
        tmp_path, header,
        f'A1,offer,Oy,Kuona,Kemi,"35,5 °C",{solid},1.3.2026,31.12.2027,,35 %,',
        f"A2,need,Ab,Kuona,Oulu,−5,{sludge},,,2026-06-03T21:00:00Z,,≤ 40",
        "A3,need,Ab,Kuona,Oulu,,,,,,,",
    )  # fmt: skip
    table = read(path)
    assert table["temperature_c"].to_list()[:2] == [35.5, -5.0]
    assert table["physical_form"].to_list()[:2] == ["solid", "sludge"]
    assert table["available_from_date"].iloc[0] == "2026-03-01"
    assert table["available_until_date"].iloc[0] == "2027-12-31"
    assert table["expires_date"].iloc[1] == "2026-06-03"
    assert table["moisture_pct"].iloc[0] == 35
    assert table["moisture_max_pct"].iloc[1] == 40
    assert table[list(OPTIONAL_FLOWS.columns)].iloc[2].isna().all()
    for name in ("again.csv", "again.gpkg", "again.parquet"):
        write_table(table, tmp_path / name)
        again = read_table(tmp_path / name, FLOWS)
        for column in OPTIONAL_FLOWS.columns:
            pd.testing.assert_series_equal(again[column], table[column])


def test_what_is_no_temperature_form_day_or_share_is_told_with_its_row(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        HEADER + ",temperature_c,physical_form,available_from_date,available_until_date,"
        "moisture_pct,lead_max_mg_per_kg,lead_mg_per_kg",
        "A1,offer,Oy,Kuona,Kemi,hot,neste/kaasu,spring,31.2.2026,0.35,,low",
        "A2,offer,Oy,Kuona,Kemi,9999,,2026-06-01,31.5.2026,120,,<5",
        "A3,offer,Oy,Kuona,Kemi,,,31.5.2026,2026-05-31,0.35 %,,7",
    )
    text = _faults(path)
    assert [line.split(";")[0] for line in text] == [
        'flows.csv, row 2: temperature_c is "hot"',
        'flows.csv, row 2: physical_form is "neste/kaasu"',
        'flows.csv, row 2: available_from_date is "spring"',
        'flows.csv, row 2: available_until_date is "31.2.2026"',
        'flows.csv, row 2: moisture_pct is "0.35"',
        'flows.csv, row 2: lead_mg_per_kg is "low"',
        'flows.csv, row 3: temperature_c is "9999"',
        'flows.csv, row 3: moisture_pct is "120"',
        'flows.csv, row 3: lead_mg_per_kg is "<5"',
        'flows.csv, row 3: available_until_date is "31.5.2026"',
    ]
    assert "expected a day such as 2026-05-31 or 31.5.2026; leave it empty" in text[2]
    assert "0.35 looks like a share of 1: write 35" in text[4]
    assert "expected a day not before that of available_from_date" in text[9]
