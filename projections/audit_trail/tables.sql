-- One row for each event of the log, without personal data. Rows are only ever added.

CREATE TABLE audit_trail (
    partition       integer     NOT NULL,
    position        bigint      NOT NULL,
    aggregate_kind  text        NOT NULL,
    aggregate_id    uuid        NOT NULL,
    version         integer     NOT NULL,
    type            text        NOT NULL,           -- what happened: the event's name
    summary         text        NOT NULL,           -- the same in a sentence for people
    actor_kind      text        NOT NULL,           -- who: user, customer, system or bank
    actor_id        text        NOT NULL,
    occurred_at     timestamptz NOT NULL,           -- when it happened
    recorded_at     timestamptz NOT NULL,           -- when it was written
    channel         text,
    reason          text,
    rule            text,                           -- the rules that it rests on, or that a contact broke
    outcome         text,                           -- what came of it: of a contact, a dispute, a case; a survey's score
    direction       text,                           -- of a contact: who began it
    manager         text,                           -- the case manager who looks after the case from then on
    causation_id    uuid        NOT NULL,           -- the command that caused it
    correlation_id  uuid        NOT NULL,           -- the matter that it belongs to
    event_id        uuid        NOT NULL,
    hash            bytea       NOT NULL,
    record_offset   bigint      NOT NULL,           -- where the record is in Kafka: to fetch it, and never shown
    PRIMARY KEY (partition, position)
);

-- The history of one case or payment; and no version of it can be there twice.
CREATE UNIQUE INDEX audit_trail_aggregate ON audit_trail (aggregate_id, version);

-- Pages of the trail, newest or oldest first.
CREATE INDEX audit_trail_recorded ON audit_trail (recorded_at, partition, position);

-- The same in the order of happening, for a period of it.
CREATE INDEX audit_trail_occurred ON audit_trail (occurred_at, partition, position);

-- Pages of what one actor or kind of actor did, and of one kind of event: of one that is rare as quickly as of any other.
CREATE INDEX audit_trail_actor_kind ON audit_trail (actor_kind, recorded_at, partition, position);
CREATE INDEX audit_trail_actor ON audit_trail (actor_id, recorded_at, partition, position);
CREATE INDEX audit_trail_type ON audit_trail (type, recorded_at, partition, position);

-- Who has acted, and how often.
CREATE TABLE actor (
    id              text        NOT NULL,
    kind            text        NOT NULL,
    partition       integer     NOT NULL,
    events          bigint      NOT NULL,
    PRIMARY KEY (id, kind, partition)
);

-- The cases that an event of another aggregate names: a payment that was matched to them.
CREATE TABLE case_mention (
    case_id         uuid        NOT NULL,
    partition       integer     NOT NULL,
    position        bigint      NOT NULL,
    PRIMARY KEY (case_id, partition, position)
);
