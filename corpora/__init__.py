"""Sources as texts that never move under a span.

Offsets everywhere in qes are Unicode code points (Python `str` indices), 0-based, end exclusive,
into a source's canonical text. `corpora.reading.read_source` is the one entrance.
"""
