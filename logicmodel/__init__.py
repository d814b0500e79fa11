"""The logic model: elements and edges in, a checked graph, a drawing and its files out.

Pure: it knows neither the store nor a front end, and reads nothing but its own presets.
"""
