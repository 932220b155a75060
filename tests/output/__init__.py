"""What is printed and written, from facts and findings made by hand."""
