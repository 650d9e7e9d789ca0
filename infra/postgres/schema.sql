-- The schema `caseledger` as it is after every migration, to be read in one place. A test compares the two; what is
-- run is the migrations.

CREATE SCHEMA caseledger;

CREATE TABLE caseledger.migration (
    number          integer     PRIMARY KEY,
    name            text        NOT NULL,
    sha256          text        NOT NULL,
    applied_at      timestamptz NOT NULL DEFAULT statement_timestamp()
);

CREATE TABLE caseledger.followed_log (
    only_one        boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    log_id          text        NOT NULL,       -- recorded with the log when it was created
    topic           text        NOT NULL
);

CREATE TABLE caseledger.build (
    model           text        NOT NULL,
    build           integer     NOT NULL CHECK (build > 0),
    definition      integer     NOT NULL,       -- which version of the model's tables and folds it was made with
    state           text        NOT NULL CHECK (state IN ('building', 'serving', 'retired')),
    begun_at        timestamptz NOT NULL DEFAULT statement_timestamp(),
    serving_since   timestamptz,
    PRIMARY KEY (model, build)
);

CREATE UNIQUE INDEX one_build_serves ON caseledger.build (model) WHERE state = 'serving';

CREATE TABLE caseledger.checkpoint (
    model           text        NOT NULL,
    build           integer     NOT NULL,
    partition       integer     NOT NULL,
    position        bigint      NOT NULL DEFAULT 0, -- of the last event that was folded or parked; 0: none yet
    next_offset     bigint      NOT NULL DEFAULT 0, -- from which to read on in Kafka
    folded          bigint      NOT NULL DEFAULT 0, -- events folded; with those parked, as many as the position says
    recorded_at     timestamptz,                    -- when the last of them was written to the log
    PRIMARY KEY (model, build, partition),
    FOREIGN KEY (model, build) REFERENCES caseledger.build ON DELETE CASCADE
);

CREATE TABLE caseledger.parked_event (
    model           text        NOT NULL,
    build           integer     NOT NULL,
    partition       integer     NOT NULL,
    log_offset      bigint      NOT NULL,
    position        bigint,                         -- unknown when the record does not say
    aggregate_id    uuid,                           -- unknown when the key is none; such a record holds up no other
    type            text,
    error           text,                           -- what was wrong; none for an event that waits behind another
    key             bytea,
    value           bytea,
    header_names    text[]      NOT NULL,
    header_contents bytea[]     NOT NULL,
    parked_at       timestamptz NOT NULL,
    tried_at        timestamptz,                    -- when a person last asked for another try
    tries           integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (model, build, partition, log_offset),
    FOREIGN KEY (model, build) REFERENCES caseledger.build ON DELETE CASCADE
);

CREATE INDEX parked_aggregate ON caseledger.parked_event (partition, model, build, aggregate_id);

CREATE TABLE caseledger.key_checkpoint (
    partition       integer     PRIMARY KEY,
    next_offset     bigint      NOT NULL DEFAULT 0, -- from which to read on in the topic of keys
    seen_at_ms      bigint      NOT NULL            -- when it was last read to its end: tombstones stay for days only
);

-- No foreign key and no second index: a million rows come in with a rebuild.
CREATE TABLE caseledger.person_key (
    person_id       uuid        NOT NULL,
    category        text        NOT NULL,
    partition       integer     NOT NULL,
    key_id          uuid        NOT NULL,
    wrapping_key    text        NOT NULL,
    wrapped         bytea       NOT NULL,
    PRIMARY KEY (person_id, category, partition)
);

CREATE TABLE caseledger.disclosure_checkpoint (
    partition       integer     PRIMARY KEY,
    definition      integer     NOT NULL,       -- which version of the table below it was made with
    position        bigint      NOT NULL,       -- of the last read that is in the table; 0: none yet
    hash            text        NOT NULL,       -- of that read, 64 hexadecimal digits; the next one builds on it
    next_offset     bigint      NOT NULL        -- from which to read on in Kafka
);

CREATE TABLE caseledger.disclosure (
    partition       integer     NOT NULL,
    position        bigint      NOT NULL,
    read_at         timestamptz NOT NULL,
    reader_kind     text        NOT NULL,
    reader_id       text        NOT NULL,
    role            text        NOT NULL,
    door            text        NOT NULL,
    question        text        NOT NULL,
    purpose         text,                       -- none was said
    in_the_clear    boolean     NOT NULL,       -- personal fields were in it that are masked for others
    rows            integer     NOT NULL,
    cases           uuid[]      NOT NULL,
    persons         uuid[]      NOT NULL,
    PRIMARY KEY (partition, position)
);

CREATE INDEX disclosure_by_time ON caseledger.disclosure (read_at, partition, position);
CREATE INDEX disclosure_by_reader ON caseledger.disclosure (reader_id, read_at);
CREATE INDEX disclosure_by_case ON caseledger.disclosure USING gin (cases);
CREATE INDEX disclosure_by_person ON caseledger.disclosure USING gin (persons);
