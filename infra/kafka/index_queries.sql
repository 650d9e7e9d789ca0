-- name: insert_event
INSERT INTO events (position, originator, version, topic, state, causation) VALUES (?, ?, ?, ?, ?, ?);

-- name: insert_topic
INSERT INTO topics (id, name) VALUES (?, ?);

-- name: select_topics
SELECT name, id FROM topics;

-- name: select_progress
SELECT position, hash, last_offset, next_offset FROM progress;

-- name: move_progress
UPDATE progress SET position = ?, hash = ?, last_offset = ?, next_offset = ?
WHERE position = ? AND hash = ? AND next_offset = ?;

-- name: latest_version
SELECT version FROM events WHERE originator = ? ORDER BY version DESC LIMIT 1;

-- name: has_version
SELECT 1 FROM events WHERE originator = ? AND version = ?;

-- name: select_events_ascending
SELECT version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE originator = ? AND version > ? AND version <= ? ORDER BY version ASC LIMIT ?;

-- name: select_events_descending
SELECT version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE originator = ? AND version > ? AND version <= ? ORDER BY version DESC LIMIT ?;

-- name: select_notifications
SELECT position, originator, version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE position >= ? AND position <= ? ORDER BY position LIMIT ?;

-- name: select_notifications_of_topics
SELECT position, originator, version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE position >= ? AND position <= ? AND events.topic IN (SELECT value FROM json_each(?))
ORDER BY position LIMIT ?;

-- name: answer_of
SELECT originator, version, position FROM events WHERE causation = ? ORDER BY position DESC LIMIT 1;

-- name: refusal_of
SELECT answer FROM refusals WHERE command_id = ?;

-- name: insert_refusal
INSERT OR IGNORE INTO refusals (command_id, answer, at_ms) VALUES (?, ?, ?);

-- name: select_answers_offset
SELECT answers_offset FROM progress;

-- name: move_answers_offset
UPDATE progress SET answers_offset = ? WHERE answers_offset < ?;

-- name: forget_refusals
DELETE FROM refusals WHERE at_ms < ?;

-- name: select_identity
SELECT format, log_id, cluster_id, topic, topic_id, partition, originators FROM identity;

-- name: insert_identity
INSERT INTO identity (format, log_id, cluster_id, topic, topic_id, partition, originators)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: insert_progress
INSERT INTO progress (position, hash, last_offset, next_offset, answers_offset) VALUES (0, ?, -1, 0, 0);
