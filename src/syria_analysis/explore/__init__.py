"""Exploring by hand: what objects show of themselves in a notebook, and a panel to turn."""
