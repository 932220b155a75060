"""Static shape and parameter checks for Keras models: `check_source`, `check_paths`, `summarize`."""
