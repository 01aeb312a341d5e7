"""Sends the drafts that come in, a line each (key, path, body), all at once, and prints the answers."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from urllib3.exceptions import HTTPError

client: Any = import_module("client")
token = sys.argv[1]


def answer(line: str) -> str:
    key, path, body = line.rstrip("\n").split("\t")
    draft = {"key": key, "path": path, "body": json.loads(body)}
    try:
        response = client.send(draft, token)
    except HTTPError as lost:
        return json.dumps({"key": key, "status": 0, "data": str(lost)})
    return json.dumps({"key": key, "status": response.status, "data": response.json()})


with ThreadPoolExecutor(20) as pool:
    for told in pool.map(answer, sys.stdin.readlines()):
        print(told)
