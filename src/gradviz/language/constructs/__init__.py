"""One registered function for each syntax form: importing them fills the registry."""

from gradviz.language.constructs import expressions, functions, statements

__all__ = ["expressions", "functions", "statements"]
