"""Who controls what in a war, how far the front is, what changed: numbers that walk back to reports."""
