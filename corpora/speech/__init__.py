"""Who speaks: labels, their layouts, speakers, turns."""
