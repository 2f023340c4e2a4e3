"""Hooks into the tools of others."""
