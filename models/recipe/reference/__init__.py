"""The reference: null-text inversion and Prompt-to-Prompt in PyTorch and diffusers.

It reads the same ONNX folder as the product, so both compute from the same weights, and it is
written as the papers and their public implementation describe the algorithms: plain autograd,
attention maps made explicit, one batch of every row. `fixtures` writes the tensors that the
parity check compares with, `measure` the seconds that the speed bench shows beside ours.
"""
