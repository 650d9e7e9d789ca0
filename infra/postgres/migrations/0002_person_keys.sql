-- The wrapped keys that open personal texts, as the topic of keys has them: for whoever asks for one person or case, and
-- cannot follow the topic. A row goes with its key.

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
