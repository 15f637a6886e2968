"""From the register to the yearly report: benefits that add up, by hand, and the commands."""

from pathlib import Path

import pandas as pd
from command_line import fiss_geo
from test_reports import source, write_run
from toy_country import rows_of

from fiss_geo.register.reading import benefits
from fiss_geo.register.store import open_register
from fiss_geo.register.synergies import Benefit, add, record_benefit
from fiss_geo.reports.realised import realised_figures
from fiss_geo.reports.yearly import yearly_report

# id, region, park, state, attribution, lifetime, public; landfill of 2026 and 2025, jobs of 2026
_SYNERGIES = (
    ("Y1", "01", "P1", "implemented", 0.5, 3, 1, 40.0, 30.0, 2.0),
    ("Y2", "01", None, "completed", 1.0, 2, 0, 10.0, None, None),
    ("Y3", "02", "P2", "implemented", 0.25, 1, 1, 100.0, None, None),
    ("Y4", None, None, "implemented", 1.0, 1, 1, 5.0, None, None),
    ("Y5", "02", "P2", "discussed", 1.0, 1, 1, 999.0, None, None),
)


def _benefits(path: Path) -> pd.DataFrame:
    with open_register(path, create=True) as register:
        for name, region, park, state, share, years, public, now, before, jobs in _SYNERGIES:
            fields = {
                "title": name, "region_code": region, "park_id": park, "state": state,
                "attribution_share": share, "lifetime_a": years, "is_public": public,
            }  # fmt: skip
            add(register, name, fields, "Aino")
            version = 1
            for measure, year, value in (
                ("landfill_diverted_t", 2026, now), ("landfill_diverted_t", 2025, before),
                ("jobs_fte", 2026, jobs),
            ):  # fmt: skip
                if value is not None:
                    told = Benefit(measure, year, value)
                    version = record_benefit(register, name, told, "Aino", version=version)
        return benefits(register)


def test_benefits_add_up_from_park_to_region_to_nation(tmp_path: Path) -> None:
    figures = realised_figures(_benefits(tmp_path / "r.sqlite"), 2026)
    landfill = figures[figures["measure"] == "landfill_diverted_t"]
    nation = landfill[landfill["level"] == "nation"].to_dict("records")[0]
    # 40 + 10 + 100 + 5; 20 + 10 + 25 + 5; 60 + 20 + 25 + 5. Y5 is only discussed.
    assert [nation[name] for name in ("synergy_count", "benefit_value")] == [4, 155]
    assert [nation[name] for name in ("attributed_value", "lifetime_value")] == [60, 110]
    parks = rows_of(landfill[landfill["level"] == "park"], "region_code", "park_id")
    assert {key: row["attributed_value"] for key, row in parks.items()} == {
        ("01", "P1"): 20, ("01", "outside"): 10, ("02", "P2"): 25, ("not known", "outside"): 5,
    }  # fmt: skip
    values = ["synergy_count", "benefit_value", "attributed_value", "lifetime_value"]
    sums = rows_of(figures.groupby(["measure", "level"])[values].sum().reset_index(),
                   "measure", "level")  # fmt: skip
    for measure in ("landfill_diverted_t", "jobs_fte"):
        assert sums[measure, "region"] == sums[measure, "park"] == sums[measure, "nation"]
    jobs = figures[(figures["measure"] == "jobs_fte") & (figures["level"] == "nation")]
    assert jobs["lifetime_value"].to_list() == [1]  # 2 at a half, and they count once


def test_other_years_and_what_is_not_public_stay_out(tmp_path: Path) -> None:
    table = _benefits(tmp_path / "r.sqlite")
    public = realised_figures(table, 2026, "public")
    top = public[(public["level"] == "nation") & (public["measure"] == "landfill_diverted_t")]
    assert top["benefit_value"].to_list() == [145]  # without Y2
    assert realised_figures(table, 2025)["benefit_value"].to_list() == [30, 30, 30]
    assert realised_figures(table, 2020).empty


def test_the_report_tells_it_and_a_region_its_own(tmp_path: Path) -> None:
    table = _benefits(tmp_path / "r.sqlite")
    page, tables = yearly_report(source("fi"), 2026, benefits=table)
    assert "Mitä saatiin aikaan" in page
    assert "Kaatopaikalta ohjattu, t" in page
    assert set(tables["realised"]["level"]) == {"nation", "region", "park"}
    own = yearly_report(source(), 2026, "01", table).tables["realised"]
    assert own.loc[own["level"] == "region", "benefit_value"].to_list() == [2, 50]


def test_a_register_from_the_command_line(tmp_path: Path) -> None:
    write_run(tmp_path)
    by = ("--by", "Aino")
    for arguments, said in (
        (("register", "create", "r.gpkg"), "register: file:"),
        (("register", "add", "r.gpkg", "Y1", "--offer", "L2", "--need", "L1", "--tables", "run",
          *by), "Y1: idea, version 1"),
        (("register", "set", "r.gpkg", "Y1", "--state", "implemented", "--public",
          "--attribution", "0.5", "--expect", "1", *by), "Y1: version 2"),
        (("register", "benefit", "r.gpkg", "Y1", "landfill_diverted_t", "20", "--year", "2026",
          *by), "Y1: version 3"),
        (("register", "list", "r.gpkg", "--state", "implemented"), "L2 Oy → L1 Oy"),
        (("register", "history", "r.gpkg", "Y1"), '"state": ["idea", "implemented"]'),
        (("report", "run", "--year", "2026", "--register", "r.gpkg", "--out", "y"), "report: "),
    ):  # fmt: skip
        result = fiss_geo(*arguments, folder=tmp_path)
        assert result.returncode == 0, result.stderr
        assert said in result.stdout
    realised = pd.read_csv(tmp_path / "y" / "realised.csv", dtype={"region_code": "str"})
    assert realised["attributed_value"].to_list() == [10, 10, 10]
    assert realised["region_code"].to_list()[1:] == ["02", "02"]
    for arguments, code, said in (
        (("register", "set", "r.gpkg", "Y1", "--note", "x", "--expect", "1", *by), 1,
         "you read version 1; nothing was written"),
        (("register", "set", "r.gpkg", "Y9", "--note", "x", *by), 1, "not in the register"),
        (("register", "set", "r.gpkg", "Y1", "--state", "idea", *by), 2, "cannot become idea"),
        (("register", "list", "none.gpkg"), 1, "register create"),
    ):  # fmt: skip
        result = fiss_geo(*arguments, folder=tmp_path)
        assert (result.returncode, said in result.stderr) == (code, True), result.stderr
