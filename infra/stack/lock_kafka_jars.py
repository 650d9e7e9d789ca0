"""Writes `kafka_jars.lock` anew: run `python -m infra.stack.lock_kafka_jars` after changing Kafka's version.

Maven resolution happens here, once for each version, and not on every machine: what runs is what was reviewed.
"""

from __future__ import annotations

import hashlib
import sys

from infra.stack.kafka_jars import KAFKA, LOCK, LOGGING

HEADER = f"""\
# Every jar of {KAFKA} with {LOGGING}: SHA-256, group:artifact:version.
# Written by `python -m infra.stack.lock_kafka_jars`; do not edit.
"""


def main() -> int:
    """Resolves the two coordinates and writes one sorted line for each jar."""
    import jgo

    fetched = {jar.name: jar for jar in jgo.build(f"{KAFKA}+{LOGGING}").all_jars}
    lines = []
    for artifact in jgo.resolve(f"{KAFKA}+{LOGGING}"):
        jar = fetched.pop(artifact.filename)
        digest = hashlib.sha256(jar.read_bytes()).hexdigest()
        lines.append(f"{digest} {artifact.groupId}:{artifact.artifactId}:{artifact.version}")
    if fetched:
        print(f"not in the resolution: {sorted(fetched)}", file=sys.stderr)
        return 1
    LOCK.write_text(HEADER + "\n".join(sorted(lines, key=lambda line: line.split()[1])) + "\n", "utf-8")
    print(f"{LOCK.name}: {len(lines)} jars")
    return 0


if __name__ == "__main__":
    sys.exit(main())
