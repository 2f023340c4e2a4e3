"""Who holds what: situations, what-ifs, fronts, changes, campaigns."""
