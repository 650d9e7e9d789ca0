-- Clocks that were stored before and that a batch turned.

CREATE TEMPORARY TABLE IF NOT EXISTS staged_clock (
    aggregate_id uuid, number integer, partition integer, started_at timestamptz, due_at timestamptz, position bigint,
    turned_at timestamptz, recorded_at timestamptz,
    clock text, jurisdiction text, state text, kind text, paused_at timestamptz, ended_at timestamptz
) ON COMMIT DELETE ROWS;
