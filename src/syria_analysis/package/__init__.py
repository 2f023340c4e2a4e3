"""The data package: its tables, read with limits, checked, typed, and kept."""
