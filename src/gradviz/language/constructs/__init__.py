"""One registered function for each syntax form: importing them fills the registry."""

from gradviz.language.constructs import (
    assignment,
    classes,
    comprehensions,
    expressions,
    functions,
    generators,
    imports,
    raising,
    statements,
)

__all__ = [
    "assignment", "classes", "comprehensions", "expressions", "functions", "generators", "imports",
    "raising", "statements",
]  # fmt: skip
