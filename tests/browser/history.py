"""What was counted over the days before: so that the charts have something to show."""

import psycopg

WEEK = """
INSERT INTO idempotency_outcomecount (minute, outcome, count)
SELECT minute, outcome, round(share * growth * (26 - 24 * cos(2 * pi() * hour / 24)))
  FROM generate_series(date_trunc('minute', now()) - interval '7 days', now() - interval '70 minutes',
                       interval '10 minutes') AS minute,
       extract(hour FROM minute) AS hour,
       (VALUES ('executed', 1), ('replayed', 0.12), ('fell_back', 0.02), ('refused', 0.06), ('failed', 0.01))
           AS kinds (outcome, share),
       LATERAL (SELECT 1.6 - 0.08 * extract(day FROM now() - minute) AS growth) AS grown
"""


def remember(database_url: str) -> None:
    """A week that ends before the last hour, which is left to what the tests do."""
    with psycopg.connect(database_url) as connection:
        connection.execute(WEEK)
