"""Small screens that ask one thing and go away."""
