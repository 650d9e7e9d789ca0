"""A setting that cannot be used."""

from __future__ import annotations


class SettingsError(Exception):
    """An environment variable has a value that cannot be used; nothing was started or changed."""

    def __init__(self, variable: str, value: str, wanted: str) -> None:
        super().__init__(f"{variable} is {value!r}, but must be {wanted}. Nothing was started or changed.")
        self.variable = variable
