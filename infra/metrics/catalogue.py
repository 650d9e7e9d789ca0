"""Every metric there is. The comment above each says what it is for and who looks at it.

Units are the last word of a name (``_total`` for counts). docs/metrics.md holds the same catalogue as a table, made
by `make docs`.
"""

from __future__ import annotations

from infra.metrics.kinds import (
    SECONDS,
    SIZES,
    by_area,
    by_area_and_status,
    by_cause,
    by_command,
    by_command_and_code,
    by_creditor_and_currency,
    by_currency,
    by_currency_and_account,
    by_event,
    by_method,
    by_outcome,
    by_policy,
    by_policy_and_code,
    by_policy_and_command,
    by_read_model,
    by_reason,
    by_state,
    by_worker,
    by_worker_and_partition,
    by_worker_and_topic,
    counter,
    gauge,
    histogram,
    in_all,
)

# --- The case writer ---------------------------------------------------------------------------------------------

# What the ledger is asked to do, and how much of it: the first graph of whoever is on duty.
COMMANDS_ACCEPTED = counter("caseledger_commands_accepted_total", "Commands that were carried out.", by_command)

# A rise of one code tells which sender, file or rule changed. Read by whoever is on duty and by compliance.
COMMANDS_REFUSED = counter(
    "caseledger_commands_refused_total", "Commands that were refused, by the code of the refusal.", by_command_and_code
)

# Senders that try again: harmless, but many of them mean that answers are lost or late. Read when tuning time-outs.
COMMANDS_REPEATED = counter(
    "caseledger_commands_repeated_total", "Commands sent again, which got their first answer again.", by_command
)

# Of how many commands the next one is a part: the promise "a command is answered within two seconds". For objectives.
COMMANDS_ANSWERED = counter("caseledger_commands_answered_total", "Commands answered, however they were.", in_all)

# Commands that waited too long, by the time on their record: the writer lags, or was away. For objectives.
COMMANDS_ANSWERED_LATE = counter(
    "caseledger_commands_answered_late_total", "Commands answered more than 2 s after they were sent.", in_all
)

# What went into the system of record; compare with the events folded. Read by whoever is on duty and by auditors.
EVENTS_WRITTEN = counter("caseledger_events_written_total", "Events committed to the log.", by_event)

# Anything but `committed` means a lost owner or an ailing broker. Outcomes: committed, aborted, uncertain, fenced.
# Read by whoever is on duty for Kafka.
TRANSACTIONS = counter("caseledger_transactions_total", "Transactions of the case writer, by outcome.", by_outcome)

# The wait that every sender feels; the writer's own promise is about it. Read when it is slow.
TRANSACTION_DURATION = histogram(
    "caseledger_transaction_duration_seconds",
    "Time from the first record of a transaction to its commit.",
    in_all,
    SECONDS,
)

# Small batches at high load mean that commands trickle in; large ones at low load that the writer lags. For tuning.
TRANSACTION_COMMANDS = histogram(
    "caseledger_transaction_commands", "Commands handled in one transaction.", in_all, SIZES
)

# Which process has how many; the sum over all processes must be the partition count. Read by whoever is on duty.
PARTITIONS_OWNED = gauge("caseledger_owned_partitions", "Partitions that this process writes.", in_all)

# Many of them mean that writers push each other out. Causes: assigned, aborted, uncertain.
# Read by whoever is on duty.
TAKEOVERS = counter("caseledger_takeovers_total", "Partitions taken over by this writer, by cause.", by_cause)

# How long a partition stands still when its owner changes: fence, fetch offsets, catch up. Read after a deployment.
TAKEOVER_DURATION = histogram(
    "caseledger_takeover_duration_seconds", "Time from the fence to the first command handled.", in_all, SECONDS
)

# --- Everyone who reads the log ----------------------------------------------------------------------------------

# Records that break the contract: none is normal. They are kept where a person can see them. Read by developers.
UNDECODABLE_RECORDS = counter(
    "caseledger_undecodable_records_total", "Records that could not be read, by reader and topic.", by_worker_and_topic
)

# How far a reader is behind, in events: 0 at rest. Read by whoever is on duty; alert when it only grows.
LAG_EVENTS = gauge(
    "caseledger_lag_events", "Events in the log that this reader has not handled.", by_worker_and_partition
)

# How old what is read is: the promise "the balance is visible within seconds of a payment". Read by product owners.
LAG_SECONDS = gauge(
    "caseledger_lag_seconds", "Age of the last event handled while behind; 0 when there is none left.",
    by_worker_and_partition,
)  # fmt: skip

