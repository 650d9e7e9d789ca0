"""A question cannot forget to ask whether database and log belong together: nobody else opens a session on them."""

from __future__ import annotations

import ast
from pathlib import Path

MAY_CONNECT = {
    "infra/runtime/read_models_access.py": "the rule itself",
    "infra/audit/partition.py": "a second session in the snapshot of one that was opened by the rule",
    "infra/cli/operations/bringing_up.py": "makes the database ready, which includes the rule",
    "infra/cli/operations/database_roles.py": "grants rights on whatever is there",
    "infra/cli/doctor/database.py": "looks at the server itself, whatever is in it",
    "infra/cli/operations/server_status.py": "asks whether the server lets us in, and nothing else",
    "consumers/disclosures/worker.py": "makes the database ready for its table, which includes the rule",
    "consumers/projector/indexing.py": "more sessions of a rebuild, beside the one that was opened by the rule",
    "consumers/projector/worker.py": "makes the database ready, which includes the rule",
}


def test_a_session_on_the_read_models_is_opened_in_one_place() -> None:
    found = {
        str(path)
        for folder in ("infra", "consumers", "projections")
        for path in Path(folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "infra.postgres.connect"
        and "connect" in {name.name for name in node.names}
    }
    assert found == set(MAY_CONNECT)
