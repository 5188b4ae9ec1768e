"""What a PyTorch program means: its text parsed, compiled to closures, run, and traced."""
