"""Running text: its sentences, the quotes in it, whose words they are."""
