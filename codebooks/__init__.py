"""Codes, their tree and their definitions; instruments and scales; the files they travel in."""
