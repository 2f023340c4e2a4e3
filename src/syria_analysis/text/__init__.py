"""Words: rounded numbers, names, findings and headlines, in the languages of the package."""