# A partition that cannot be served, while the others go on: `caseledger status` says why. Read by whoever is on duty;
# alert above 0.
PARTITIONS_ASIDE = gauge(
    "caseledger_aside_partitions", "1 for a partition that this worker has put aside.", by_worker_and_partition
)

# --- The projector -----------------------------------------------------------------------------------------------

# The work of each read model; standing still while events are written means it is stuck. Read by whoever is on duty.
EVENTS_FOLDED = counter("caseledger_events_folded_total", "Events folded into a read model.", by_read_model)

# Of how many events the next one is a part: the promise "the balance is visible within seconds of a payment". What a
# new read model folds of an old log is not counted. For objectives.
EVENTS_VISIBLE = counter("caseledger_events_visible_total", "Events that came into the read models.", in_all)

# Events that were not visible in time: the projector lags, or was away. For objectives.
EVENTS_VISIBLE_LATE = counter(
    "caseledger_events_visible_late_total",
    "Events that came into the read models more than 5 s after they were written.",
    in_all,
)

# For tuning: many small folds cost more than a few large ones.
FOLD_EVENTS = histogram("caseledger_fold_events", "Events folded in one database transaction.", in_all, SIZES)

# What a slow database does to readers. Read by whoever is on duty for PostgreSQL.
FOLD_DURATION = histogram(
    "caseledger_fold_duration_seconds", "Time of one database transaction of the projector.", in_all, SECONDS
)

# Cases whose figures stand still until a person acts (`caseledger parked list`): alert above 0.
PARKED_AGGREGATES = gauge(
    "caseledger_parked_aggregates", "Aggregates whose events wait because one could not be folded.", in_all
)

# How much waits behind them. Read together with the aggregates that are parked.
PARKED_EVENTS = gauge("caseledger_parked_events", "Events that wait behind parked aggregates.", in_all)

# How far a rebuild is: divide by its target. Read by whoever started it.
REBUILD_DONE = gauge("caseledger_rebuild_done_events", "Events folded so far by a rebuild.", by_read_model)

# How much a rebuild has to do in all. Read by whoever started it.
REBUILD_TARGET = gauge("caseledger_rebuild_target_events", "Events that a rebuild has to fold.", by_read_model)

# --- The policies ------------------------------------------------------------------------------------------------

# What is done without a person; a policy that sends nothing while events come in is broken. Read by whoever is on duty.
POLICY_COMMANDS_SENT = counter(
    "caseledger_policy_commands_sent_total", "Commands sent by a policy.", by_policy_and_command
)

# What a policy has decided while it catches up and not yet sent: 0 at rest. Read when a policy seems silent.
POLICY_COMMANDS_WAITING = gauge(
    "caseledger_policy_waiting_commands", "Commands that a policy holds back until it has read the log.", by_policy
)

# Commands of policies that were refused with a consequence. Read when money comes back to suspense.
POLICY_COMMANDS_REFUSED = counter(
    "caseledger_policy_commands_refused_total", "Commands of a policy that were refused.", by_policy_and_code
)

# Money on its way between payments and cases. Above 0 for ten minutes: somebody must look. For alerts.
CLEARING_BALANCE = gauge(
    "caseledger_clearing_minor_units", "Minor units in a clearing account: 0 at rest.", by_currency_and_account
)

# What the client account holds and nobody is owed, or the other way round: never anything else than 0. For alerts.
CLIENT_FUNDS_DIFFERENCE = gauge(
    "caseledger_client_funds_difference_minor_units",
    "Minor units by which the client account differs from what is owed: 0 always.",
    by_currency,
)

# The same for what is held because of each creditor's cases; of several hundred creditors, those beyond 500 together as
# `other`, with the largest difference. Tells whose money it is when the one before differs. For alerts.
CREDITOR_FUNDS_DIFFERENCE = gauge(
    "caseledger_creditor_funds_difference_minor_units",
    "Minor units by which what is held for a creditor differs from what is owed: 0 always.",
    by_creditor_and_currency,
)

# Days on which bank and ledger differ and nobody has said why: each has a clock. Read by whoever keeps the books; for
# alerts when one stays for longer than two business days.
BANK_DIFFERENCES = gauge(
    "caseledger_open_bank_differences", "Differences between bank and ledger that nobody has explained.", in_all
)

