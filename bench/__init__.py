"""Measures the product as deployed: granian, Postgres that flushes, and Valkey.

One computer serves, stores and drives the load, so a figure alone says little about the product. That is why
every figure is compared with that of another side, in turn (A B A B …), in one run. Run all of it with
``make bench``, which writes docs/performance.md and var/bench.json too, or some rows with
``make bench ARGS="--only first-write,lists --rounds 3"``. An otherwise idle machine with ``wrk`` and
``redis-server`` installed gives all rows and the narrowest ranges; ``SOAK=10`` makes a million ten.

::

    rows           the table: what is measured, against what, and what is to be reached
    measurement    the rounds of a row, and their medians and ranges
    report         the table, printed and written into the page
    deployment     the servers, and installations of the product on them
    site           such an installation
    sending        turns that send one request again and again
    request        what is sent, and what became of it
    load client    wrk, or the Python client where it is missing, and for uploads and fixed rates
    bodies         what is sent: an expense, a photo, a PDF
    million        a million rows and kept answers
    redis_bytes    what a kept answer takes in Redis
    processor memory    what the processes take meanwhile
    statements     what a request asks the database
    start          a worker's cold start
    settings urls views      the product, and beside it the other sides
"""
