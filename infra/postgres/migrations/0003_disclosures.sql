-- Who has looked at what: the topic of reads as a table, to be asked by reader, case, person and time. It is made again
-- from the topic when its checkpoints are deleted, or when another definition comes.

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
