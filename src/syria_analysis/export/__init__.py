"""Files for a GIS or a spreadsheet."""
