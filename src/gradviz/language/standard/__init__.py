"""Modules of Python's that are values of ours: what pages in the language itself cannot say."""
