"""A whole deployment on this machine, without containers: ``make up``.

nginx with TLS, two instances of hotelops with production settings, a Postgres and a Valkey, all on 127.0.0.1.
What they store stays in ``var/up``, where their logs and secrets are, too.
"""
