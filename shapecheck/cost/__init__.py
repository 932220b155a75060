"""What a model costs to run once: multiply-adds, and the memory of what its layers return.

A multiply-add is one product of two numbers that a matrix product, an einsum or a convolution adds to a sum, at inference. So
`Dense(10)` of (B, 784) makes 7840*B, its bias none. Not counted are biases, activations, normalization, pooling, softmax,
look-ups, resizing, and everything else that goes element by element. A padded border counts as Keras's kernels run over
it. What is unknown is None.
"""
