"""What is to be said of a campaign, each sentence with its numbers, events and sources."""

from __future__ import annotations

from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.text.findings import Finding, evidence, reach
from syria_analysis.text.rounding import approximately
from syria_analysis.text.wording import day_text, faction_name, join_names

__all__ = ["campaign_findings", "short_day"]


def short_day(day: Any) -> str:
    """Write a day where the year is clear: "27 Nov".

    Parameters
    ----------
    day : datetime.date
        Any day.

    Returns
    -------
    str

    Examples
    --------
    >>> import datetime as dt
    >>> short_day(dt.date(2024, 12, 2))
    '2 Dec'
    """
    return f"{day.day} {day:%b}"


def campaign_findings(story: Campaign) -> list[Finding]:
    """Say what is to be said of a campaign, most important first.

    Parameters
    ----------
    story : Campaign
        The evenings.

    Returns
    -------
    list of Finding

    Examples
    --------
    >>> from syria_analysis.control.campaign import campaign_between
    >>> from syria_analysis.package.dataset import load_dataset
    >>> campaign_findings(campaign_between(load_dataset(), "2024-11-26", "2024-12-02"))[0].id
    'seats-fallen'
    """
    return [
        _seats(story),
        *_open_falls(story),
        _places(story),
        *_ground(story),
        *(_front(story, city) for city in story.cities),
        *_furthest(story),
        *_doubts(story),
        *reach(story.last),
    ]


def _name(story: Campaign, place: str) -> str:
    return str(story.dataset.places.at[place, "name"])


def _when(day: Any) -> str:
    return f"{day.day} {day:%B}"


def _between(story: Campaign) -> str:
    start, end = story.first.date, story.last.date
    return f"between the evenings of {day_text(start)} and {day_text(end)}"


def _seats(story: Campaign) -> Finding:
    among = story.dataset.seats
    falls = story.falls[story.falls["place"].isin(among)]
    days = {
        f"{place}:{to}": day.date().isoformat()
        for place, to, day in zip(falls["place"], falls["to"], falls["date"], strict=True)
    }
    between = _between(story)
    if falls.empty:
        text = f"No seat of a governorate changed hands {between}."
        return Finding("seats-fallen", text, {"seats": len(among), "falls": days})
    groups = []
    for day, group in falls.groupby("date"):
        taken = [
            f"{join_names([_name(story, place) for place in places])} "
            f"({faction_name(story.dataset, captor).removeprefix('the ')})"
            for captor, places in group.groupby("to", sort=False)["place"]
        ]
        groups.append(f"on {_when(day)} {join_names(taken)}")
    count = falls["place"].nunique()
    text = f"{count} of {len(among)} seats of governorates changed hands {between}: "
    return Finding(
        "seats-fallen",
        f"{text}{'; '.join(groups)}.",
        {"seats": len(among), "falls": days},
        **evidence(story.last, falls["event"]),
    )


def _open_falls(story: Campaign) -> list[Finding]:
    """Cities of which the sources do not all say the same."""
    falls = story.falls[story.falls["disputed"]]
    if falls.empty:
        return []
    said = []
    for row in falls.to_dict("records"):
        why = []
        if not pd.isna(row["contested_since"]):
            why.append(f"contested since {_when(row['contested_since'])}")
        if row["earliest"] < row["latest"]:
            why.append(f"reported for {_when(row['earliest'])} to {_when(row['latest'])}")
        if row["claim_kind"] == "own claim":
            why.append("one party's word alone")
        elif row["confidence"] == "low":
            why.append("low confidence")
        said.append(f"{_name(story, row['place'])} ({', '.join(why) or 'other readings differ'})")
    text = f"Sources leave room for doubt about the day of {join_names(said)}."
    days = {row["place"]: row["other_days"] for row in falls.to_dict("records")}
    numbers = {place: [None if pd.isna(d) else d.date().isoformat() for d in other]
               for place, other in days.items()}  # fmt: skip
    return [Finding("falls-open", text, numbers, **evidence(story.last, falls["event"]))]


def _places(story: Campaign) -> Finding:
    captures = story.captures
    total = int(captures["places"].sum())
    if not total:
        return Finding("places-captured", f"No place changed hands {_between(story)}.")
    by_day = captures.groupby("date")["places"].sum()
    busiest = by_day.idxmax()
    by_captor = captures.groupby("captor")["places"].sum().sort_values(ascending=False)
    parts = [
        f"{number} by {faction_name(story.dataset, str(captor))}"
        for captor, number in by_captor[by_captor > 0].items()
    ]
    changed = story.whole.places
    lasting = changed[changed["from"] != changed["to"]]
    lasting = lasting[[story.last.holders[p] == to for p, to in
                       zip(lasting["place"], lasting["to"], strict=True)]]  # fmt: skip
    text = (
        f"{total} captures of places are counted evening by evening, {join_names(parts)}; most on "
        f"{_when(busiest)} ({by_day[busiest]}). At the end {len(lasting)} places had "
        "another holder than at the start."
    )
    numbers: dict[str, Any] = {"captures": total, "lasting": len(lasting)}
    numbers["by_captor"] = {str(k): int(v) for k, v in by_captor.items()}
    numbers["by_day"] = {k.isoformat(): int(v) for k, v in by_day.items()}
    return Finding("places-captured", text, numbers, **evidence(story.last, lasting["event"]))