# The share of money that finds its case by itself, with the next one. A payment of a large file is matched as it is
# received: `caseledger_events_written_total` of PaymentMatched has it too. Read by cash allocators and team leads.
PAYMENTS_MATCHED = counter(
    "caseledger_payments_matched_total", "Payments for which the matcher found cases.", by_method
)

# Unknown money, and why it is unknown: what cash allocators work on, and what to ask creditors about.
PAYMENTS_SUSPENDED = counter("caseledger_payments_suspended_total", "Payments put in suspense, by reason.", by_reason)

# How much the deadline clock watches over. Read by team leads.
DEADLINES_RUNNING = gauge("caseledger_running_deadlines", "Deadlines that are neither met nor missed.", in_all)

# Deadlines whose grace is over and that are still running: above 0 for long means that no writer answers. For alerts.
DEADLINES_DUE = gauge("caseledger_due_deadlines", "Running deadlines whose grace has passed.", in_all)

# How often people miss what was agreed, as it happens. Read by team leads.
DEADLINES_MARKED = counter(
    "caseledger_deadlines_marked_total", "Deadlines that the clock asked to mark missed.", in_all
)

# Deadlines that were over for longer before anybody asked: the clock was away, or had a log to catch up with. A moved
# clock and a history that is imported make some too. For objectives.
DEADLINES_MARKED_LATE = counter(
    "caseledger_deadlines_marked_late_total",
    "Deadlines that the clock asked to mark more than a minute after the end of their grace.",
    in_all,
)

# --- The watched folder ------------------------------------------------------------------------------------------

# Whether the bank's files come in, and how they end. None for a day: somebody must ask the bank. For alerts.
WATCHED_FILES = counter("caseledger_watched_files_total", "Files of the watched folder, by what became.", by_outcome)

# Files that cannot be read, sent or moved: the log says why. Above 0 for long: somebody must look. For alerts.
WATCHED_FILES_WAITING = gauge("caseledger_watched_waiting_files", "Files that are tried again later.", in_all)

# --- What others are told ----------------------------------------------------------------------------------------

# What subscribers of the public topics get; standing still while events are written means it is stuck. Read by whoever
# looks after subscribers.
EVENTS_PUBLISHED = counter("caseledger_events_published_total", "Events copied onto their public topics.", by_event)

# Whether receivers answer, and how: `delivered`, the kinds of statuses, and what kept from an answer. Read by whoever
# looks after subscribers.
WEBHOOK_CALLS = counter("caseledger_webhook_calls_total", "Calls of webhooks, by what became of them.", by_outcome)

# Slow receivers: each call holds up the events behind it, of its own subscription. Read together with the calls.
WEBHOOK_CALL_DURATION = histogram(
    "caseledger_webhook_call_duration_seconds", "Time from the name of a receiver to its answer.", in_all, SECONDS
)

# `gone` and `given_up` are called no more until a person says so: alert when there are more than yesterday. `failing`
# are tried again, for three days.
WEBHOOKS = gauge("caseledger_webhook_subscriptions", "Subscriptions of webhooks, by their state.", by_state)

# --- The HTTP API ------------------------------------------------------------------------------------------------

# Who is served and who is turned away; a rise of 500 is for whoever is on duty, of 401 for whoever looks after access.
HTTP_REQUESTS = counter("caseledger_http_requests_total", "Requests answered, by area and status.", by_area_and_status)

# Who looked at what is put on record. Read by whoever answers for personal data, beside the next one.
READS_RECORDED = counter("caseledger_reads_recorded_total", "Answers whose read was put on record.", in_all)

# Anything above zero: personal data was refused, or other answers left without a record. Alert on it.
READS_NOT_RECORDED = counter("caseledger_reads_not_recorded_total", "Reads that could not be put on record.", in_all)

# What people at the console and services feel. Of a command it is what its client wanted to wait.
HTTP_DURATION = histogram(
    "caseledger_http_request_duration_seconds", "Time from a request to the head of its answer.", by_area, SECONDS
)

# --- Every worker ------------------------------------------------------------------------------------------------

# Is it stuck? `/live` fails when this passes its limit. Read by whatever restarts processes, and by alerts.
WORKER_HEARTBEAT_AGE = gauge(
    "caseledger_worker_heartbeat_age_seconds", "Time since the worker last finished a step.", by_worker
)

# What a step costs; one step should wait for about a second at most. Read when a worker is slow.
WORKER_STEP_DURATION = histogram(
    "caseledger_worker_step_duration_seconds", "Time of one step of a worker, waiting included.", by_worker, SECONDS
)
