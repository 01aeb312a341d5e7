"""A request with an ``Idempotency-Key`` happens once, and every retry gets the first answer, byte for byte.

The story of one request, and the module that tells each part of it::

    middleware     the key comes in as ``request.idempotency``; the body arrives whole or not at all
    mixins         once the view has authorised the request, its handler is handed to ``run_once``
    attempts       scope, key and fingerprint: who asks for what
    execution      ``run_once``, the rule itself:
    replay_cache     Redis has the answer → replay it
    models           the ledger has it → replay it; somebody runs it now → 409; else it is ours to run
                     handler, answer and ledger entry commit together, or none of them does
    responses      what is kept of an answer: compressed, encrypted, bound to its key
    middleware     ``Idempotent-Replayed: true`` goes out
    outcomes       what became of it is counted; ``stats`` tells, with all else that there is to know

Redis makes it fast and may vanish at any moment. The database makes it true.

To use it: add ``idempotency`` to ``INSTALLED_APPS`` and ``idempotency.middleware.IdempotencyMiddleware`` to
``MIDDLEWARE``, and put :class:`idempotency.mixins.IdempotencyMixin` first in the bases of a viewset. What
must be forgotten goes through :mod:`idempotency.erasure`; :class:`idempotency.views.KeyView` tells clients
what became of a key. Settings and their defaults are in :mod:`idempotency.conf`.
"""
