"""argparse: a command line without arguments, so that every option has its default."""


class Namespace:
    def __init__(self, **keywords):
        for name, value in keywords.items():
            setattr(self, name, value)

    def __contains__(self, key):
        return key in self.__dict__

    def __eq__(self, other):
        return isinstance(other, Namespace) and self.__dict__ == other.__dict__

    def __repr__(self):
        return "Namespace(" + ", ".join(f"{key}={value!r}" for key, value in self.__dict__.items()) + ")"


class ArgumentParser:
    def __init__(self, *args, **options):
        self._defaults = {}
        self._required = []

    def add_argument(self, *names, action=None, default=None, type=None, dest=None, required=False, nargs=None, **options):
        long = [name for name in names if name[:2] == "--"]
        optional = names[0][:1] == "-"
        name = dest or (long or names)[0].lstrip("-").replace("-", "_")
        if action == "store_true" and default is None:
            default = False
        if action == "store_false" and default is None:
            default = True
        if isinstance(default, str) and type is not None:
            default = type(default)
        if required or (not optional and nargs not in ("?", "*")):
            self._required.append("/".join(names))
        self._defaults[name] = default

    def add_argument_group(self, *args, **options):
        return self

    def add_mutually_exclusive_group(self, **options):
        return self

    def set_defaults(self, **keywords):
        self._defaults.update(keywords)

    def parse_args(self, args=None, namespace=None):
        if self._required:
            raise SystemExit(
                "the following arguments are required: " + ", ".join(self._required)
            )
        return Namespace(**self._defaults)

    def parse_known_args(self, args=None, namespace=None):
        return self.parse_args(), []

    def print_help(self):
        pass


class ArgumentDefaultsHelpFormatter:
    pass


class RawTextHelpFormatter:
    pass
