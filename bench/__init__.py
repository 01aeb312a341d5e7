"""Measures what idempotency costs, on the product as deployed: granian, Postgres that flushes, and Valkey.

One computer serves, stores and drives the load, so a figure alone says little about the product. That is why
every figure is the ratio of a pair: both sides get the same request, in turn (A B A B …), in one run. Run it
with ``make bench``, or ``make bench ARGS="--rounds 15 --seconds 3 --json result.json"``; an otherwise idle
machine with ``wrk`` installed gives the narrowest ranges.

::

    deployment     the servers, a login, and the requests
    bodies         what is sent: an expense, a photo, a PDF
    pairs          what is measured against what
    load           wrk, or the Python client where it is missing and for uploads
    measurement    the rounds of a pair, and their medians and ranges
    memory         how far the worker processes grow meanwhile
    record         the bytes that one kept answer takes in Redis
    report         the table and the JSON
    settings urls views      the product, and beside it the other sides of the pairs
"""
