-- Every clock that was ever started, one row for each.

CREATE TABLE clock (
    aggregate_id    uuid        NOT NULL,
    clock           text        NOT NULL,
    number          integer     NOT NULL,       -- tells the clocks of one name on one aggregate apart
    partition       integer     NOT NULL,
    jurisdiction    text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('running', 'paused', 'met', 'breached', 'superseded')),
    started_at      timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,       -- the first instant that is too late
    paused_at       timestamptz,
    ended_at        timestamptz,
    kind            text,                       -- what it is for, where the event that started it says its kind
    position        bigint      NOT NULL,       -- of the last event that turned it
    turned_at       timestamptz NOT NULL,       -- when that happened, and when it was recorded
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (aggregate_id, clock, number),
    CONSTRAINT paused_has_a_time CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CONSTRAINT ended_has_a_time CHECK ((state IN ('met', 'breached', 'superseded')) = (ended_at IS NOT NULL))
);

-- What runs out next, and what has run out.
CREATE INDEX clock_running ON clock (due_at) WHERE state = 'running';

-- How a clock stood before an event turned it: so it stood at the times between.
CREATE TABLE clock_before (
    aggregate_id    uuid        NOT NULL,
    clock           text        NOT NULL,
    number          integer     NOT NULL,
    partition       integer     NOT NULL,
    state           text        NOT NULL,
    started_at      timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    paused_at       timestamptz,
    ended_at        timestamptz,
    position        bigint      NOT NULL,       -- of the event that had left it like this, and its times
    turned_at       timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (aggregate_id, clock, number, position)
);

-- Whose days count for an aggregate.
CREATE TABLE jurisdiction (
    aggregate_id    uuid        PRIMARY KEY,
    partition       integer     NOT NULL,
    jurisdiction    text        NOT NULL
);
