"""What was released: the lock, the times that follow from it, and the guide that goes with it."""
