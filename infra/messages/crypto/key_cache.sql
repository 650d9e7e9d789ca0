-- name: tables
-- The wrapped keys of one partition of <log>.keys: a cache, which can be deleted at any time.
CREATE TABLE identity (text TEXT NOT NULL);
-- One row: how far the topic has been read, and when that was last so (epoch ms).
CREATE TABLE progress (next_offset INTEGER NOT NULL, seen_at_ms INTEGER NOT NULL);
CREATE TABLE keys (
    person       BLOB NOT NULL,
    category     TEXT NOT NULL,
    key_id       BLOB NOT NULL,
    wrapping_key TEXT NOT NULL,
    wrapped      BLOB NOT NULL,
    PRIMARY KEY (person, category)
) WITHOUT ROWID;

-- name: set_identity
INSERT INTO identity VALUES (?);

-- name: identity
SELECT text FROM identity;

-- name: begin_progress
INSERT INTO progress VALUES (0, ?);

-- name: progress
SELECT next_offset, seen_at_ms FROM progress;

-- name: advance
UPDATE progress SET next_offset = ?, seen_at_ms = ? WHERE next_offset = ?;

-- name: put
INSERT INTO keys VALUES (?, ?, ?, ?, ?)
ON CONFLICT (person, category) DO UPDATE
SET key_id = excluded.key_id, wrapping_key = excluded.wrapping_key, wrapped = excluded.wrapped;

-- name: delete
DELETE FROM keys WHERE person = ? AND category = ?;

-- name: find
SELECT person, category, key_id, wrapping_key, wrapped FROM keys WHERE person IN (?);

-- name: a_wrapping_key
SELECT wrapping_key FROM keys LIMIT 1;
