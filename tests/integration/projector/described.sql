-- Everything in the schema `caseledger`, as PostgreSQL itself describes it.

-- name: columns
SELECT format('%s %s %s %s %s', relation.relname, attribute.attname,
              format_type(attribute.atttypid, attribute.atttypmod), attribute.attnotnull,
              pg_get_expr(initial.adbin, initial.adrelid))
FROM pg_attribute AS attribute
JOIN pg_class AS relation ON relation.oid = attribute.attrelid
LEFT JOIN pg_attrdef AS initial ON initial.adrelid = relation.oid AND initial.adnum = attribute.attnum
WHERE relation.relnamespace = 'caseledger'::regnamespace AND attribute.attnum > 0 AND relation.relkind = 'r'
ORDER BY relation.relname, attribute.attnum;

-- name: constraints
SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE connamespace = 'caseledger'::regnamespace
ORDER BY 1;

-- name: indexes
SELECT indexdef FROM pg_indexes WHERE schemaname = 'caseledger' ORDER BY 1;

-- name: other_relations
SELECT format('%s %s', relkind, relname)
FROM pg_class
WHERE relnamespace = 'caseledger'::regnamespace AND relkind NOT IN ('r', 'i')
ORDER BY 1;

-- name: functions
SELECT proname FROM pg_proc WHERE pronamespace = 'caseledger'::regnamespace ORDER BY 1;
