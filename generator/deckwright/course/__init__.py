"""What a course is: its records, how it is loaded and translated, and the rules it must keep."""
