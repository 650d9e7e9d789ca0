"""``python -m consumers NAME…``: one process with these workers, until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from functools import partial

from consumers.runtime.supervising import Runtime, WorkerExitCode
from consumers.runtime.workers import WORKERS
from infra.machines.beating import Beating
from infra.metrics.ports import port_of
from infra.runtime.clock import clock_from
from infra.runtime.law_in_force import put_law_in_force
from infra.runtime.log_lines import speak_in_lines
from infra.runtime.settings import Settings, SettingsError
from infra.runtime.tracing import begin_tracing

EPILOG = """\
examples:
  python -m consumers writer
  python -m consumers projector --metrics-port 9200
  python -m consumers matcher allocator deadline-clock     (three workers, one process)

Where Kafka and PostgreSQL are comes from CASELEDGER_* variables, or from the local stack (`caseledger up`).
/metrics, /live and /ready answer where --metrics-host and --metrics-port say, else on the port of the worker that is
named first (the writer's is 9101, docs/metrics.md lists the others); <home>/workers/NAME.json tells it.
Stop with Ctrl-C or SIGTERM: the step under way is finished first. A second one stops at once.

exit codes:
  0  stopped as asked
  1  a worker failed, and it was the only one; the log says how, and starting again is safe
  2  settings, names, port or topics must be put right first
  130, 143  stopped at once by a second SIGINT or SIGTERM
"""


def arguments(args: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line says; ends the process with code 2 and the reason when it cannot be used."""
    listed = "\n".join(f"  {name:15} {row.what}" for name, row in WORKERS.items())
    parser = argparse.ArgumentParser(
        prog="python -m consumers",
        description=f"Run workers of the case ledger in one process, each on its own thread.\n\nworkers:\n{listed}",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="+", choices=WORKERS, metavar="NAME", help="one or more of the workers above")
    parser.add_argument(
        "--metrics-port",
        type=int,
        metavar="N",
        help="port of /metrics, /live and /ready; 0 takes a free one (default: that of the worker named first)",
    )
    parser.add_argument(
        "--metrics-host", metavar="ADDRESS", help="where they listen (default: CASELEDGER_METRICS_HOST, else 127.0.0.1)"
    )
    return parser.parse_args(args)


def main(args: Sequence[str] | None = None) -> int:
    """Runs them; returns the exit code."""
    parsed = arguments(args)
    try:
        speak_in_lines()
        begin_tracing()
        settings = Settings.load()
        clock = clock_from(settings)
    except SettingsError as error:
        logging.getLogger(__name__).error("%s", error)
        return WorkerExitCode.TO_BE_PUT_RIGHT
    put_law_in_force(settings)
    for name in parsed.names:
        WORKERS[name].load()
    workers = {name: partial(WORKERS[name].make, settings, clock) for name in parsed.names}
    host = parsed.metrics_host or settings.metrics_host
    port = port_of(parsed.names[0], settings.metrics_port) if parsed.metrics_port is None else parsed.metrics_port
    runtime = Runtime(workers, settings.home, host, port)
    with Beating(settings, runtime.ready):
        return runtime.run()


if __name__ == "__main__":
    sys.exit(main())
