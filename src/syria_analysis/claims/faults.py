"""What must hold in the tables of claims and published figures, beyond their schemas."""

from __future__ import annotations

from typing import Any

from syria_analysis.claims.metrics import Names, claim_faults
from syria_analysis.claims.published import COLUMNS, claim_of_published
from syria_analysis.package import consistency
from syria_analysis.package.consistency import Check, Described, Found, Numbered

__all__ = ["CHECKS"]


def _names(about: Described, tables: Any) -> Names:
    real = [row for _, row in tables["places"] if row["kind"] != "anchor"]
    return Names(
        places=frozenset(row["id"] for row in real),
        factions=frozenset(row["id"] for _, row in tables["factions"]),
        units=frozenset(row["unit"] for row in real),
        kinds=frozenset(row["kind"] for row in real),
        first=about.first,
        last=about.last,
    )


def check_claims(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    names = _names(about, tables)
    for line, row in clean["claims"]:
        low, high = row["tolerance_low"], row["tolerance_high"]
        if low and high and float(low) > float(high):
            yield "claims", line, "tolerance_low", f"{low} is above tolerance_high {high}"
        for column, error in claim_faults(row, names):
            yield "claims", line, column, str(error)


def check_published(about: Described, clean: dict[str, Numbered], tables: Any) -> Found:
    names = _names(about, tables)
    for line, row in clean.get("published", ()):
        low, high = row["value_low"], row["value_high"]
        if float(low) > float(high):
            yield "published", line, "value_low", f"{low} is above value_high {high}"
        for column, error in claim_faults(claim_of_published(row), names):
            yield "published", line, COLUMNS.get(column, column), str(error)


CHECKS: tuple[Check, ...] = (*consistency.CHECKS, check_claims, check_published)
"""All that a package must pass beyond its schemas."""
