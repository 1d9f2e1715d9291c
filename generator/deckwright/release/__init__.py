"""What was released: the lock, and the times that follow from it."""
