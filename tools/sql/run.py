"""Runs queries of Athena on the files of a trail: parsed as Athena's dialect, translated to DuckDB's, and run there.

Takes JSON on stdin: tables with their columns as Glue has them, and queries with their parameters. A query that is not of
Athena's dialect fails. Answers with JSON: for each query its rows, as objects.
"""

from __future__ import annotations

import glob
import gzip
import json
import re
import sys
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

PRIMITIVES = {"string": "VARCHAR", "bigint": "BIGINT", "int": "INTEGER", "boolean": "BOOLEAN"}


def duckdb_type(glue: str) -> str:
    """`struct<a:string,b:array<string>>` as DuckDB writes it."""
    if glue.startswith("array<"):
        return f"{duckdb_type(glue[6:-1])}[]"
    if glue.startswith("struct<"):
        members = [member.split(":", 1) for member in split(glue[7:-1])]
        return "STRUCT(" + ", ".join(f'"{name}" {duckdb_type(kind)}' for name, kind in members) + ")"
    if glue.startswith("map<"):
        return "MAP(" + ", ".join(duckdb_type(each) for each in split(glue[4:-1])) + ")"
    return PRIMITIVES[glue]


def split(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += {"<": 1, ">": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def lowered(value: Any) -> Any:
    """Members without capital letters, as a SerDe of Hive reads them."""
    if isinstance(value, dict):
        return {key.lower(): lowered(each) for key, each in value.items()}
    return [lowered(each) for each in value] if isinstance(value, list) else value


def as_column(value: Any, kind: str) -> Any:
    """A member that the table has as a string is kept as the text of its JSON."""
    if value is None:
        return None
    if kind == "string":
        return value if isinstance(value, str) else json.dumps(value)
    return lowered(value)


def _values(partition: str, projection: dict[str, str]) -> str:
    """The values that partition projection makes up for a partition, as a pattern."""
    kind = projection[f"projection.{partition}.type"]
    if kind == "enum":
        values = "|".join(re.escape(value) for value in projection[f"projection.{partition}.values"].split(","))
    else:
        values = re.sub(r"[yMd]", r"\\d", projection[f"projection.{partition}.format"])
    return f"(?P<{partition}>{values})"


def load(connection: duckdb.DuckDBPyConnection, table: dict[str, Any]) -> None:
    columns, partitions = table["columns"], [partition["name"] for partition in table["partitions"]]
    place = re.compile(re.sub(r"\\\$\\\{(\w+)\\\}", lambda found: _values(found.group(1), table["projection"]), re.escape(table["template"])) + r"/[^/]+")
    rows = []
    for file in glob.glob(f"{table['folder']}/**/*", recursive=True):
        if not file.endswith((".json.gz", ".json")):
            continue
        found = place.fullmatch(file.replace(table["folder"].rstrip("/"), table["location"].rstrip("/"), 1))
        if not found:
            continue
        content = (gzip.open if file.endswith(".gz") else open)(file, "rt").read()  # type: ignore[operator]
        records = json.loads(content)["Records"] if table["format"] == "trail" else [json.loads(line) for line in content.splitlines()]
        for record in records:
            by_name = {key.lower(): value for key, value in record.items()}
            values = {column["name"]: as_column(by_name.get(column["name"]), column["type"]) for column in columns}
            rows.append({**values, **{name: found.group(name) for name in partitions}})
    every = [*columns, *table["partitions"]]
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{table["database"]}"')
    declared = ", ".join(f'"{column["name"]}" {duckdb_type(column["type"])}' for column in every)
    name = f'"{table["database"]}"."{table["name"]}"'
    connection.execute(f"CREATE TABLE {name} ({declared})")
    structure = {column["name"]: duckdb_type(column["type"]) for column in every}
    shape = "{" + ", ".join(json.dumps(key) + ": " + json.dumps(value) for key, value in structure.items()) + "}"
    connection.execute(
        f"INSERT INTO {name} SELECT row.* FROM (SELECT unnest(from_json(?::JSON, ?)) AS row)", [json.dumps(rows), json.dumps([json.loads(shape)])]
    )


def translated(sql: str) -> str:
    """Fails for what is not of Athena's dialect, or could not be said in DuckDB's."""
    for placeholder in sqlglot.parse_one(sql, read="athena").find_all(exp.Placeholder):
        # Athena User Guide, "Use parameterized queries": nowhere else, as of 2026.
        if not placeholder.find_ancestor(exp.Where):
            raise SystemExit("Athena takes parameters in the WHERE clause only.")
    (text,) = sqlglot.transpile(sql, read="athena", write="duckdb", unsupported_level=ErrorLevel.RAISE)
    return text


def main() -> None:
    asked = json.load(sys.stdin)
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone='UTC'")
    for table in asked["tables"]:
        load(connection, table)
    answers = []
    for query in asked["queries"]:
        found = connection.execute(translated(query["sql"]), query["parameters"])
        names = [column[0] for column in found.description]
        answers.append([dict(zip(names, row)) for row in found.fetchall()])
    json.dump(answers, sys.stdout, default=str)


if __name__ == "__main__":
    main()
