"""scenario: what a run starts from, and what in a file could not be meant."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from command_line import HEADER, account

from fiss_geo.cli import cli
from fiss_geo.errors import BadInput
from fiss_geo.ranking.filters import Wish
from fiss_geo.scenario import Scenario


def _scenario(folder: Path, text: str) -> Scenario:
    path = folder / "s.toml"
    path.write_text(f'flows = ["f.csv"]\n{text}', encoding="utf-8")
    return Scenario.from_toml(path)


def test_a_file_says_which_candidates_are_wanted_and_where_the_register_is(tmp_path: Path) -> None:
    found = _scenario(
        tmp_path,
        'register = "r.gpkg"\n[only]\nregions = ["19"]\nmaterials = ["ash"]\n'
        "is_hazardous = false\nmin_mass_t_per_a = 5\nmax_road_distance_km = 100.5\n",
    )
    assert found.only == Wish(("19",), (), ("ash",), False, 5, 100.5)  # noqa: FBT003 - a field
    assert found.register == tmp_path / "r.gpkg"
    server = _scenario(tmp_path, 'register = "postgresql://host/db"')
    assert server.register == "postgresql://host/db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("only = 3", "expected a table of regions, parks"),
        ('[only]\nregion = ["19"]', '"region" is not known; expected regions'),
        ('[only]\nregions = "19"', "regions is 19; expected a list"),
        ("[only]\nmax_road_distance_km = -1", "max_road_distance_km is -1; expected a number"),
        ("[only]\nmin_mass_t_per_a = nan", "min_mass_t_per_a is nan; expected a number"),
        ("[only]\nis_hazardous = 3", "true or false"),
        ('lemmas = "hunspell"', "expected snowball or voikko"),
        ('as_of = "2026-05-31"', "as_of is 2026-05-31; expected a day such as"),
        ("as_of = 2026-05-31T12:00:00", "as_of is 2026-05-31 12:00:00; expected a day such as"),
    ],
)
def test_what_could_not_be_meant_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _scenario(tmp_path, text)


def test_a_run_counts_what_its_filters_pass_over(tmp_path: Path) -> None:
    rows = [
        "O1,offer,A Oy,Kuona,Tornio,100,t/a,slag", "N1,need,B Oy,Kuona,Kemi,50,t/a,slag",
        "N2,need,C Oy,Kuona,Helsinki,70,t/a,slag",
    ]  # fmt: skip
    (tmp_path / "f.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    scenario = tmp_path / "s.toml"
    scenario.write_text('flows = ["f.csv"]\n[only]\nmin_mass_t_per_a = 60\n', encoding="utf-8")
    # The command line goes before the file, wish by wish.
    asked = ["run", str(scenario), "--min-tonnes", "1", "--max-km", "100", "--hazardous", "no"]
    result = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path / "out")])
    assert result.exit_code == 1, result.output
    assert "not hazardous: 2 candidates passed over, 2 not known" in result.output
    result = CliRunner().invoke(cli, [*asked[:6], "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "at most 100 km: 1 candidate passed over, 0 not known" in result.output
    assert "at least 1 t/a: 0 candidates passed over" in result.output
    assert "its candidates are passed over, as the run was asked to" in result.output
    assert "1 candidate, 1 with a road distance" in result.output


def test_a_run_as_of_a_day_leaves_out_what_is_past_and_counts_it(tmp_path: Path) -> None:
    rows = [
        "O1,offer,A Oy,Kuona,Tornio,100,t/a,slag,31.5.2026",
        "N1,need,B Oy,Kuona,Kemi,50,t/a,slag,", "O2,offer,C Oy,Kuona,Kemi,70,t/a,slag,2026-06-01",
    ]  # fmt: skip
    text = "\n".join([f"{HEADER},expires_date", *rows])
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    scenario = tmp_path / "s.toml"
    scenario.write_text('flows = ["f.csv"]\nas_of = 2026-06-01\n', encoding="utf-8")
    asked = ["run", str(scenario), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    assert account(result.output)["left out: its last day is before 2026-06-01"][:2] == ["1", "100"]
    left = pd.read_csv(tmp_path / "out" / "tables" / "left_out.csv")
    assert left[["flow_id", "stage"]].to_numpy().tolist() == [["O1", "match"]]
    # The command line goes before the file; stage by stage the same.
    flows = str(tmp_path / "out" / "tables" / "flows.csv")
    result = CliRunner().invoke(
        cli, ["match", flows, "--as-of", "31.5.2026", "--out", str(tmp_path / "c.csv")]
    )
    assert "left out 0 flows whose last day is before 2026-05-31\nmatched 2 candidates" in (
        result.output
    )
    result = CliRunner().invoke(cli, [*asked, "--as-of", "today"])
    assert result.exit_code == 2
    assert "'today' does not match the formats '%Y-%m-%d', '%d.%m.%Y'" in result.output
