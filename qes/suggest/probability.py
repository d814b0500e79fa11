"""From scores to honest probabilities."""