def _ground(story: Campaign) -> list[Finding]:
    passage, balance = story.whole.passage, story.whole.balance
    passed, whole = passage.passed(), float(passage.km2.sum())
    if passed.best <= 0:
        return []
    net = balance.sort_values("net_km2", ascending=False, key=abs)
    parts = []
    for faction, row in net[net["net_km2"].abs() >= 0.002 * whole].iterrows():
        best, low, high = (row[f"net{end}_km2"] for end in ("", "_low", "_high"))
        if best < 0:
            best, low, high = -best, -high, -low
        verb = "gained" if row["net_km2"] > 0 else "lost"
        about = approximately(best, low, high, "km²")
        parts.append(f"{faction_name(story.dataset, str(faction))} {verb} {about}")
    about = approximately(passed.best, passed.low, passed.high, "km²")
    text = (
        f"By nearest-place territory {about}, {passed.best / whole:.0%} of the country and "
        f"much of it desert, ended with another holder: net, {join_names(parts)}."
    )
    numbers = {
        "passed_km2": passed.best,
        "passed_low_km2": passed.low,
        "passed_high_km2": passed.high,
        **{
            name: {str(faction): float(km2) for faction, km2 in net[name].items()}
            for name in ("net_km2", "net_low_km2", "net_high_km2")
        },
    }
    events = story.whole.places["event"]
    return [Finding("ground-passed", text, numbers, **evidence(story.last, events))]


def _front(story: Campaign, city: str) -> Finding:
    name, table = _name(story, city), story.distances
    rows = table[table["city"] == city]
    measured = rows[rows["status"] == "ok"]
    bearing = rows[["edge_attacker", "edge_defender", "nearest_held"]].to_numpy()
    events = [
        state.last_event[place]
        for state, places in zip(story.evenings, bearing, strict=True)
        for place in places
        if isinstance(place, str)
    ]
    final = rows.iloc[-1]
    holder = faction_name(story.dataset, final["holder"])
    numbers = {
        row["date"].isoformat(): {k: row[k] for k in ("status", "distance_km", "low_km", "high_km")}
        for row in rows.to_dict("records")
    }
    if measured.empty:
        text = f"No distance from {name} to the front can be given: {holder} held it at the end."
        return Finding(f"front-to-{city}", text, numbers)

    def told(row: pd.Series) -> str:
        return approximately(row["distance_km"], row["low_km"], row["high_km"])

    start, end = measured.iloc[0], measured.iloc[-1]
    text = f"From {name} the front was {told(start)} away on the evening of {_when(start['date'])}"
    if end["date"] != start["date"]:
        same = told(end) == told(start)
        how = "as far" if same else told(end)
        text += f" and {'still ' if same else ''}{how} on that of {_when(end['date'])}"
    after = rows[rows["date"] > end["date"]]
    if len(after):
        row = after.iloc[0]
        if row["status"] == "no_front":
            text += f"; on {_when(row['date'])} there was no front any more"
        else:
            taken = faction_name(story.dataset, row["holder"])
            text += f"; on the evening of {_when(row['date'])} {taken} held the city"
    falls = story.falls.loc[story.falls["place"] == city, "event"]
    return Finding(
        f"front-to-{city}", f"{text}.", numbers, **evidence(story.last, [*events, *falls])
    )


def _furthest(story: Campaign) -> list[Finding]:
    """Tell the longest advance of the side that the report asks about, and of any other."""
    measured = story.advances[story.advances["status"] == "ok"]
    found = []
    for title, rows in (
        ("attackers", measured[measured["captor"].isin(story.attackers)]),
        ("others", measured[~measured["captor"].isin(story.attackers)]),
    ):
        if rows.empty:
            continue
        row = rows.loc[rows["distance_km"].idxmax()]
        who = faction_name(story.dataset, row["captor"])
        distance = approximately(row["distance_km"], row["low_km"], row["high_km"])
        lead = "The furthest advance in one day" + ("" if title == "attackers" else
                                                    " of any other force")  # fmt: skip
        doubt = " (day or event uncertain)" if row["doubtful"] else ""
        text = (
            f"{lead}: on {_when(row['date'])} {who} took {_name(story, row['place'])}, "
            f"{distance} from the front of the evening before{doubt}."
        )
        numbers = {k: row[k] for k in ("place", "distance_km", "low_km", "high_km")}
        found.append(
            Finding(f"advance-{title}", text, numbers, **evidence(story.last, [row["event"]]))
        )
    return found


def _doubts(story: Campaign) -> list[Finding]:
    captures = story.captures
    total, unsure = int(captures["places"].sum()), int(captures["uncertain_places"].sum())
    if not unsure:
        return []
    worst = captures.groupby("date")["uncertain_places"].sum()
    text = (
        f"For {unsure} of {total} captures the day is known only as a span or the report is of low "
        f"confidence, most of them on {_when(worst.idxmax())}."
    )
    numbers = {"uncertain": unsure, "captures": total}
    rests = story.last.last_event[story.whole.places["place"]]
    open_ones = story.dataset.events.loc[[event for event in rests if event]]
    open_ones = open_ones[open_ones["date_latest"].notna() | (open_ones["confidence"] == "low")]
    return [Finding("captures-open", text, numbers, **evidence(story.last, open_ones["id"]))]
