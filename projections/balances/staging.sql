-- What a batch changes, one row for each case, payment and account that it touches.

CREATE TEMPORARY TABLE IF NOT EXISTS staged_case (
    case_id uuid, partition integer, position bigint, is_new boolean, has_manager boolean,
    cases integer, open_cases integer, payments integer,
    {each amount: $ bigint},
    creditor_id text, creditor_reference text, portfolio text, jurisdiction text, currency text, payment_reference text,
    creditor_reference_key text, payment_reference_key text, person_id uuid, due_date date,
    stage text, status text, outcome text, team text, received_at timestamptz, closed_at timestamptz
) ON COMMIT DELETE ROWS;

CREATE TEMPORARY TABLE IF NOT EXISTS staged_payment (
    payment_id uuid, partition integer, position bigint, is_new boolean, was_placed boolean, amount_minor bigint, since timestamptz,
    currency text, value_date date, source text, status text, reason text,
    line_number bigint, is_deduction boolean, received_at timestamptz, receiver_account text, booked_date date, bank_file_id uuid, deposit_id uuid, case_ids text
) ON COMMIT DELETE ROWS;

CREATE TEMPORARY TABLE IF NOT EXISTS staged_account (
    partition integer, balance_minor bigint, postings bigint, currency text, account text
) ON COMMIT DELETE ROWS;

CREATE TEMPORARY TABLE IF NOT EXISTS staged_collected (
    position bigint, case_id uuid, partition integer, is_direct boolean,
    principal_minor bigint, interest_minor bigint, fees_minor bigint, court_costs_minor bigint,
    currency text, value_date date, payment_id uuid
) ON COMMIT DELETE ROWS;

CREATE TEMPORARY TABLE IF NOT EXISTS staged_funds (
    partition integer, balance_minor bigint, case_id uuid, creditor_id text, currency text, account text
) ON COMMIT DELETE ROWS;
