"""What training, evaluation and prediction want of data: pure functions on shapes and structures."""
