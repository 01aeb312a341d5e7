"""What a request asks the database. As a program: prints it and its plans as JSON. Arguments: token, path."""

import json
import sys
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import django
import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .measurement import Turn
from .site import Site


def main() -> None:
    django.setup()
    authorization, path = sys.argv[1:]
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "localhost", "authorization": authorization}).get(path)
    assert answer.status_code == 200, answer.content
    reading = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    print(json.dumps([{"sql": sql, "plan": plan(sql)} for sql in reading]))


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def statements(site: Site, path: str) -> list[dict[str, Any]]:
    printed = site.run("-m", "bench.statements", site.authorization["Authorization"], path)
    found: list[dict[str, Any]] = json.loads(printed.splitlines()[-1])
    return found


def planned(site: Site, path: str) -> Turn:
    """How many statements a GET takes, and how many of them read all payments, or by an index of theirs."""

    def turn() -> Mapping[str, float]:
        plans = [each["plan"] for each in statements(site, path)]
        by_index = sum("Index" in plan and "on finance_expense" in plan for plan in plans)
        read_all = sum("Seq Scan on finance_expense" in plan for plan in plans)
        return {"statements": len(plans), "by_index": by_index, "read_all": read_all}

    return turn


def bare(site: Site, path: str, *, times: int) -> Turn:
    """The time that the database takes for what a GET asks it, on one connection."""

    @cache
    def asked() -> list[str]:
        return [each["sql"] for each in statements(site, path)]

    def turn() -> Mapping[str, float]:
        with psycopg.connect(site.database_url) as connection:
            begin = time.perf_counter()
            for sql in asked() * times:
                connection.execute(sql).fetchall()
            return {"median": (time.perf_counter() - begin) * 1000 / times}

    return turn


if __name__ == "__main__":
    main()
