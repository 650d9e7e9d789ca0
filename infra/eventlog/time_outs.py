"""Every time-out between a command and its answer: which failure it prevents, and how they add up. In seconds.

What has to be survived without anybody's help is a broker that hangs or is powered off: it closes no connection, and
nothing that is sent to it comes back. In order:

1. The first request that it leaves unanswered takes REQUEST_S; after that its connections are closed.
2. Until the cluster has named other leaders (FAILOVER_S after the power went) it is asked again, and each time it takes
   CONNECT_S to see that it is not there. Each of the STEPS of a commit may do so once more with what it knew before.
3. A commit has time for all of that (COMMIT_S). One that still fails has ABORT_S to say so, and the owner begins again:
   it finds the cluster (BOOTSTRAP_S), shuts its own remains out (FENCE_S) and shows a sign of life.
4. Only who needs longer than the sum of these is stuck (STUCK_S) and makes room for another process.

`tests/unit/eventlog/test_time_outs.py` adds it up. What an operator may set (`CASELEDGER_KAFKA_…`) is not among these.
"""

from __future__ import annotations

# --- one broker

CONNECT_S = 3.0
"""A broker that is powered off answers no connection: another is asked. Enough for TLS and SASL across a continent."""
RECONNECT_S = 1.0
"""The longest pause before a broker is tried again. kafka-python's own grows to half a minute, and with it an outage of
seconds."""
JITTER = 1.2
"""kafka-python makes each of these two up to a fifth longer."""
REQUEST_S = 6.0
"""A broker that falls silent with a connection open: the request is repeated, of another if there is one. Of readers
and writers alike. Longer than REPLICAS_S, or each slow replica would cost the connection."""
REPLICAS_S = 5.0
"""A leader whose replicas do not answer says so itself. A group's coordinator takes as long
(`offsets.commit.timeout.ms`)."""
JOIN_S = 10.0
"""A group's coordinator that falls silent while it gathers the members; one that waits for a slow member is asked
again."""
SILENT_S = 30.0
"""A client waits for a broker of which another one has just found that it is silent."""
PROBE_S = 3.0
"""A broker that was silent and speaks again is left alone: one client of a process tries it so often."""

# --- the cluster

FAILOVER_S = 12.0
"""What Kafka takes to name other leaders: a broker counts as gone after 9 s (`broker.session.timeout.ms`), and the rest
is the election and the news of it. Not ours to set."""
MARKERS_S = 5.0
"""What a transaction's coordinator gives the leaders of its partitions to mark its end (`request.timeout.ms` of the
brokers, which has to be set: 30 s is the default). A leader that hangs holds its partitions back for so long after
others lead them. Not ours to set."""
SERVED_S = 20.0
"""A broker that hangs: all partitions are served again by the others, though it still hangs."""
SERVERS_MAX = 5
"""So many addresses may be given to begin with, and all but one be dead."""
DOOR_S = 4.0
"""A cluster that is not found at once may be one that does not let us in: that is looked at before more is waited."""
BOOTSTRAP_S = 20.0
"""A cluster that is not there, or an address that is wrong: it is said rather than waited for."""
QUESTION_S = 30.0
"""Whatever else is asked (offsets, topics), with all its repetitions: a cluster without a leader is told of."""
DELIVERY_S = 30.0
"""Commands that a policy sends and that no leader takes: the batch is begun again."""

# --- a transaction

STEPS = 3
"""Offsets, where there are any, records, end: each may go to another broker."""
COMMIT_S = 30.0
"""A commit that nobody answers: the owner drops what it holds and finds out. Less than TRANSACTION_S, so that we give
up before the broker does."""
ABORT_S = 5.0
"""Only a courtesy to waiting readers: the next fence ends an open transaction anyway."""
TRANSACTION_S = 60.0
"""A writer that died without a successor: the broker ends its transaction, which readers of the partition wait for."""
FENCE_S = 45.0
"""A takeover that nobody answers is begun again. It finds the cluster first, and then its coordinator."""
OTHER_CREATOR_S = 10.0
"""Two processes that create the same log and fence each other out."""

# --- reading

OFFSETS_S = 20.0
"""The group's coordinator does not say how far the commands were handled: the ownership is begun again."""
VISIBLE_S = 30.0
"""The broker does not show what it has committed; it takes milliseconds."""
SETTLE_S = 5.0
"""An index seems to be ahead of its log for the same reason; after this it is, and is begun again."""
DEAF_S = 20.0
"""A reader that asks no broker for what it is to read is made anew."""
STALL_S = 60.0
"""A reader that gets nothing before its end says so, rather than wait for ever."""
DIRECTORY_S = 30.0
"""A thread waits for its turn to read a directory that all partitions of a process share. With a reader that stalls,
it is still below `STUCK_S`."""

# --- who watches

STUCK_S = 120.0
"""A partition's writer without a sign of life: the process ends so that another can take over."""
STEP_STUCK_S = 75.0
"""A worker that does not finish a step: `/live` fails, and whatever restarts processes does."""
STOP_S = 12.0
"""A writer that is told to stop and does not: its fence will stop it."""
STOP_GRACE_S = 15.0
"""A worker's process that is told to stop and does not: it is told to end at once, and its batch is repeated."""


def milliseconds(seconds: float) -> int:
    """As Kafka's clients are told."""
    return round(seconds * 1000)
