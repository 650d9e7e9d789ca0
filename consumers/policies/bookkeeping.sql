-- What the worker of every policy keeps beside the policy's own tables, in the same transactions.

-- name: tables
-- Which log, policy and definition this file is of.
CREATE TABLE identity (text TEXT NOT NULL);

-- How far each partition of the log has been read: the Kafka offset to read next. A bookmark, never shown.
CREATE TABLE progress (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL);

-- What is decided and not yet sent: the policy is still catching up.
CREATE TABLE outbox (
    number         INTEGER PRIMARY KEY,
    command_id     BLOB NOT NULL UNIQUE,
    target         BLOB NOT NULL,
    correlation_id BLOB NOT NULL,
    command        BLOB NOT NULL, -- as on the wire
    traceparent    TEXT NOT NULL  -- to which trace it belongs; empty: to none
);

-- How far each partition of the replies has been read.
CREATE TABLE reply_progress (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL);

-- What was sent and has not been answered, by an event or by a reply.
CREATE TABLE asked (
    command_id     BLOB PRIMARY KEY,
    target         BLOB NOT NULL,
    correlation_id BLOB NOT NULL,
    command        BLOB NOT NULL, -- as on the wire
    traceparent    TEXT NOT NULL,
    asked_at       INTEGER NOT NULL -- microseconds since 1970-01-01, UTC
) WITHOUT ROWID;
CREATE INDEX asked_by_time ON asked (asked_at);

-- Commands of ours whose events have been read, as long as what caused them may still be unread.
CREATE TABLE answered (command_id BLOB PRIMARY KEY) WITHOUT ROWID;

-- name: find_identity
SELECT text FROM identity;

-- name: set_identity
INSERT INTO identity (text) VALUES (:text);

-- name: progress
SELECT partition, next_offset FROM progress;

-- name: advance
INSERT INTO progress (partition, next_offset) VALUES (:partition, :next_offset)
ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset;

-- name: reply_progress
SELECT partition, next_offset FROM reply_progress;

-- name: advance_replies
INSERT INTO reply_progress (partition, next_offset) VALUES (:partition, :next_offset)
ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset;

-- name: put_out
-- As many rows as there are commands.
INSERT INTO outbox (command_id, target, correlation_id, command, traceparent)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (command_id) DO NOTHING;

-- name: answered
-- As many rows as there are keys.
INSERT INTO answered (command_id) VALUES (?) ON CONFLICT DO NOTHING;

-- name: drop_what_was_answered
DELETE FROM outbox WHERE command_id IN (SELECT command_id FROM answered);

-- name: forget_answers
DELETE FROM answered;

-- name: to_send
SELECT number, command_id, target, correlation_id, command, traceparent FROM outbox ORDER BY number LIMIT :limit;

-- name: sent
DELETE FROM outbox WHERE number <= :number;

-- name: ask
INSERT INTO asked (command_id, target, correlation_id, command, traceparent, asked_at)
SELECT command_id, target, correlation_id, command, traceparent, :now FROM outbox WHERE number <= :number
ON CONFLICT (command_id) DO UPDATE SET asked_at = excluded.asked_at;

-- name: find_asked
SELECT target, correlation_id, command, traceparent FROM asked WHERE command_id = :command_id;

-- name: settle
DELETE FROM asked WHERE command_id IN (?);

-- name: ask_again
INSERT INTO outbox (command_id, target, correlation_id, command, traceparent)
SELECT command_id, target, correlation_id, command, traceparent FROM asked WHERE asked_at < :before OR asked_at > :now
ON CONFLICT (command_id) DO NOTHING;

-- name: count_asked
SELECT count(*) FROM asked;

-- name: count_waiting
SELECT count(*) FROM outbox;
