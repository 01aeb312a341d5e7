"""The table: what is measured, against what, and what is to be reached."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from tests.servers import Valkey

from . import bodies
from .deployment import Deployment, paused, stopped
from .load import Load, PythonClient
from .measurement import DIFFERENCE, RATIO, SHARE, Figure, Row
from .memory import with_memory
from .million import COUNT, emptied, filled
from .processor import PARTS, with_processor
from .redis_bytes import Redis, bytes_a_record, is_redis_installed, kept_answer
from .sending import Sender
from .statements import bare, planned

EXPENSES, UPLOADS = "/v1/finance/expenses", "/v1/uploads/file"
PROTECTED, UNPROTECTED = "/bench/protected", "/bench/unprotected"
UNPROTECTED_UPLOAD = "/bench/unprotected-upload"
FOUND = f"{EXPENSES}?property=1&category=rent&mode=cash&min=1000&from=2000-01-01T00:00:00Z"
NONE_FOUND = FOUND.replace("from=2000", "from=2099")
TODAY = datetime.now(UTC).date()
SUMMARY = f"/v1/finance/summary?from={TODAY - timedelta(days=365)}&to={TODAY}"
FEW = 3
"""Rounds of what takes long and differs little."""


def rows(deployment: Deployment, load: Load) -> Iterator[Row]:
    main, troubled, single = deployment.main, deployment.troubled, deployment.single
    send = Sender(load.run, bodies.expense(deployment.folder))
    write, unprotected = send.post(main, PROTECTED), send.post(main, UNPROTECTED)
    light, unprotected_light = send.post(main, "/bench/light"), send.post(main, "/bench/unprotected-light")
    replay, empty = send.replay(main, PROTECTED), send.same(main, "/bench/empty")
    yield Row("first-write", "first write ÷ unprotected", write, unprotected, [rate("≥ 0.85")])
    yield Row("light", "light view ÷ unprotected", light, unprotected_light, [rate("≥ 0.75")])
    yield Row("replay", "replay ÷ empty DRF view", replay, empty, [rate("≥ 0.85")])
    yield Row("drf", "empty DRF view ÷ plain view", empty, send.same(main, "/bench/plain"), [rate()])
    yield latency(deployment, send, load)

    hangs, is_dead = partial(paused, troubled), partial(stopped, troubled)
    in_trouble, from_ledger = send.post(troubled, PROTECTED), send.replay(troubled, PROTECTED)
    yield Row("redis-hangs", "first write, Redis hanging ÷ well", in_trouble, write, [rate("≥ 0.95")], hangs)
    yield Row("redis-dead", "first write, Redis dead ÷ well", in_trouble, write, [rate("≥ 0.95")], is_dead)
    yield Row("ledger", "replay, Redis dead ÷ well", from_ledger, replay, [rate()], is_dead)

    one = with_processor(send.post(single, PROTECTED), single)
    parts = [Figure(part, f"ms of processor a request: {part}", form=".2f") for part in PARTS]
    yield Row("processes", "2 processes ÷ 1", with_processor(write, main), one, [rate(), *parts])
    yield from kept_answers(deployment, send)
    yield from of_a_million(deployment, send, load)
    start, setup = main.timed("-m", "bench.start"), main.timed("-c", "import django; django.setup()")
    yield Row(
        "start", "cold start ÷ django.setup()", start, setup, [Figure("seconds", "s", RATIO, "< 2", ".2f")]
    )
    yield from uploads(deployment, "pdf", bodies.pdf_upload(deployment.folder), files=10)
    yield from uploads(deployment, "photo", bodies.photo_upload(deployment.folder), files=3)


def rate(aim: str = "") -> Figure:
    return Figure("per_second", "requests/s", RATIO, aim)


def latency(deployment: Deployment, send: Sender, load: Load) -> Row:
    """Of requests that come whether or not those before are answered: wrk cannot send like that."""

    @cache
    def half() -> Load:
        saturated = send.post(deployment.main, PROTECTED)()["per_second"]
        return PythonClient(load.connections, 3 * load.seconds, rate=saturated / 2)

    paced = replace(send, drive=lambda request: half().run(request))
    sides = paced.post(deployment.main, PROTECTED), paced.post(deployment.main, UNPROTECTED)
    median, p99 = (
        Figure(name, f"ms at half of the saturation rate: {name}", DIFFERENCE, aim, ".1f")
        for name, aim in (("median", "< 1"), ("p99", "< 5"))
    )
    return Row("latency", "added to an unprotected write", *sides, [median, p99])


def kept_answers(deployment: Deployment, send: Sender) -> Iterator[Row]:
    def kept() -> bytes:
        return kept_answer(send.post(deployment.main, EXPENSES).request, deployment.valkey)

    servers: dict[str, tuple[type[Valkey], str]] = {"Valkey": (Valkey, "≤ 260")}
    if is_redis_installed():
        servers["Redis"] = Redis, "≤ 290"
    for name, (server, aim) in servers.items():
        figures = [
            Figure("usage", "bytes by MEMORY USAGE", None, aim),
            Figure("used", "bytes of used_memory", None),
        ]
        turn = bytes_a_record(server, kept)
        yield Row(f"bytes-{name.lower()}", f"an answer kept in {name}", turn, None, figures, most_rounds=1)


def of_a_million(deployment: Deployment, send: Sender, load: Load) -> Iterator[Row]:
    """Kept answers, ledger entries and expenses."""
    main, full = deployment.main, deployment.full
    alone = replace(send, drive=PythonClient(1, load.seconds, at_least=FEW).run)
    is_full, is_empty = partial(filled, full, send.body), partial(emptied, main, full, send.body)
    writes = send.post(full, EXPENSES), send.post(main, EXPENSES)
    replays = send.replay(full, EXPENSES), send.replay(main, EXPENSES)
    yield Row("million-writes", f"first write, with {COUNT:,} ÷ empty", *writes, [rate("≥ 0.95")], is_empty)
    yield Row("million-replays", f"replay, with {COUNT:,} ÷ empty", *replays, [rate("≥ 0.95")], is_empty)

    lists = alone.get(full, FOUND), alone.get(full, NONE_FOUND)
    milliseconds = Figure("median", "ms", RATIO, "< 3", ".1f")
    yield Row("lists", f"50 of {COUNT:,}, filtered ÷ none", *lists, [milliseconds], is_full)
    plans = planned(full, FOUND), planned(full, NONE_FOUND)
    counts = (
        Figure("statements", "statements", RATIO, "≤ 1"),
        Figure("read_all", "that read all", None, "≤ 0"),
    )
    yield Row("plans", f"50 of {COUNT:,}, filtered ÷ none", *plans, counts, is_full, most_rounds=1)
    sums = alone.get(full, SUMMARY), bare(full, SUMMARY, times=FEW)
    share = Figure("median", "ms", SHARE, "≥ 0.8")
    yield Row("summary", f"bare SQL ÷ summary of {COUNT:,}", *sums, [share], is_full, most_rounds=FEW)


def uploads(deployment: Deployment, name: str, body: bodies.Body, *, files: int) -> Iterator[Row]:
    """One at a time, since two meet in one process or in two, which is the kernel's choice."""
    main = deployment.main
    send = Sender(PythonClient(1, 0, at_least=files).run, body)
    first, unprotected, replay = (
        with_memory(turn, main)
        for turn in (
            send.post(main, UPLOADS),
            send.post(main, UNPROTECTED_UPLOAD),
            send.replay(main, UPLOADS),
        )
    )
    each = Figure("per_second", "uploads/s", RATIO, "≥ 0.9", ".1f")
    again = replace(each, aim="≥ 1")
    growth = Figure(
        "growth", f"MiB that a worker grows, in {files} uploads", None, "< 5" if files == 10 else "", ".1f"
    )
    title = f"10 MiB {name}"
    yield Row(name, f"{title} ÷ unprotected", first, unprotected, [each, growth], most_rounds=FEW)
    yield Row(f"{name}-replay", f"{title} sent again ÷ first", replay, first, [again], most_rounds=FEW)
