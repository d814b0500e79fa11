"""The pieces screens are made of; they take data and post messages, and know no project."""
