"""What each layer computes, in NumPy; one file a family, entered into the table of shapecheck.execution.kernel."""
