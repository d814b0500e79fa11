"""Pure numbers and tables: agreement between coders, and the one value every table is."""
