"""The article's claims: `check` by `rules`; the metrics are in `places`, `ground` and `cutoffs`."""

# Importing a module of metrics registers them.
from syria_analysis.claims import cutoffs, ground, places  # noqa: F401
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
