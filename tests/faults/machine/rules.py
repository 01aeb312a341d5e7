"""What people and misfortune may do next."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from .deeds import Deeds
from .drafts import DRAFTS, STAYS, Request
from .failures import Failures
from .faults import FAULTS, NOTHING, REDIS, WINDOWS
from .tally import Tally
from .wishes import FILES, KINDS, NAMES, PICKS, WISHES, Wish
from .world import World

known = Bundle("known")
some = st.lists(known, min_size=1, max_size=3)
seconds = st.sampled_from([0.0, 0.005, 0.01, 0.02, 0.04])


def step(kind: Callable[..., Any] = rule, **drawn: Any) -> Callable[..., Any]:
    """A rule after which all is looked at. What it gives must not hang on what the product did."""

    def made(action: Callable[..., Any]) -> Any:
        @wraps(action)
        def run(self: "Machine", **values: Any) -> Any:
            with self.deeds.step(action.__name__, **values):
                return action(self, **values)

        return kind(**drawn)(run)

    return made


class Machine(RuleBasedStateMachine):
    world: ClassVar[World]
    tally: ClassVar[Tally]
    failures: ClassVar[Failures]

    def __init__(self) -> None:
        super().__init__()
        self.failures.check_time()
        self.deeds = Deeds(self.world, self.tally, self.failures)
        self.deeds.begin()

    def teardown(self) -> None:
        self.deeds.end()

    def draft(self, wish: Wish) -> Request:
        person = self.deeds.people[wish.name]
        return Request(person, str(uuid4()), DRAFTS[wish.kind](person, self.deeds.memory.made, wish.pick))

    @step(initialize, target=known)
    def begin(self):
        """There is something to be paid, and somebody to be checked out."""
        first = (self.draft(Wish(kind, "manager", 0)) for kind in ("expense", "check_in"))
        return multiple(*map(self.deeds.send, first))

    @step(target=known, wish=WISHES)
    def send(self, wish):
        return self.deeds.send(self.draft(wish))

    @step(target=known, wish=WISHES)
    def send_at_once(self, wish):
        request = self.draft(wish)
        self.deeds.together([request, request, request])
        return request

    @step(target=known, wish=WISHES, other=KINDS)
    def send_rivals(self, wish, other):
        one, two = self.draft(wish), self.draft(wish._replace(kind=other))
        self.deeds.together([one, two, one, two])
        return one

    @step(request=known, boundary=st.sampled_from(["first", "second"]))
    def repeat(self, request, boundary):
        self.deeds.send(request, boundary)

    @step(requests=some)
    def repeat_at_once(self, requests):
        self.deeds.together([*requests, *requests])

    @step(request=known)
    def change_payload(self, request):
        self.deeds.send(request.changed())

    @step(request=known)
    def race_payloads(self, request):
        self.deeds.together([request.changed(), request])

    @step(request=known, name=NAMES)
    def use_anothers_key(self, request, name):
        self.deeds.together([request.by(self.deeds.people[name]), request])

    @step(target=known, moment=st.sampled_from(WINDOWS), fault=st.sampled_from([NOTHING, *FAULTS]))
    def strike_in_window(self, moment, fault):
        request = self.draft(Wish("expense", "manager", 0))
        self.deeds.strike(request, moment, fault)
        return request

    @step(fault=st.sampled_from(sorted(FAULTS)), requests=some, after=seconds)
    def strike_repeated(self, fault, requests, after):
        self.deeds.disturb(fault, requests, after)

    @step(target=known, fault=st.sampled_from(sorted(FAULTS)), wish=WISHES, after=seconds)
    def strike_sent(self, fault, wish, after):
        request = self.draft(wish)
        self.deeds.disturb(fault, [request, request], after)
        return request

    @step(target=known, fault=st.sampled_from(sorted(REDIS)), wish=WISHES, after=seconds)
    def trouble_redis(self, fault, wish, after):
        request = self.draft(wish)
        self.deeds.disturb(fault, [request, request], after)
        return request

    @step(name=NAMES, deactivate=st.booleans(), requests=some)
    def shut_out(self, name, deactivate, requests):
        self.deeds.shut_out(name, deactivate, requests)

    @step(name=NAMES, requests=some)
    def let_in(self, name, requests):
        self.deeds.let_in(name)
        self.deeds.together(requests)

    @step(pick=PICKS, requests=some)
    def erase(self, pick, requests):
        stays = self.deeds.memory.made(self.deeds.people["manager"].organisation_id, STAYS)
        if stays:
            self.deeds.erase(stays[pick % len(stays)], requests)

    @step(request=known)
    def expire(self, request):
        self.deeds.expire(request)

    @step(requests=some)
    def prune(self, requests):
        self.deeds.prune(requests)

    @step(wish=FILES)
    def sweep(self, wish):
        request = self.draft(wish)
        self.deeds.sweep([request, request])
