"""The roads as evidence: do they join, miss no place, and measure what others measured?"""

from __future__ import annotations

from itertools import groupby, pairwise

import networkx as nx
import numpy as np
import pytest

from syria_analysis.api import validate
from syria_analysis.figures.declared import figure_of_kind
from syria_analysis.geo.ellipsoid import distance_and_bearing, nearest_on_segments
from syria_analysis.package.values import split_list
from syria_analysis.roads.along import chain_of
from syria_analysis.roads.network import quickest, road_network
from worlds import load_world, place, write_world

NEAR_M = 2000.0
LONGEST_KM = 80.0
EMPTY_LAND = {"Damascus–Deir ez-Zor", "Palmyra–Abu Kamal", "Salamiyah–Palmyra", "M4"}
"""Roads with longer stretches: three in the desert, and the steppe from al-Kantari to Tall Tamr."""

BESIDE = {
    "al-sheikh-ali": "a village beside the road, 1.7 km from it at a position good to 4 km",
    "al-waer": "a quarter of Homs, which is on the road",
    "irbin": "a suburb of Damascus beside the M5, on which are Damascus and Harasta",
    "menagh": "west of the road, which keeps to Ayn Daqna",
    "military-academy": "a walled compound in Aleppo, which is on the road",
    "misraba": "south of the M5, 1.7 km from it at a position good to 2.5 km",
    "moadamiyat-al-sham": "a suburb of Damascus north of the road, 2.0 km from it",
    "quneitra-crossing": "beyond the end of the road, on the ceasefire line",
    "saydnaya-prison": "on a hill beside the road, 1.7 km from it at a position good to 2.5 km",
    "sobin": "a village south of the road, 1.3 km from it; Khattab and al-Shir are on it",
    "saadallah-al-jabiri-square": "a square in Aleppo, which is on the road",
}
"""Places that change hands within 2 km of a stretch, which yet does not lead through them."""

CHAINS = [
    # One way by quickest legs, the published length in km, and where it was read.
    (("damascus", "homs"), 160, "rubu-suriya-damascus-homs"),
    (("damascus", "maaloula"), 55, "rubu-suriya-damascus-maaloula"),
    (("homs", "palmyra"), 153, "rubu-suriya-homs-palmyra"),
    (("homs", "al-furqlus"), 40, "rubu-suriya-homs-palmyra"),
    (("damascus", "palmyra"), 210, "visit-syria-palmyra"),
    (("damascus", "palmyra", "deir-ez-zor"), 432, "mena-research-center-deir-ez-zor"),
    (("aleppo", "raqqa", "deir-ez-zor"), 320, "mena-research-center-deir-ez-zor"),
    (("nasib-crossing", "damascus", "aleppo"), 450, "wikipedia-m5-motorway"),
    (("hama", "khan-shaykhun"), 38, "rubu-suriya-hama-aleppo"),
    (("aleppo", "saraqib"), 60, "rubu-suriya-saraqib-abu-al-duhur"),
    (("hama", "salamiyah"), 33, "rubu-suriya-hama-salamiyah"),
    (("homs", "salamiyah"), 45, "hikersbay-salamiyah"),
    (("masyaf", "al-qadmus", "baniyas"), 45, "rubu-suriya-baniyas-masyaf"),
    (("homs", "talkalakh"), 40, "rubu-suriya-homs-wadi"),
    (("damascus", "quneitra"), 67, "rubu-suriya-damascus-quneitra"),
    (("hasakah", "qamishli"), 80, "lexicorient-qamishli"),
    (("qamishli", "amuda", "ras-al-ayn"), 108, "rubu-suriya-qamishli-ras-al-ayn"),
]
MOUNTAIN_CHAINS = [
    (("salamiyah", "barri-sharqi", "palmyra"), 150, "anatolienportal-palmyra-salamiyah"),
    (("latakia", "jisr-al-shughur", "saraqib", "aleppo"), 186, "syria-times-latakia"),
    (("latakia", "al-haffah", "slinfah"), 45, "rubu-suriya-latakia-slunfah"),
    (("al-haffah", "slinfah"), 20, "rubu-suriya-latakia-slunfah"),
]


