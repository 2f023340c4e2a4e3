"""What is new between two evenings, by rules that a user writes."""
