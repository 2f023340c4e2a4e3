"""Roads as chains of places: what a side can reach, and what its ways hang on."""