@pytest.fixture(scope="module")
def network(syria):
    """All stretches with their lengths in km."""
    return road_network(syria)


def length(network, chain):
    return sum(quickest(network, *leg)[0] for leg in pairwise(chain))


def roads_on(network, start, end):
    """The roads of the way that is chosen, each once in a row."""
    _, way = quickest(network, start, end)
    return [road for road, _ in groupby(network.edges[leg]["road"] for leg in pairwise(way))]


def test_a_stretch_is_as_long_as_the_line_between_its_ends(syria, network):
    for row in syria.roads.to_dict("records"):
        start, end = syria.places.loc[row["from"]], syria.places.loc[row["to"]]
        metres, _ = distance_and_bearing(start["lat"], start["lon"], end["lat"], end["lon"])
        assert network.edges[row["from"], row["to"]]["km"] == pytest.approx(metres / 1000)


@pytest.mark.parametrize(
    ("start", "end", "roads", "through"),
    [
        ("damascus", "homs", ["M5"], {"harasta", "adra", "al-nabk"}),
        ("damascus", "latakia", ["M5", "M1"], {"al-nabk", "homs", "talkalakh", "tartus"}),
        ("damascus", "tartus", ["M5", "M1"], {"homs"}),
        ("homs", "latakia", ["M1"], {"tartus", "baniyas"}),
        ("damascus", "aleppo", ["M5"], {"homs", "hama", "saraqib"}),
        ("aleppo", "latakia", ["M5", "M4"], {"saraqib", "jisr-al-shughur"}),
        ("damascus", "deir-ez-zor", ["M5", "Damascus–Deir ez-Zor"], {"palmyra"}),
    ],
)
def test_the_way_chosen_is_the_way_that_traffic_takes(network, start, end, roads, through):
    assert roads_on(network, start, end) == roads
    assert through <= set(quickest(network, start, end)[1])


def test_the_normal_way_on_the_map_is_the_one_computed(syria, network):
    tie = figure_of_kind(syria, "stakes").tie
    parts = [chain_of(syria, part.road, part.start, part.end) for part in tie]
    homs = {parts[0][0], parts[0][-1]} & {parts[1][0], parts[1][-1]}
    assert homs == {"homs"}
    assert set().union(*parts) == set(quickest(network, "damascus", "latakia")[1])


def test_the_network_is_connected(network):
    assert nx.is_connected(network)


def test_every_stretch_ends_at_two_places_that_are_no_anchors(syria):
    ends = set(syria.roads["from"]) | set(syria.roads["to"])
    assert ends <= set(syria.real_places.index)
    assert (syria.roads["from"] != syria.roads["to"]).all()


def test_every_stretch_is_cited_or_says_that_it_is_unsure(syria):
    for row in syria.roads.to_dict("records"):
        cited = split_list(row["sources"])
        assert cited or row["confidence"] == "low", row["id"]
        assert set(cited) <= set(syria.sources.index), row["id"]


@pytest.mark.parametrize("road", ["M1", "M4", "M5"])
def test_a_motorway_is_in_one_piece_or_joined_by_the_m5(syria, network, road):
    """The M4 shares the way from Saraqib to Aleppo with the M5."""
    roads = {road, "M5"}
    part = network.edge_subgraph(e for e, r in nx.get_edge_attributes(network, "road").items()
                                 if r in roads)  # fmt: skip
    assert nx.is_connected(part)


def test_only_empty_land_has_long_stretches(network):
    long = {r for _, _, km, r in ((a, b, d["km"], d["road"]) for a, b, d in network.edges.data())
            if km > LONGEST_KM}  # fmt: skip
    assert long == EMPTY_LAND


