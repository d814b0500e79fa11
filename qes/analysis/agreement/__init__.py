"""Agreement between coders: coefficients, their intervals, and where coders differ."""
