"""The article's claims: `check` the table by the `rules`; metrics in `places` and `ground`."""

from syria_analysis.claims.check import (
    METRICS,
    VERDICT_SHAPES,
    ClaimResult,
    check_claim,
    claims_table,
)

__all__ = [
    "METRICS",
    "VERDICT_SHAPES",
    "ClaimResult",
    "check_claim",
    "claims_table",
]
