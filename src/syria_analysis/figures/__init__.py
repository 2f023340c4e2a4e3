"""The maps: figures with a headline, an alt text and a source line, made to be printed."""

from __future__ import annotations

from syria_analysis.figures.campaign_bars import chart_areas, chart_captures, chart_units
from syria_analysis.figures.comparison_map import map_comparison
from syria_analysis.figures.cutoff_map import map_cutoff
from syria_analysis.figures.declared import figures_of, kinds
from syria_analysis.figures.evidence_map import map_evidence, map_knowledge
from syria_analysis.figures.illustration import Illustration
from syria_analysis.figures.maps import map_before, map_gains, map_situation
from syria_analysis.figures.presets import PRESETS
from syria_analysis.figures.registry import FIGURES, draw, listed
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
