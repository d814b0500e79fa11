"""PDF: lines on pages put back into reading order."""
