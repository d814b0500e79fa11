"""What is measured beside a peer in the same run; none of it is a test."""
