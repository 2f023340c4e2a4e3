"""The article's claims: `check` by `rules`; what is measured is in the three `…_metrics`."""

# Importing a module of metrics registers them.
from syria_analysis.claims import cutoff_metrics, ground_metrics, place_metrics  # noqa: F401
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
