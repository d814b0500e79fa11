"""Tables as sources: CSV and XLSX."""
