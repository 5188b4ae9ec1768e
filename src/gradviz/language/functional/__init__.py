"""Functions of functions: torch.func, torch.autograd.functional, gradient checks.

Each calls the program's function and works on the tape as a program could; what it does there
stands in a scope of its own.
"""
