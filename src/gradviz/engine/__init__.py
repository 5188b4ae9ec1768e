"""Arrays and gradients: ops, the tape, backward passes. Knows no syntax and no screen."""
