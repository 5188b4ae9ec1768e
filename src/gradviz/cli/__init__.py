"""The command line: the only place that reads files, prints, writes and exits.

Everything heavy is imported when a command needs it, since start-up is what people feel.
"""
