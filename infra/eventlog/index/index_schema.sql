-- The index of one partition: a cache of its log, which can be deleted at any time.

CREATE TABLE identity (
    format     INTEGER NOT NULL,
    log_id     TEXT NOT NULL,
    cluster_id TEXT NOT NULL,
    topic      TEXT NOT NULL,
    topic_id   TEXT NOT NULL,
    partition  INTEGER NOT NULL,
    originators TEXT NOT NULL
);

-- One row: how far the index has come. It moves in the same transaction as the events.
CREATE TABLE progress (
    position    INTEGER NOT NULL,  -- of the last event, 0 when there is none
    hash        BLOB NOT NULL,     -- of the last event, or the genesis
    last_offset INTEGER NOT NULL,  -- Kafka offset of the last event, -1 when there is none
    next_offset INTEGER NOT NULL,  -- Kafka offset from which to read on
    answers_offset INTEGER NOT NULL  -- Kafka offset from which to read on in the topic of answers
);

CREATE TABLE topics (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE events (
    position   INTEGER PRIMARY KEY,
    originator BLOB NOT NULL,      -- 16 bytes of a UUID, or a text
    version    INTEGER NOT NULL,
    topic      INTEGER NOT NULL,   -- topics.id
    state      BLOB NOT NULL
);

-- Two tables and not two indexes of `events`, so that each can be filled in the order of its own key.
CREATE TABLE versions (
    originator BLOB NOT NULL,
    version    INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (originator, version)
) WITHOUT ROWID;

CREATE TABLE causations (
    causation   BLOB NOT NULL,     -- id of the command that caused the event
    position    INTEGER NOT NULL,
    fingerprint BLOB,              -- of what the command asked, as its header says
    PRIMARY KEY (causation, position)
) WITHOUT ROWID;

-- Answers to commands that caused no event.
CREATE TABLE refusals (
    command_id BLOB PRIMARY KEY,
    answer     BLOB NOT NULL,
    at_ms      INTEGER NOT NULL
) WITHOUT ROWID;
