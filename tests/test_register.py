"""The register, in a file and on a real server: states, history, and two people at once."""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import postgis_server
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo.errors import BadInput, EmptyResult, MissingFile
from fiss_geo.register import schema, store
from fiss_geo.register.reading import benefits, history, synergies
from fiss_geo.register.schema import STATES
from fiss_geo.register.store import open_register
from fiss_geo.register.synergies import Benefit, Outdated, add, change, record_benefit

_PROGRAMS = postgis_server.programs()
_LIME = {
    "title": "Lime to the mill", "offer_id": "L2", "need_id": "L1", "region_code": "02",
    "mass_t_per_a": 25.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[postgis_server.Server]:
    if _PROGRAMS is None:
        pytest.skip(f"PostgreSQL is not here: {postgis_server.HOW_TO_INSTALL}")
    with postgis_server.running(_PROGRAMS) as running:
        yield running


@pytest.fixture(params=["gpkg", "sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param != "postgresql":
        return str(tmp_path / f"register.{request.param}")
    running: postgis_server.Server = request.getfixturevalue("server")
    name = f"register_{abs(hash(str(tmp_path)))}"
    running.run(f"CREATE DATABASE {name}")
    return running.url(None, database=name)


def test_a_synergy_from_idea_to_benefit(address: str) -> None:
    with open_register(address, create=True) as register:
        add(register, "Y1", _LIME, "Aino", at="2026-01-05T08:00:00Z")
        version = change(register, "Y1", {"state": "discussed"}, "Eero", version=1,
                         at="2026-02-01T09:00:00Z")  # fmt: skip
        later = {"state": "implemented", "attribution_share": 0.5, "lifetime_a": 3}
        version = change(register, "Y1", later, "Eero", version=version)
        benefit = Benefit("landfill_diverted_t", 2026, 20.0, "weighbridge")
        version = record_benefit(register, "Y1", benefit, "Aino", version=version)
        jobs = Benefit("jobs_fte", 2026, 2.0)
        assert record_benefit(register, "Y1", jobs, "Aino", version=version) == 5
    with open_register(address) as register:
        row = synergies(register).to_dict("records")[0]
        assert (row["state"], row["version"], row["mass_t_per_a"]) == ("implemented", 5, 25)
        table = benefits(register)
        # 20 t at a share of a half are 10 t, and 30 t in three years; a job counts once
        assert table["measure"].to_list() == ["jobs_fte", "landfill_diverted_t"]
        assert table["attributed_value"].to_list() == [1, 10]
        assert table["lifetime_value"].to_list() == [1, 30]
        told = history(register, "Y1")
        assert told["changed_by"].to_list() == ["Aino", "Eero", "Eero", "Aino", "Aino"]
        assert json.loads(told["change_text"].to_list()[1]) == {
            "state": ["idea", "discussed"], "state_date": ["2026-01-05", "2026-02-01"],
        }  # fmt: skip


def test_who_comes_second_is_told_what_the_first_did(address: str) -> None:
    with open_register(address, create=True) as first, open_register(address) as second:
        add(first, "Y1", _LIME, "Aino")
        change(first, "Y1", {"note": "Kävimme tehtaalla"}, "Aino", version=1)
        with pytest.raises(
            Outdated, match=r"you read version 1; nothing was written.*Aino.*Kävimme"
        ):
            change(second, "Y1", {"note": "soitin"}, "Eero", version=1)
        with pytest.raises(Outdated):
            record_benefit(second, "Y1", Benefit("sales_eur", 2026, 1.0), "Eero", version=1)
        assert synergies(second)["note"].to_list() == ["Kävimme tehtaalla"]
        assert benefits(second).empty


_WORK = """
import sys
from fiss_geo.register.reading import synergies
from fiss_geo.register.store import open_register
from fiss_geo.register.synergies import Outdated, change
address, who = sys.argv[1:]
done = 0
with open_register(address) as register:
    while done < 5:
        row = synergies(register).to_dict("records")[0]
        fields = {"mass_t_per_a": row["mass_t_per_a"] + 1}
        try:
            change(register, "Y1", fields, who, version=row["version"])
        except Outdated:
            continue
        done += 1
"""


def test_many_at_once_lose_nothing(address: str) -> None:
    with open_register(address, create=True) as register:
        add(register, "Y1", {**_LIME, "mass_t_per_a": 0.0}, "Aino")
    # Programs of their own, as on several desks, not threads of one.
    people = [
        subprocess.Popen([sys.executable, "-c", _WORK, address, f"person {n}"]) for n in range(4)
    ]
    assert [person.wait(timeout=120) for person in people] == [0, 0, 0, 0]
    with open_register(address) as register:
        row = synergies(register).to_dict("records")[0]
        assert (row["mass_t_per_a"], row["version"]) == (20, 21)
        assert history(register)["version"].to_list() == list(range(1, 22))
        assert len(set(history(register)["changed_by"])) == 5


def test_what_fails_leaves_nothing_behind(address: str) -> None:
    with open_register(address, create=True) as register:
        add(register, "Y1", _LIME, "Aino")
        for call in (
            lambda: add(register, "Y1", _LIME, "Eero"),
            lambda: add(register, "Y2", {"title": " ", "state": "luck", "colour": 1}, "Eero"),
            lambda: change(register, "Y1", {"state": "stopped"}, "Eero", version=1),
            lambda: change(register, "Y1", {"attribution_share": 2}, "Eero", version=1),
            lambda: change(register, "Y1", {"lifetime_a": 0}, "Eero", version=1),
            lambda: change(register, "Y1", {"note": "x"}, " ", version=1),
            lambda: record_benefit(register, "Y1", Benefit("luck", 2026, 1.0), "E", version=1),
            lambda: record_benefit(
                register, "Y1", Benefit("sales_eur", 2026, float("nan")), "E", version=1
            ),
        ):
            with pytest.raises(ValueError, match=r"expected|already|needs|who"):
                call()
        with pytest.raises(EmptyResult, match="not in the register"):
            change(register, "Y9", {"note": "x"}, "Eero", version=1)
        assert synergies(register)["version"].to_list() == [1]
        assert len(history(register)) == 1


@given(st.lists(st.sampled_from(STATES), max_size=8))
def test_states_only_go_where_they_may(states: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "r.sqlite", create=True) as register,
    ):
        add(register, "Y1", _LIME, "Aino")
        now, version = "idea", 1
        order = {state: number for number, state in enumerate(STATES)}
        for state in states:
            fields = {"state": state, "stop_reason": "no permit"}
            may = state == now or (
                now != "completed"
                and (state != "completed" if now == "stopped" else order[state] > order[now])
            )
            if may:
                version = change(register, "Y1", fields, "Aino", version=version)
                now = state
            else:
                with pytest.raises(ValueError, match=f"is {now} cannot become {state}"):
                    change(register, "Y1", fields, "Aino", version=version)
        assert synergies(register)["state"].to_list() == [now]


def test_a_geopackage_shows_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    with open_register(path, create=True) as register:
        add(register, "Y1", _LIME, "Aino")
    layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    assert {"synergy", "benefit", "history"} <= layers
    assert pyogrio.read_dataframe(path, layer="synergy")["title"].to_list() == ["Lime to the mill"]


def test_a_register_is_not_made_by_mistake_nor_of_another_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="register create"), open_register(tmp_path / "r.gpkg"):
        pass
    (tmp_path / "text.sqlite").write_text("no database at all, but long enough to be looked at")
    with pytest.raises(BadInput, match="made by fiss-geo"), open_register(tmp_path / "text.sqlite"):
        pass
    with pytest.raises(BadInput, match="a name ending in"), open_register(tmp_path / "r.xlsx"):
        pass
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE own (x)")
    other.close()
    with pytest.raises(MissingFile, match="no register"), open_register(tmp_path / "other.db"):
        pass
    with open_register(tmp_path / "new.db", create=True) as register, register.transaction():
        register.change("UPDATE register_info SET value = ?", ("99",))
    with pytest.raises(BadInput, match="found 99; update"), open_register(tmp_path / "new.db"):
        pass


def test_an_old_register_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.sqlite"
    with open_register(path, create=True) as register:
        add(register, "Y1", _LIME, "Aino")
    more = (("ALTER TABLE synergy ADD COLUMN contact TEXT",),)
    monkeypatch.setattr(store, "MIGRATIONS", (*schema.MIGRATIONS, *more))
    with open_register(path) as register:
        assert register.ask("SELECT synergy_id, contact FROM synergy") == [
            {"synergy_id": "Y1", "contact": None}
        ]
