"""The op table: a family a file; `gradviz.engine.op.TABLE` loads each when it is asked for."""
