"""The maps: figures with a headline, an alt text and a source line, made to be printed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syria_analysis.figures.agreement_chart import chart_agreement
    from syria_analysis.figures.campaign_bars import chart_areas, chart_captures, chart_units
    from syria_analysis.figures.comparison_map import map_comparison
    from syria_analysis.figures.cutoff_map import map_cutoff
    from syria_analysis.figures.declared import figures_of, kinds, listed
    from syria_analysis.figures.evidence_map import map_evidence, map_knowledge
    from syria_analysis.figures.illustration import Illustration
    from syria_analysis.figures.maps import map_before, map_gains, map_situation
    from syria_analysis.figures.presets import PRESETS
    from syria_analysis.figures.registry import FIGURES, draw
    from syria_analysis.figures.sheet import REPORT, Sheet
    from syria_analysis.figures.small_multiples import map_evenings
    from syria_analysis.figures.stakes import map_stakes
    from syria_analysis.figures.strip_map import chart_fronts

__all__ = [
    "FIGURES",
    "PRESETS",
    "REPORT",
    "Illustration",
    "Sheet",
    "chart_agreement",
    "chart_areas",
    "chart_captures",
    "chart_fronts",
    "chart_units",
    "draw",
    "figures_of",
    "kinds",
    "listed",
    "map_before",
    "map_comparison",
    "map_cutoff",
    "map_evenings",
    "map_evidence",
    "map_gains",
    "map_knowledge",
    "map_situation",
    "map_stakes",
]

_WHERE = {
    "FIGURES": "registry",
    "Illustration": "illustration",
    "PRESETS": "presets",
    "REPORT": "sheet",
    "Sheet": "sheet",
    "chart_agreement": "agreement_chart",
    "chart_areas": "campaign_bars",
    "chart_captures": "campaign_bars",
    "chart_fronts": "strip_map",
    "chart_units": "campaign_bars",
    "draw": "registry",
    "figures_of": "declared",
    "kinds": "declared",
    "listed": "declared",
    "map_before": "maps",
    "map_comparison": "comparison_map",
    "map_cutoff": "cutoff_map",
    "map_evenings": "small_multiples",
    "map_evidence": "evidence_map",
    "map_gains": "maps",
    "map_knowledge": "evidence_map",
    "map_situation": "maps",
    "map_stakes": "stakes",
}


def __getattr__(name: str) -> Any:
    # Lazy: whoever asks for the names of figures, fonts or presets need not load what draws.
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
