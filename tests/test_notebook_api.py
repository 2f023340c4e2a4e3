"""What a notebook offers and shows: completion, names, numbers for reading, cards."""

import dataclasses
import pickle
import xml.etree.ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import syria_analysis as sa
from syria_analysis.text.showing import Table
from worlds import event, place, write_world


@pytest.fixture(scope="module")
def completions(syria):
    """What IPython itself offers after a dot, with and without jedi."""
    now = syria.on("2024-12-02")
    names = {
        "sa": sa,
        "syria": syria,
        "now": now,
        "changes": now.changes(),
        "front": now.front(),
        "far": now.front().distance_to("homs"),
    }
    shell = InteractiveShell()

    def offered(name, jedi):
        completer = IPCompleter(shell=shell, namespace=names, global_namespace=names)
        completer.use_jedi = jedi
        with provisionalcompleter():
            found = completer.completions(f"{name}.", len(name) + 1)
            return {completion.text.lstrip(".") for completion in found}

    return offered


@pytest.mark.parametrize("jedi", [True, False])
def test_the_tab_key_offers_what_belongs_to_users(completions, jedi):
    assert completions("sa", jedi) == set(sa.__all__) - {"__version__"}
    assert {"load", "init", "errors"} < completions("sa", jedi)


@pytest.mark.parametrize(
    ("name", "offered", "inside"),
    [
        ("syria", "on campaign explore places events days first title", "mesh sides cell_rows"),
        ("now", "front areas place map if_captured territory holders", "mesh cell_holders nearby"),
        ("changes", "places balance transfer by_unit before after", "passage"),
        ("front", "edges distance_to length_km line attackers", "bow edge"),
        ("far", "distance_km low_km high_km nearest_held", "dataset"),
    ],
)
def test_objects_offer_their_questions_and_nothing_internal(completions, name, offered, inside):
    found = completions(name, jedi=True)  # as IPython does; without jedi it adds the class
    assert set(offered.split()) <= found
    assert not set(inside.split()) & found


@pytest.fixture(scope="module")
def now(syria):
    return syria.on("2024-12-02")


def test_numbers_are_rounded_for_show_and_exact_in_value():
    table = Table(
        {
            "faction": ["A", "B"],
            "front_km": [6.098, float("nan")],
            "area_km2": [10234.567, -2.273737e-13],
            "low_km2": [1.25, 0.0],
            "places": [1234, 5],
            "nearest_point": [(35.123456, 36.5), None],
        }
    )
    html, text = table._repr_html_(), repr(table)
    for shown in ("6.1", "–", "10,235", ">0<", "1,234", "35.1235, 36.5000"):
        assert shown in html
        assert shown.strip("<>") in text
    for hidden in ("e-13", "-0", "10234.567", "NaN", "None"):
        assert hidden not in html + text
    assert table["area_km2"].tolist() == [10234.567, -2.273737e-13]
    assert table.to_csv().startswith(
        ",faction,front_km,area_km2,low_km2,places,nearest_point\n0,A,6.09"
    )
    part = table[table["area_km2"] > 0]
    assert isinstance(part, Table) and "1,234" in repr(part)
    assert table["front_km"].sum() == 6.098
    pickled = pickle.loads(pickle.dumps(table))
    pd.testing.assert_frame_equal(pickled, table)


def test_numbers_of_several_units_keep_their_digits():
    table = Table({"unit": ["share", "km", "km2"], "value": [0.58312, 61.489, 11320.55]})
    text = repr(table)
    assert all(number in text for number in ("0.583", "61.49", "11,321"))
    passed = Table({"A": [3492.2, 0.0], "B": [19.11, 7.0]})
    passed.attrs["unit"] = "km2"
    assert repr(passed).split()[2:] == ["0", "3,492", "19", "1", "0", "7"]


def test_markup_in_a_table_is_text():
    assert "<script" not in Table({"<script>a": ["<script>b"]})._repr_html_()


def test_frames_carry_names_beside_ids(syria, now):
    named = {
        "faction": [now.areas(), now.by_unit(), now.people(), now.changes().by_unit],
        "city": [now.distances()],
        "place": [now.changes().places],
        "to": [syria.daily_transfers(), now.changes().places],
    }
    for column, tables in named.items():
        ids = syria.factions["short_name"].to_dict() | syria.real_places["name"].to_dict()
        for table in tables:
            at = list(table.columns).index(column)
            assert table.columns[at + 1] == f"{column}_name"
            told = [ids[key] for key in table[column]]
            assert table[f"{column}_name"].tolist() == told and len(told)
    balance = now.changes().balance
    assert balance.at["HTS", "faction_name"] == syria.factions.at["HTS", "short_name"]


