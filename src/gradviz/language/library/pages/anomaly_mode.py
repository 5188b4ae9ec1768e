"""torch.autograd.anomaly_mode: backward passes that look for nan."""

import torch


class detect_anomaly:
    def __init__(self, check_nan=True):
        self.prev = anomaly()
        self.check_nan = check_nan
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should"
            " only be enabled for debugging."
        )

    def __enter__(self):
        set_anomaly(True, self.check_nan)

    def __exit__(self, *args):
        set_anomaly(*self.prev)


class set_detect_anomaly:
    def __init__(self, mode, check_nan=True):
        self.prev = anomaly()
        set_anomaly(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, *args):
        set_anomaly(*self.prev)


def is_anomaly_enabled():
    return anomaly()[0]


def is_anomaly_check_nan_enabled():
    return anomaly()[1]
