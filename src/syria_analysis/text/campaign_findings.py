"""What is to be said of a campaign, each sentence with its numbers, events and sources."""

from __future__ import annotations

from typing import Any

import pandas as pd

from syria_analysis.control.campaign import Campaign
from syria_analysis.text.findings import Finding, evidence, headline_finding, reach
from syria_analysis.text.language import in_its_words, join, say
from syria_analysis.text.wording import (
    about_with_interval,
    capital,
    clauses,
    commas,
    day_and_month,
    day_text,
    faction_name,
    first_mentions,
    percent,
    place_name,
    place_names,
)

__all__ = ["campaign_findings"]


@in_its_words
def campaign_findings(story: Campaign) -> list[Finding]:
    """Say what its last evening brought, and what is to be said of a campaign as a whole.

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
    >>> campaign_findings(campaign_between(load_dataset(), "2024-11-26", "2024-12-05"))[0].sentence
    'Hama has fallen to the HTS-led forces; their front is about 24 km from Homs.'
    """
    with first_mentions():
        return [
            headline_finding(story.last, story.attackers, story.defenders),
            _seats(story),
            *_open_falls(story),
            _places(story),
            *_ground(story),
            *(_front(story, city) for city in story.cities),
            *_furthest(story),
            *_doubts(story),
            *reach(story.last),
        ]


def _ends(story: Campaign) -> dict[str, str]:
    """Give the first and the last evening, to be said."""
    return {"first": day_text(story.first.date), "last": day_text(story.last.date)}


def _seats(story: Campaign) -> Finding:
    seats, among = story.seats, story.seats or list(story.cities)
    falls = story.falls[story.falls["place"].isin(among)]
    days = {
        f"{place}:{to}": day.date().isoformat()
        for place, to, day in zip(falls["place"], falls["to"], falls["date"], strict=True)
    }
    numbers = {"seats": len(among), "falls": days}
    if falls.empty:
        return Finding(
            "seats-fallen",
            say("find-no-seat-fell" if seats else "find-no-city-fell", **_ends(story)),
            numbers,
        )
    groups = []
    for day, group in falls.groupby("date"):
        taken = [
            say(
                "places-by",
                places=place_names(story.dataset, places),
                who=faction_name(story.dataset, captor),
            )
            for captor, places in group.groupby("to", sort=False)["place"]
        ]
        groups.append(say("on-that-day", day=day_and_month(day), said=join(taken)))
    fallen = int(falls["place"].nunique())
    key = "find-seats-fell" if seats else "find-cities-fell"
    text = say(key, number=fallen, among=len(among), said=clauses(groups), **_ends(story))
    return Finding("seats-fallen", text, numbers, **evidence(story.last, falls["event"]))


def _open_falls(story: Campaign) -> list[Finding]:
    """Cities of which the sources do not all say the same."""
    falls = story.falls[story.falls["disputed"]]
    if falls.empty:
        return []
    said = []
    for row in falls.to_dict("records"):
        why = []
        if not pd.isna(row["contested_since"]):
            why.append(say("contested-since", day=day_and_month(row["contested_since"])))
        if row["earliest"] < row["latest"]:
            span = {end: day_and_month(row[end]) for end in ("earliest", "latest")}
            why.append(say("reported-for", **span))
        if row["claim_kind"] == "own claim":
            why.append(say("one-word-alone"))
        elif row["confidence"] == "low":
            why.append(say("confidence-low"))
        name = place_name(story.dataset, row["place"])
        said.append(say("in-brackets", said=name, more=commas(why) or say("read-otherwise")))
    days = {row["place"]: row["other_days"] for row in falls.to_dict("records")}
    numbers = {
        place: [None if pd.isna(d) else d.date().isoformat() for d in other]
        for place, other in days.items()
    }
    text = say("find-falls-open", said=join(said))
    return [Finding("falls-open", text, numbers, **evidence(story.last, falls["event"]))]


