"""What is printed and written: one file a format."""