def test_maps_of_answers_have_names_colours_and_a_named_crs(syria, now):
    territory, edges, places = now.territory(), now.front().edges, now.places
    for table in (territory, edges):
        assert isinstance(table, gpd.GeoDataFrame)
        assert table.crs.name == "WGS 84 / Equal area of Syria" and table.crs.is_projected
        assert table["colour"].str.fullmatch("#[0-9a-f]{6}").all()
    assert territory.area.to_numpy() / 1e6 == pytest.approx(territory["area_km2"], rel=1e-3)
    held = now.areas().set_index("faction")
    assert territory["area_km2"].to_dict() == pytest.approx(
        held.loc[territory.index, "area_km2"].to_dict()
    )
    assert edges["length_km"].sum() == pytest.approx(now.front().length_km)
    assert set(edges["attacker_faction"]) <= {"HTS", "SNA"}
    assert set(edges["defender_faction"]) == {"SAA"}
    assert edges["attacker_name"].tolist() == syria.places["name"][edges["attacker"]].tolist()
    assert places.crs == "EPSG:4326" and len(places) == len(syria.real_places)
    homs = places.loc["homs"]
    assert (homs["holder"], homs["name"]) == ("SAA", "Homs")
    assert (homs.geometry.y, homs.geometry.x) == tuple(syria.places.loc["homs", ["lat", "lon"]])
    assert not now.front("SNA", against="UNDOF").edges.size
    assert f"{territory['area_km2'].iloc[0]:,.0f}" in repr(territory[["area_km2", "geometry"]])


EVIL = "<script>alert('&')</script>"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Every answer that shows itself, of a world whose names are markup."""
    places = [
        place("a", 34.0, 37.0, "HTS", name=EVIL),
        place("b", 34.5, 38.0, "SAA", name=f"{EVIL} b", population=9),
        place("c", 34.5, 39.0, "SAA", name=f"{EVIL} c", seat_of="Hama"),
    ]
    events = [event("2024-11-30", "b", "SAA", "HTS")]
    roads = [{"from": "a", "to": "b"}, {"from": "b", "to": "c"}]
    conflict = {"cities": ["c"], "capital": "c"}
    folder = tmp_path_factory.mktemp("evil")
    world = sa.load(write_world(folder, places, events, roads=roads, conflict=conflict))
    world = dataclasses.replace(world, title=EVIL, licence=EVIL)
    now = world.on("2024-12-02")
    rules = [{"kind": "changed_hands", "places": ["b"]}]
    case = now.if_captured("c", by="HTS")
    return {
        "package": world,
        "situation": now,
        "changes": now.changes(),
        "hypothetical changes": case.changes(),
        "no changes": now.changes("2024-12-02"),
        "front": now.front(),
        "hypothetical front": case.front(),
        "no front": now.front("SNA"),
        "distance": now.front().distance_to("c"),
        "no distance": now.front().distance_to("b"),
        "alerts": world.alerts("2024-11-29", "2024-12-01", rules),
        "no alerts": world.alerts("2024-12-01", "2024-12-02", rules),
        "findings": now.findings(),
        "finding": now.findings()[1],
        "cut off": now.cut_off("c"),
        "place": now.place("b"),
        "campaign": world.campaign("2024-11-28", "2024-12-01", cities="b"),
        "comparison": dataclasses.replace(now.compare(folder), other=EVIL, credit=EVIL),
        "table": now.distances(),
    }


CARDS = ["package", "situation", "changes", "hypothetical changes", "no changes", "front",
         "hypothetical front", "no front", "distance", "no distance", "alerts", "no alerts",
         "findings", "finding", "cut off", "place", "table", "campaign", "comparison"]  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_answers_show_themselves_safely(shown, name):
    html = shown[name]._repr_html_()
    assert "<script" not in html
    if name not in (
        "no changes",
        "no alerts",
        "no front",
        "front",
        "hypothetical front",
        "finding",
    ):
        assert "&lt;script" in html
    if name != "table":  # which is as pandas writes it
        ET.fromstring(f"<div>{html.replace('&nbsp;', ' ')}</div>")
    text = repr(shown[name])
    assert "object at" not in text and len(text) < 5000
    assert "color:#" not in html.replace("background-color:#", "")  # letters as the page has them


def test_cards_say_what_the_numbers_say(syria, now, shown):
    far = now.front().distance_to("homs")
    assert repr(far).splitlines()[:2] == [
        "Homs, evening of 2 December 2024. "
        "Front of the HTS-led forces and the SNA against the government",
        "  Distance: about 60 km (56–66)",
    ]
    assert round(far.low_km), round(far.high_km) == (56, 66)
    assert syria.places.at[far.nearest_held, "name"] in far._repr_html_()
    front = repr(now.front())
    assert f"about {round(now.front().length_km)} km" in front
    changes = now.changes()
    assert f"Places with another holder: {len(changes.passed)}" in repr(changes)
    assert "Aleppo" in repr(changes)
    for name, told in (("findings", shown["findings"]), ("alerts", shown["alerts"].found)):
        assert told and all(one.sentence in repr(shown[name]) for one in told)
