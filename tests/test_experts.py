"""Experts that fit a candidate, in the toy country."""

from pathlib import Path

import pandas as pd
import pytest
import toy_country
from command_line import fiss_geo
from test_reports import source, write_run

from fiss_geo.decisions.experts import experts_from, fitting_experts
from fiss_geo.errors import BadInput
from fiss_geo.reports.decisions import opportunities_report
from fiss_geo.reports.workshop import workshop_report

_RAW = pd.DataFrame(
    [
        ("Aino", "Agency", "any", None, "yes"),
        ("Eero", None, "lime_and_calcite; slag", "01;02", "no"),
        ("Kerttu", "Lab", "lime_and_calcite", "02", "yes"),
        ("Onni", "Lab", "lime_and_calcite", "04", "yes"),
    ],
    columns=["expert_name", "organisation", "expertise", "region_codes", "is_public"],
)


def test_material_before_any_and_both_regions_before_one() -> None:
    ranked = toy_country.ranking()
    said = fitting_experts(ranked, experts_from(_RAW, "e.csv"))
    by_pair = dict(zip(ranked["offer_id"] + "-" + ranked["need_id"], said, strict=True))
    assert by_pair["L2-L1"] == "Eero; Kerttu (Lab); Aino (Agency)"  # Onni works elsewhere
    assert by_pair["L3-L1"] == "Eero; Aino (Agency)"
    assert by_pair["A1-A3"] == "Aino (Agency)"
    two = fitting_experts(ranked, experts_from(_RAW, "e.csv"), count=1)
    assert dict(zip(said.index, two, strict=True))[said.index[0]] == said.iloc[0].split("; ")[0]
    nobody = fitting_experts(ranked, experts_from(_RAW[_RAW["expert_name"] == "Onni"], "e.csv"))
    assert nobody.isna().all()


def test_faults_are_told_all_at_once() -> None:
    raw = pd.DataFrame({"expert_name": ["Aino", None], "expertise": ["gold; slag", "ash"],
                        "region_codes": ["99", None]})  # fmt: skip
    with pytest.raises(BadInput) as error:
        experts_from(raw, "e.csv")
    assert [(fault.row, fault.column, fault.value) for fault in error.value.faults] == [
        (2, "expertise", "gold"), (2, "region_codes", "99"), (3, None, ""),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="expertise is missing"):
        experts_from(raw[["expert_name"]], "e.csv")


def test_they_are_named_beside_the_candidate_and_private_ones_in_private() -> None:
    experts = experts_from(_RAW, "e.csv")
    for edition, is_told in (("internal", True), ("public", False)):
        told = source(edition=edition)
        for page, tables in (
            opportunities_report(told, experts=experts),
            workshop_report(told, "01", experts),
        ):
            assert "Kerttu (Lab)" in page
            assert ("Eero" in page) == is_told
            shown = tables.get("crossings", tables.get("candidates"))
            assert shown is not None
            assert shown["experts"].str.contains("Eero").any() == is_told


def test_from_the_command_line(tmp_path: Path) -> None:
    write_run(tmp_path)
    _RAW.to_csv(tmp_path / "experts.csv", index=False)
    arguments = ("opportunities", "run", "--experts", "experts.csv", "--out", "o")
    result = fiss_geo(*arguments, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    table = pd.read_csv(tmp_path / "o" / "crossings.csv").set_index("offer_id")
    assert "Kerttu" in str(table["experts"].to_dict()["L2"])
    (tmp_path / "experts.csv").write_text("expert_name,expertise\nAino,gold\n")
    result = fiss_geo(*arguments, folder=tmp_path)
    assert result.returncode == 1
    assert 'experts.csv, row 2: expertise is "gold"; expected ash' in result.stderr
