-- name: insert_event
INSERT INTO events (position, originator, version, topic, state) VALUES (?, ?, ?, ?, ?);

-- name: insert_version
INSERT INTO versions (originator, version, position) VALUES (?, ?, ?);

-- name: insert_causation
INSERT INTO causations (causation, position, fingerprint) VALUES (?, ?, ?);

-- name: insert_topic
INSERT INTO topics (id, name) VALUES (?, ?);

-- name: select_topics
SELECT name, id FROM topics;

-- name: select_progress
SELECT position, hash, last_offset, next_offset FROM progress;

-- name: move_progress
UPDATE progress SET position = ?, hash = ?, last_offset = ?, next_offset = ?
WHERE position = ? AND hash = ? AND next_offset = ?;

-- name: latest_versions
SELECT originator, max(version) FROM versions WHERE originator IN (?) GROUP BY originator;

-- name: has_version
SELECT 1 FROM versions WHERE originator = ? AND version = ?;

-- name: select_events_ascending
SELECT versions.version, name, state
FROM versions JOIN events ON events.position = versions.position JOIN topics ON topics.id = events.topic
WHERE versions.originator = ? AND versions.version > ? AND versions.version <= ? AND versions.position <= ?
ORDER BY versions.version ASC LIMIT ?;

-- name: select_events_descending
SELECT versions.version, name, state
FROM versions JOIN events ON events.position = versions.position JOIN topics ON topics.id = events.topic
WHERE versions.originator = ? AND versions.version > ? AND versions.version <= ? AND versions.position <= ?
ORDER BY versions.version DESC LIMIT ?;

-- name: select_events_of
SELECT versions.originator, versions.version, versions.position, name, state
FROM versions JOIN events ON events.position = versions.position JOIN topics ON topics.id = events.topic
WHERE versions.originator IN (?)
ORDER BY versions.originator, versions.version;

-- name: select_notifications
SELECT position, originator, version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE position >= ? AND position <= ? ORDER BY position LIMIT ?;

-- name: select_notifications_of_topics
SELECT position, originator, version, name, state FROM events JOIN topics ON topics.id = events.topic
WHERE position >= ? AND position <= ? AND name IN (SELECT value FROM json_each(?))
ORDER BY position LIMIT ?;

-- name: last_caused
-- (SQLite takes a column beside a max() from the row that has it.)
SELECT caused.causation, events.originator, events.version, events.position, caused.fingerprint, topics.name,
       events.state
FROM (
    SELECT causation, max(position) AS position, fingerprint
    FROM causations WHERE causation IN (?) GROUP BY causation
) AS caused
JOIN events ON events.position = caused.position
JOIN topics ON topics.id = events.topic;

-- name: select_refusals
SELECT command_id, answer FROM refusals WHERE command_id IN (?);

-- name: insert_refusal
INSERT OR IGNORE INTO refusals (command_id, answer, at_ms) VALUES (?, ?, ?);

-- name: select_answers_offset
SELECT answers_offset FROM progress;

-- name: move_answers_offset
UPDATE progress SET answers_offset = max(answers_offset, ?) WHERE answers_offset = ?;

-- name: forget_refusals
DELETE FROM refusals WHERE at_ms < ?;

-- name: select_identity
SELECT format, log_id, cluster_id, topic, topic_id, partition, originators FROM identity;

-- name: insert_identity
INSERT INTO identity (format, log_id, cluster_id, topic, topic_id, partition, originators)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: insert_progress
INSERT INTO progress (position, hash, last_offset, next_offset, answers_offset) VALUES (0, ?, -1, 0, 0);
