"""What the letters on the map of what is at stake stand for, and who holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from syria_analysis.figures import headlines, style
from syria_analysis.figures.canvas import Canvas
from syria_analysis.figures.labels import badge
from syria_analysis.figures.layout import Block
from syria_analysis.front import Distance
from syria_analysis.situation import Situation
from syria_analysis.wording import join_names, side_name

__all__ = ["LETTERS", "key_block", "key_texts"]

LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("aleppo",),
    "B": ("hama", "homs"),
    "C": ("latakia", "tartus"),
    "D": ("damascus",),
}
TWO_COLUMNS = 130.0
"""A page so wide, in mm, has the letters in two columns."""
STEP = 1.2 * style.TEXT * style.MM_PER_POINT


def key_texts(
    situation: Situation, baseline: Situation, far: Mapping[str, Distance]
) -> list[tuple[str, str]]:
    """Say of each letter what it stands for and who holds it."""
    dataset = situation.dataset
    texts = []
    for letter, places in LETTERS.items():
        known = [p for p in places if p in dataset.places.index]
        holders = situation.holders[known]
        named = join_names([headlines.name(dataset, p) for p in known])
        if holders.nunique() == 1:
            holder = side_name(dataset, [holders.iloc[0]])
            text = f"{named}: held by {holder}"
            event = situation.last_event[known[0]]  # "" if it is only supposed
            if len(known) == 1 and event and baseline.holders[known[0]] != holders.iloc[0]:
                day = dataset.events.at[event, "date"]
                text += f" since {day.day} {day:%B}"
        else:
            parts = [f"{headlines.name(dataset, p)} is held by {side_name(dataset, [holders[p]])}"
                     for p in known]  # fmt: skip
            text = join_names(parts)
        away = [headlines.about(far[p]) for p in known if far[p].status == "ok"]
        if letter != "C" and len(away) == len(known):
            text += f"; the front is {join_names(away)} away"
        if letter == "C":
            text += "; with Russia’s air base Hmeimim and its naval facility at Tartus"
        texts.append((letter, text + "."))
    return texts


def key_block(key: Sequence[tuple[str, str]]) -> Block:
    """Return the letters and what they stand for as a block of a page."""

    def rows(width: float) -> list[list[tuple[str, list[str]]]]:
        columns = 2 if width >= TWO_COLUMNS else 1
        room = width / columns - (9.0 if columns > 1 else 6.0)
        broken = [(letter, style.wrap(text, room, style.TEXT)) for letter, text in key]
        return [broken[i : i + columns] for i in range(0, len(broken), columns)]

    def tall(row: Sequence[tuple[str, list[str]]]) -> float:
        return max(5.0, STEP * max(len(lines) for _, lines in row) + 1.8)

    def draw(canvas: Canvas, x: float, top: float, width: float) -> None:
        layer = canvas.layer("key", page=True)
        for row in rows(width):
            for column, (letter, lines) in enumerate(row):
                left = x + column * width / 2
                badge(layer, left + 2.2, top - 2.1, letter)
                for number, part in enumerate(lines):
                    layer.text(left + 6.0, top - 2.9 - number * STEP, part, style.TEXT)
            top -= tall(row)

    return Block(lambda width: sum(map(tall, rows(width))), draw, stays=True, optional=True)