def _places(story: Campaign) -> Finding:
    captures = story.captures
    total = int(captures["places"].sum())
    if not total:
        return Finding("places-captured", say("find-no-capture", **_ends(story)))
    by_day = captures.groupby("date")["places"].sum()
    busiest = by_day.idxmax()
    by_captor = captures.groupby("captor")["places"].sum().sort_values(ascending=False)
    parts = [
        say("number-by", number=int(taken), who=faction_name(story.dataset, str(captor)))
        for captor, taken in by_captor[by_captor > 0].items()
    ]
    lasting = story.whole.passed
    text = say(
        "find-captures",
        number=total,
        said=join(parts),
        day=day_and_month(busiest),
        most=int(by_day[busiest]),
        such_days=int((by_day == by_day[busiest]).sum()),
        lasting=len(lasting),
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
        gained = best > 0
        ends = (best, low, high) if gained else (-best, -high, -low)
        land = {"gained" if gained else "lost": about_with_interval(*ends, "km2")}
        who = faction_name(story.dataset, str(faction))
        parts.append(say(f"land-{next(iter(land))}", who=who, **land))
    whole_share = {
        "land": about_with_interval(passed.best, passed.low, passed.high, "km2"),
        "share": percent(passed.best / whole),
    }
    text = say("find-ground-passed-alone", **whole_share)
    if parts:
        text = say("find-ground-passed", said=join(parts), **whole_share)
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
    name, table = place_name(story.dataset, city), story.distances
    rows = table[table["city"] == city]
    measured = rows[rows["status"] == "ok"]
    bearing = rows[["edge_attacker", "edge_defender", "nearest_held"]].to_numpy()
    events = [
        state.last_event[place]
        for state, places in zip(story.evenings, bearing, strict=True)
        for place in places
        if isinstance(place, str)
    ]
    numbers = {
        row["date"].isoformat(): {k: row[k] for k in ("status", "distance_km", "low_km", "high_km")}
        for row in rows.to_dict("records")
    }
    if measured.empty:
        holder = faction_name(story.dataset, rows.iloc[-1]["holder"])
        return Finding(f"front-to-{city}", say("find-no-distance", name=name, who=holder), numbers)
    text = say("as-sentence", said=_course(story, name, rows, measured))
    falls = story.falls.loc[story.falls["place"] == city, "event"]
    return Finding(f"front-to-{city}", text, numbers, **evidence(story.last, [*events, *falls]))


def _course(story: Campaign, name: str, rows: pd.DataFrame, measured: pd.DataFrame) -> str:
    """Say how far the front was at first and at last, and what came after that."""

    def told(row: pd.Series) -> str:
        return about_with_interval(row["distance_km"], row["low_km"], row["high_km"])

    start, end = measured.iloc[0], measured.iloc[-1]
    parts = {"name": name, "first": told(start), "day": day_and_month(start["date"])}
    if end["date"] == start["date"]:
        said = [say("front-was", **parts)]
    else:
        key = "front-stayed" if told(end) == told(start) else "front-moved"
        said = [say(key, last=told(end), last_day=day_and_month(end["date"]), **parts)]
    after = rows[rows["date"] > end["date"]]
    if len(after):
        row = after.iloc[0]
        day = day_and_month(row["date"])
        if row["status"] == "no_front":
            said.append(say("front-ended", day=day))
        else:
            who = faction_name(story.dataset, row["holder"])
            said.append(say("city-was-held", who=who, day=day))
    return capital(clauses(said))


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
        text = say(
            f"find-furthest-{title}",
            day=day_and_month(row["date"]),
            who=faction_name(story.dataset, row["captor"]),
            place=place_name(story.dataset, row["place"]),
            distance=about_with_interval(row["distance_km"], row["low_km"], row["high_km"]),
            doubt="yes" if row["doubtful"] else "no",
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
    day = day_and_month(worst.idxmax())
    most = int((worst == worst.max()).sum())
    text = say("find-captures-open", number=unsure, among=total, day=day, such_days=most)
    numbers = {"uncertain": unsure, "captures": total}
    rests = story.last.last_event[story.whole.places["place"]]
    open_ones = story.dataset.events.loc[[event for event in rests if event]]
    open_ones = open_ones[open_ones["date_latest"].notna() | (open_ones["confidence"] == "low")]
    return [Finding("captures-open", text, numbers, **evidence(story.last, open_ones["id"]))]
