"""One example: what is sent, what is heard, and what is seen after each step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.servers import wait_until

from .drafts import Request
from .failures import Failure, Failures
from .judge import Judge
from .memory import Memory
from .moments import Exchange, Moment
from .people import Person
from .rows import Rows
from .tally import Tally
from .world import World


class Play:
    def __init__(self, world: World, tally: Tally, failures: Failures) -> None:
        self.world = world
        self.tally = tally
        self.failures = failures
        self.people: dict[str, Person] = {}
        self.out: dict[str, str] = {}
        """The tokens of those who may not come in."""
        self.memory = Memory()
        self.judge = Judge(self.memory, world.pools)
        self.story: list[str] = []
        self.is_over = False
        tally.examples += 1

    @contextmanager
    def step(self, name: str, /, **values: object) -> Iterator[None]:
        """Looks at everything afterwards."""
        self.tally.steps[name] += 1
        self.story.append(" ".join([name, *(f"{what}={value}" for what, value in values.items())]))
        try:
            yield
            self.look()
        except Exception as error:
            self.is_over = True
            self.failures.note(Failure(error, self.story, self.world.product.log))
            raise

    def tell(self, event: object) -> None:
        self.story.append(f"    {event}")

    def begin(self) -> None:
        with self.step("all is empty"):
            self.people = self.world.begin()

    def send(self, request: Request, boundary: str = "first") -> Request:
        self.hear([self.exchange(request, boundary)], Moment())
        return request

    def together(self, requests: Sequence[Request], meanwhile: Callable[[], Moment] = Moment) -> Moment:
        """Sends all at once, and hears the answers when what happens meanwhile has happened."""
        answers = [self.world.threads.submit(self.exchange, request) for request in requests]
        moment = meanwhile()
        self.hear([answer.result() for answer in answers], moment)
        return moment

    def exchange(self, request: Request, boundary: str = "first") -> Exchange:
        name = request.person.name
        token = self.out.get(name) or self.people[name].token
        return Exchange(request, self.world.send(request, token, boundary))

    def hear(self, exchanges: Sequence[Exchange], moment: Moment) -> None:
        for exchange in exchanges:
            self.tally.count(exchange)
            self.tell(exchange)
        self.judge.hear(exchanges, moment.locking_out(self.out))

    def look(self) -> None:
        """What must hold whenever no request is under way."""
        rows = Rows.of(self.world.database)
        rows.agree_with(self.memory)
        assert rows.files <= self.world.stored_files(), "a row without its file"
        if self.world.redis_state == "up":
            names = {f"idempotency:{row.scope}:{row.key}" for row in rows.ledger}
            assert self.world.kept_keys() <= names, "Redis holds an answer to what is not in the ledger"

    def end(self) -> None:
        """Heals all, and every client insists on its answer: of Redis, and of the ledger."""
        if self.is_over:
            return
        with self.step("all is well again, and everybody insists"):
            self.world.heal()
            self.let_in(*self.out)
            self.insist_on_all()
        with self.step("Redis forgets, and everybody insists again"):
            self.world.redis_flush()
            self.insist_on_all()
        with self.step("all is swept"):
            self.world.backdate_files()
            self.tell(self.world.office.ask("sweep"))
            assert self.world.stored_files() == Rows.of(self.world.database).files, "files without a row"
            assert not self.world.unfinished_files(), "unfinished files"

    def insist_on_all(self) -> None:
        for fate in list(self.memory.fates.values()):
            for request in fate.to_insist_on():
                self.insist(request)

    def insist(self, request: Request) -> None:
        """A form comes with another boundary than at first."""

        def is_told() -> bool:
            exchange = self.exchange(request, "second")
            self.hear([exchange], Moment())
            return not exchange.is_lost and not exchange.is_in_progress

        assert wait_until(is_told, seconds=30), f"{request} does not converge"

    def let_in(self, *names: str) -> None:
        self.people |= self.world.office.log_in(*names)
        for name in names:
            self.out.pop(name, None)

    def rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.world.database, autocommit=True) as connection:
            return connection.execute(query, arguments).fetchall()
