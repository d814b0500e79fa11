"""A workbench for qualitative evidence synthesis and qualitative coding."""

__version__ = "0.1.0"
