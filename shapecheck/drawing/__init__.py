"""Layer graphs as pictures: what is drawn, what is folded, and where it stands."""
