"""The interactive page of a campaign: one HTML file that needs no network."""

from syria_analysis.reports.interactive.page import campaign_page, page_of

__all__ = ["campaign_page", "page_of"]
