"""The words of the map of what is at stake: its headline, and what its letters stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from syria_analysis.control.front import Distance
from syria_analysis.control.situation import Situation
from syria_analysis.figures import style
from syria_analysis.figures.canvas import Canvas
from syria_analysis.figures.labels import badge
from syria_analysis.figures.layout import Block
from syria_analysis.package.dataset import Dataset
from syria_analysis.roads.risk import CutOffRisk
from syria_analysis.text import headlines
from syria_analysis.text.language import is_rtl, join, language, say
from syria_analysis.text.wording import day_text, join_names, side_name

__all__ = ["LETTERS", "cut_text", "key_block", "key_texts", "stakes_words"]

LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("aleppo",),
    "B": ("hama", "homs"),
    "C": ("latakia", "tartus"),
    "D": ("damascus",),
}
TWO_COLUMNS = 130.0
"""A page so wide, in mm, has the letters in two columns."""
STEP = 1.2 * style.TEXT * style.MM_PER_POINT


def stakes_words(
    situation: Situation,
    baseline: Situation,
    defenders: Sequence[str],
    distances: Mapping[str, Distance],
    stake: CutOffRisk | None,
) -> headlines.Words:
    """Write the words of the map of what is at stake; `distances` from cities to the front."""
    if language() == "ar":
        from syria_analysis.text import arabic

        outline = cut_text(situation.dataset, stake) if stake is not None else ""
        return arabic.stakes_words(situation, baseline, defenders, distances, stake, outline)
    dataset, day = situation.dataset, day_text(situation.date)
    held = situation.holders.isin(list(defenders))
    far = {city: distances[city] for city in ("homs", "damascus")}

    def named(places: Iterable[str]) -> str:
        return join_names([headlines.name(dataset, p) for p in places])

    lost = [p for p in ("homs", "damascus", "latakia", "tartus") if not held[p]]
    brief = ""  # the headline without the nearest place
    coast = [p for p in ("latakia", "tartus") if stake is not None and p in stake.places]
    if stake is not None and coast and stake.supposed:
        tie = "ties" if len(stake.cities) == 1 else "tie"
        brief = title = f"{named(stake.cities)} {tie} the capital to the coast"
        if far["homs"].status == "ok":
            whence = "away" if stake.cities == ("homs",) else "from Homs"
            brief = f"{title}: {headlines.approach(situation, far['homs'], whence, place=False)}"
            title += f": {headlines.approach(situation, far['homs'], whence, place=True)}"
    elif stake is not None and coast:
        title = f"{named(coast)} {_are(coast)} cut off from Damascus by road"
        if stake.contested:
            title += f": {named(stake.contested)} {_are(stake.contested)} contested"
    elif lost:
        title = f"{named(lost)} {headlines.have(lost)} fallen"
    else:
        title = "A road from Damascus to the coast is open"
    brief = brief or title
    since = day_text(baseline.date)
    subtitle = f"Evening of {day}: roads, advances since {since}"
    outlined = ""
    if stake is not None and stake.supposed:
        subtitle += f", and what would be cut off if {named(stake.cities)} fell"
        outlined = (
            "The dashed outline shows what would be cut off from Damascus by road if "
            f"{named(stake.cities)} fell, computed from who holds the places on the roads; the "
            "article forecast that of the coast. "
        )
    elif stake is not None:
        subtitle += ", and what is cut off"
        outlined = "The dashed outline shows what is cut off from Damascus by road, computed. "
    if stake is not None and stake.contested:
        outlined += f"Contested {named(stake.contested)} counts as shut. "
    lines = [
        f"{headlines.name(dataset, city)} is {headlines.interval(d)} from "
        f"{headlines.front_of(situation, d)}{headlines.nearest_text(situation, d)}"
        for city, d in far.items()
        if d.status == "ok"
    ]
    lead = f"Map of western Syria, {headlines.short_day(situation.date)}: "
    away = f"; Damascus {headlines.about(far['damascus'])}" if len(lines) == 2 else ""
    alt = headlines.alt_text(f"{lead}{title}.", f"{lead}{brief}{away}.", f"{lead}{brief}.")
    description = (
        f"Map of western Syria on the evening of {day}. {brief}. "
        + (f"{'; '.join(lines)}. " if lines else "")
        + "Letters mark A Aleppo, B Hama and Homs, C Latakia and Tartus with the two Russian "
        "bases, D Damascus. The M5 motorway runs from Damascus through Homs and Hama to Aleppo, "
        "the M4 from Latakia to the M5 at Saraqib and east of Aleppo; a road joins Homs to "
        f"Tartus. Solid arrows show where forces moved. {outlined}" + headlines.marks(situation)
    )
    caption = f"What is at stake, evening of {day}"
    return headlines.told(situation, headlines.Words(title, subtitle, caption, alt, description))


def cut_text(dataset: Dataset, stake: CutOffRisk) -> str:
    """Say on the map what its dashed outline is."""
    source = headlines.name(dataset, stake.source)
    cities = join([headlines.name(dataset, p) for p in stake.cities or stake.contested])
    if stake.supposed:
        return say("would-be-cut-off", source=source, cities=cities)
    return say("cut-off-contested" if cities else "cut-off", source=source, cities=cities)


def key_texts(
    situation: Situation, baseline: Situation, far: Mapping[str, Distance]
) -> list[tuple[str, str]]:
    """Say of each letter what it stands for and who holds it."""
    dataset = situation.dataset
    texts = []
    for letter, places in LETTERS.items():
        known = [p for p in places if p in dataset.places.index]
        holders = situation.holders[known]
        named = join([headlines.name(dataset, p) for p in known])
        if holders.nunique() == 1:
            holder = side_name(dataset, [holders.iloc[0]])
            text = say("key-held", places=named, who=holder)
            event = situation.last_event[known[0]]  # "" if it is only supposed
            if len(known) == 1 and event and baseline.holders[known[0]] != holders.iloc[0]:
                day = dataset.events.at[event, "date"]
                text += say("key-since", day=f"{day.day} {say(f'month-{day.month}')}")
        else:
            parts = [say("key-one-held", place=headlines.name(dataset, p),
                         who=side_name(dataset, [holders[p]])) for p in known]  # fmt: skip
            text = join(parts)
        away = [headlines.about(far[p]) for p in known if far[p].status == "ok"]
        if letter != "C" and len(away) == len(known):
            text += say("key-away", distances=join(away))
        if letter == "C":
            text += say("key-bases")
        texts.append((letter, text + "."))
    return texts


def key_block(key: Sequence[tuple[str, str]]) -> Block:
    """Return the letters and what they stand for as a block of a page."""

    def rows(width: float) -> list[list[tuple[str, list[str]]]]:
        columns = 2 if width >= TWO_COLUMNS else 1
        room = width / columns - (9.0 if columns > 1 else 6.0)
        broken = [(letter, style.tidy(text, room, style.TEXT)) for letter, text in key]
        return [broken[i : i + columns] for i in range(0, len(broken), columns)]

    def tall(row: Sequence[tuple[str, list[str]]]) -> float:
        return max(5.0, style.leading(STEP) * max(len(lines) for _, lines in row) + 1.8)

    def draw(canvas: Canvas, x: float, top: float, width: float) -> None:
        layer, rtl = canvas.layer("key", page=True), is_rtl()
        columns = 2 if width >= TWO_COLUMNS else 1
        for row in rows(width):
            for column, (letter, lines) in enumerate(row):
                place = columns - 1 - column if rtl else column
                left = x + place * width / columns
                across = width / columns
                # From the edge at which reading begins: the letter, then what it stands for.
                disc, start = (across - 2.2, across - 6.0) if rtl else (2.2, 6.0)
                badge(layer, left + disc, top - 2.1, say(f"letter-{letter}"))
                for number, part in enumerate(lines):
                    foot = top - 2.9 - number * style.leading(STEP)
                    layer.text(left + start, foot, part, style.TEXT, ha="right" if rtl else "left")
            top -= tall(row)

    return Block(lambda width: sum(map(tall, rows(width))), draw, stays=True, optional=True)


def _are(items: Sequence[str]) -> str:
    return "is" if len(items) == 1 else "are"
