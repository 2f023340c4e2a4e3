"""What the renderers know about a report beside its blocks: names, colours, sources, notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from syria_analysis.reports.blocks import cited
from syria_analysis.reports.text import clean, day, safe_url
from syria_analysis.text.language import say

__all__ = ["SOURCE_FIELDS", "Context", "Source", "gather"]

SOURCE_FIELDS = (
    *("publisher", "owner", "country", "owner_source"),
    *("affiliation", "published", "title", "url", "via"),
)
"""What a report tells of a source."""


MOST_NAMED = 4
MOST_NUMBERED = 12


@dataclass(frozen=True)
class Source:
    """A page that a number rests on."""

    id: str
    publisher: str
    published: str = ""
    title: str = ""
    url: str = ""
    affiliation: str = ""
    via: str = ""
    owner: str = ""
    country: str = ""
    owner_source: str = ""

    @property
    def label(self) -> str:
        """Publisher and day, as a note names it."""
        when = day(self.published)
        return f"{self.publisher}, {when}" if when else self.publisher

    @property
    def standing(self) -> str:
        """Whose side the publisher is on, who owns it, and where it sits, as far as is known."""
        side = "" if self.affiliation == "none" else self.affiliation
        told = [side, self.owner, self.country if self.country != side else ""]
        return ", ".join(filter(None, told))

    @classmethod
    def read(cls, key: str, record: Mapping[str, Any]) -> Source:
        """Make a source from a record of the data package, every field clean text."""
        fields = ("published", "title", "affiliation", "via", "owner", "country")
        return cls(
            id=clean(key),
            publisher=clean(record.get("publisher")) or clean(key),
            url=safe_url(record.get("url")),
            owner_source=safe_url(record.get("owner_source")),
            **{f: clean(record.get(f)) for f in fields},
        )


@dataclass
class Context:
    """Names, colours and sources of a report, and the numbers sources go by in it.

    Attributes
    ----------
    factions : dict
        Faction id to ``{"name", "colour"}``.
    places : dict
        Place id to its names, in the order of the package's languages.
    sources : dict
        Source id to Source.
    numbers : dict
        Source id to its number in the list of sources; empty where there is no list.
    referred : set of int
        Numbers that the pages refer to, for paper, whose list has no others.
    """

    factions: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    referred: set[int] = field(default_factory=set)

    def place(self, key: object) -> str:
        """Name of a place; an id that is not known stands for itself."""
        return clean(self.places.get(clean(key), [clean(key)])[0])

    def faction(self, key: object) -> tuple[str, str]:
        """Name and colour of a faction."""
        record = self.factions.get(clean(key), {})
        return clean(record.get("name")) or clean(key), clean(record.get("colour"))

    def source(self, key: str) -> Source:
        """Give the source of an id; one that is not known stands for itself."""
        return self.sources.get(key) or Source(id=key, publisher=key)

    def owners_told(self) -> str:
        """Say of how many publishers the owner or the country is known; nothing if of none."""
        found = [self.source(key) for key in self.numbers]
        known = {source.publisher for source in found if source.owner or source.country}
        whole = len({source.publisher for source in found})
        return say("report-owners", known=len(known), whole=whole) if known else ""

    def ranges(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """Give the numbers of sources in order, neighbours joined: 3, 4, 5, 9 as 3–5 and 9."""
        runs: list[tuple[int, int]] = []
        for n in sorted({self.numbers[k] for k in keys if k in self.numbers}):
            if runs and n == runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], n)
            else:
                runs.append((n, n))
        return runs

    def named(self, keys: Sequence[str]) -> tuple[list[Source], list[Source]]:
        """Divide sources into those a note names and those it only numbers.

        One of each publisher comes first, so that a note shows how many voices there are.
        """
        sources = [self.source(key) for key in keys]
        if len(sources) <= MOST_NAMED + 1:
            return sources, []
        first: list[Source] = []
        for source in sources:
            if source.publisher not in {s.publisher for s in first}:
                first.append(source)
        first = first[:MOST_NAMED]
        return first, [s for s in sources if s not in first]


def gather(blocks: Iterable[Mapping[str, Any]]) -> Context:
    """Collect what the blocks of a report carry and number the sources they cite.

    Sources are numbered by publisher, day and id, if the report has a list of sources.
    """
    context, listed = Context(), False
    keys: list[str] = []
    for block in blocks:
        lookup = block.get("lookup", {})
        context.factions.update(lookup.get("factions", {}))
        context.places.update(lookup.get("places", {}))
        for key, record in lookup.get("sources", {}).items():
            context.sources[key] = Source.read(key, record)
        listed = listed or block.get("type") == "sources"
        keys += cited(block)
    if listed:
        order = sorted(
            {context.source(k) for k in keys},
            key=lambda s: (s.publisher.casefold(), s.published, s.id),
        )
        context.numbers = {s.id: n for n, s in enumerate(order, start=1)}
    return context
