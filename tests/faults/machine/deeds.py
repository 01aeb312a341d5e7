"""What befalls the product in one example, with requests under way."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

from tests.faults.windows import Window, run
from tests.product.calls import DOCUMENT
from tests.servers import wait_until

from .drafts import Request
from .faults import AFTER_COMMIT, FAULTS, NOTHING, REDIS, somebody_is_inside, window_of
from .memory import Entry
from .moments import Exchange, Moment
from .play import Play

EXPIRE: Final = """
UPDATE idempotency_ledgerentry SET expires_at = now() - interval '1 second'
 WHERE scope = %s AND key = %s AND expires_at > now() RETURNING path, location, answer IS NULL
"""
EXPIRED: Final = "SELECT count(*) FROM idempotency_ledgerentry WHERE expires_at <= now()"
ERASED: Final = "erased the guest, documents"
ERASED_BEFORE: Final = "the guest had been erased before"
NOTHING_ERASED: Final = "nothing was erased"
DOCUMENTS_OF: Final = "SELECT id FROM guestcheckin_document WHERE stay_id = %s"


class Deeds(Play):
    def disturb(self, fault: str, requests: Sequence[Request], after: float) -> None:
        """The fault strikes some seconds after the requests were sent, wherever they are then."""
        self.tally.faults[fault] += 1
        self.world.await_workers()

        def strike() -> Moment:
            time.sleep(after)
            return (FAULTS | REDIS)[fault](self.world)

        self.together(requests, strike)

    def strike(self, request: Request, moment: str, fault: str) -> None:
        """The fault strikes while the request is in the window, and others have asked for the same."""
        self.tally.faults[f"{fault} {moment}"] += 1
        if moment == AFTER_COMMIT:
            self.world.redis_up()
        self.world.await_workers()
        self.world.await_quiet()
        window = window_of(self.world, moment, fault)
        with window.open():
            first = self.enter(window, request)
            echoes = () if moment == AFTER_COMMIT else (request, request.changed())
            exchanges = [self.echo(window, echo) for echo in echoes]
            told = Moment() if fault == NOTHING else FAULTS[fault](self.world)
        self.hear([first.result(), *exchanges], told)

    def enter(self, window: Window, request: Request) -> Future[Exchange]:
        """Sends the request until it is inside: connections that are broken by now tell so before."""
        sent = self.world.threads.submit(self.exchange, request)
        wait_until(lambda: sent.done() or somebody_is_inside(self.world, window))
        if not sent.done() or not sent.result().is_lost:
            return sent
        self.hear([sent.result()], Moment())
        return self.enter(window, request)

    def echo(self, window: Window, request: Request) -> Exchange:
        """Sends the request until it is told that another one is inside."""
        while (exchange := self.exchange(request)).is_lost:
            self.hear([exchange], Moment())
        assert exchange.is_in_progress or not somebody_is_inside(self.world, window), f"{exchange} too early"
        return exchange

    def shut_out(self, name: str, deactivate: bool, requests: Sequence[Request]) -> None:
        """The person leaves while they are at work, or comes with a token that has run out."""
        leaving = name if deactivate and name not in self.out else ""
        self.out.setdefault(name, self.people[name].token if deactivate else self.people[name].expired_token)

        def leave() -> Moment:
            if deactivate:
                self.world.office.deactivate(name)
            return Moment(leaving=leaving)

        self.together(requests, leave)

    def erase(self, stay: str, requests: Sequence[Request]) -> None:
        """The guest of a stay is erased, and what was done about it asked for meanwhile and afterwards."""
        about = self.memory.done_about(stay)
        documents = [id_ for (id_,) in self.rows(DOCUMENTS_OF, stay.rpartition("/")[2])]
        said: list[str] = []

        def is_settled() -> bool:
            said.append(self.world.office.erase(stay.rpartition("/")[2]))
            self.tell(said[-1])
            return NOTHING_ERASED not in said[-1] or self.world.redis_state != "up"

        def erase() -> Moment:
            assert wait_until(is_settled, seconds=30), "the guest cannot be erased"
            return Moment(erasing="" if NOTHING_ERASED in said[-1] else stay)

        if self.together([*requests, *about], erase).erasing:
            self.erased(stay, said[-1], documents)
        self.together(about)

    def erased(self, stay: str, said: str, documents: Sequence[int]) -> None:
        if stay in self.memory.erased_stays:
            assert ERASED_BEFORE in said, "erased twice"
        else:
            assert ERASED in said, "not erased"
            assert self.world.redis_state == "up", "erased without Redis"
        self.memory.erase(stay)
        self.memory.erased_documents.update(documents)

    def expire(self, request: Request) -> None:
        """So much time passes that the key is forgotten, by Redis first."""
        if self.world.redis_state == "paused":
            return
        self.world.await_quiet()
        for path, location, is_erased in self.rows(EXPIRE, *request.name):
            self.memory.expired.append(Entry(path, location))
            if path == DOCUMENT and is_erased:
                self.memory.erased_documents.add(int(location.rpartition("/")[2]))
        if self.world.redis_state == "up":
            self.world.redis.delete(f"idempotency:{':'.join(request.name)}")
        self.memory.expire(request.name)

    def prune(self, requests: Sequence[Request]) -> None:
        """Expired keys are pruned while their requests come once more."""
        for request in requests:
            self.expire(request)

        def prune() -> Moment:
            self.tell(self.world.office.ask("prune"))
            return Moment()

        self.together(requests, prune)
        prune()
        assert run(self.world.database, EXPIRED) == 0, "expired entries are left"

    def sweep(self, requests: Sequence[Request]) -> None:
        """Files are swept that are old by now, while the same ones come in again."""
        self.world.backdate_files()

        def sweep() -> Moment:
            self.tell(self.world.office.ask("sweep"))
            return Moment()

        self.together(requests, sweep)