def beside(syria, network):
    """Yield each stretch with the places that change hands near it and are not joined to it."""
    moved = syria.places.loc[sorted(set(syria.events["place"]) & set(syria.real_places.index))]
    extent = moved["extent_km2"].notna()  # squares and pockets inside a town: roads pass them
    lat, lon = moved["lat"].to_numpy(float), moved["lon"].to_numpy(float)
    for a, b, data in network.edges.data():
        start, end = syria.places.loc[a], syria.places.loc[b]
        segment = np.array([[start["lon"], start["lat"], end["lon"], end["lat"]]])
        metres = nearest_on_segments(lat, lon, np.repeat(segment, len(moved), axis=0))[0]
        joined = {a, b, *network[a], *network[b]}
        joined |= {p for e, road in nx.get_edge_attributes(network, "road").items()
                   if road == data["road"] for p in e}  # fmt: skip
        near = set(moved.index[(metres < NEAR_M) & ~extent.to_numpy()]) - joined
        banks = {start["bank"], end["bank"]}
        if len(banks) == 1 and "" not in banks:  # not those across the Euphrates
            near = {p for p in near if syria.places.at[p, "bank"] in {"", *banks}}
        if near:
            yield a, b, near


def test_no_place_that_changes_hands_is_passed_over(syria, network):
    found = {(a, b, p) for a, b, near in beside(syria, network) for p in near}
    assert {item for item in found if item[2] not in BESIDE} == set()
    assert {p for _, _, p in found} == set(BESIDE), "an exemption that is not needed"


@pytest.mark.parametrize(("chain", "km", "source"), CHAINS, ids=["-".join(c) for c, _, _ in CHAINS])
def test_a_chain_is_as_long_as_the_road_is_said_to_be(syria, network, chain, km, source):
    assert source in syria.sources.index
    assert length(network, chain) == pytest.approx(km, rel=0.15)


@pytest.mark.parametrize(("chain", "km", "source"), MOUNTAIN_CHAINS)
def test_a_chain_in_the_mountains_is_shorter_than_its_road(syria, network, chain, km, source):
    """Bends that the data know no place in; the README says so."""
    assert source in syria.sources.index
    assert 0.65 * km < length(network, chain) < 0.85 * km


def test_a_package_without_roads_loads_and_has_the_columns(syria, tmp_path):
    towns = [place("alpha", 34.5, 36.5, "SAA"), place("bravo", 34.5, 37.5, "SAA")]
    folder = write_world(tmp_path, towns)
    assert validate(folder) == []
    roads = load_world(folder).roads
    assert roads.empty
    assert list(roads.columns) == list(syria.roads.columns)


def test_faults_of_roads_are_named(tmp_path):
    towns = [
        place("alpha", 34.5, 36.5, "SAA"),
        place("bravo", 34.5, 37.5, "SAA"),
        place("helper", 34.5, 38.5, "SAA", kind="anchor"),
    ]
    roads = [
        {"from": "alpha", "to": "bravo"},
        {"from": "bravo", "to": "alpha"},
        {"from": "alpha", "to": "alpha"},
        {"from": "alpha", "to": "helper"},
        {"from": "alpha", "to": "nowhere"},
        {"from": "bravo", "to": "helper", "class": "track"},
    ]
    faults = validate(write_world(tmp_path, towns, roads=roads))
    told = {(fault.line, fault.message.split(":")[0][:40]) for fault in faults}
    assert {line for line, _ in told} == {3, 4, 5, 6, 7}
    assert any("joins these two places already" in fault.message for fault in faults)
    assert any("to itself" in fault.message for fault in faults)
    assert any("anchor" in fault.message for fault in faults)
    assert any("'nowhere' is not in places" in fault.message for fault in faults)


def test_damascus_has_two_ways_north(syria, network):
    """The motorway by Douma and Adra, and the old road through the Qalamoun."""
    assert nx.has_path(nx.restricted_view(network, ["harasta", "douma", "adra"], []),
                       "damascus", "al-nabk")  # fmt: skip
    for group in syria.on("2024-12-02").critical_sets("damascus", ["latakia", "tartus"]):
        assert group not in {("adra",), ("douma",), ("al-tall",)}
