"""The interactive page of the packaged data, made once for the tests of it."""

from __future__ import annotations

from functools import lru_cache

from syria_analysis.control.campaign import Campaign, campaign_between
from syria_analysis.explore.page import page_of
from worlds import packaged


@lru_cache(maxsize=1)
def story() -> Campaign:
    """Return the campaign of the packaged data."""
    return campaign_between(packaged())


@lru_cache(maxsize=1)
def page() -> str:
    """Return its page."""
    return page_of(story())
