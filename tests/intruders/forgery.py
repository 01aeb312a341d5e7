"""Tokens that somebody made up, changed, or signed with what is not the product's key."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.servers.product import SECRETS

KEY: Final = SECRETS["JWT_SIGNING_KEY"]
OTHER_KEYS: Final = (SECRETS["SECRET_KEY"], "", "secret", "hotelops", "null", KEY[:-1], KEY.upper())
HS256: Final = {"alg": "HS256", "typ": "JWT"}
JWK: Final = {"kty": "oct", "k": base64.urlsafe_b64encode(b"o" * 32).decode()}
ODD: Final[tuple[Any, ...]] = (None, "", "x", 0, -1, [], {}, True)
NO_ALGORITHMS: Final[tuple[Any, ...]] = ("none", "None", "NONE", "nOnE", "", None, 0, ["HS256"], {})
FETCHED: Final = "http://127.0.0.1:9/keys"

Forgeries = Iterator[tuple[str, str]]
"""What is wrong with each, and the token."""


def forgeries(token: str, anothers: str) -> Forgeries:
    """Of a sound token, with another one of the same kind to mix it with."""
    claims = jwt.decode(token, options={"verify_signature": False})
    yield from unsigned(claims, token)
    yield from signed_by_others(claims)
    yield from with_other_algorithms(claims)
    yield from that_bring_their_key(claims)
    yield from mixed(token, anothers)
    yield from garbage(token)


def unsigned(claims: dict[str, Any], token: str) -> Forgeries:
    signature = token.rpartition(".")[2]
    for algorithm in NO_ALGORITHMS:
        for end in ("", signature):
            yield f"alg {algorithm!r}, {len(end)} of signature", written({"alg": algorithm}, claims, end)
    yield "no alg", written({"typ": "JWT"}, claims, signature)
    yield "no signature", token.rpartition(".")[0] + "."
    yield "no signature and no dot", token.rpartition(".")[0]


def signed_by_others(claims: dict[str, Any]) -> Forgeries:
    for number, key in enumerate(OTHER_KEYS):
        yield f"wrong key {number}", hmac_signed(HS256, claims, key)


def with_other_algorithms(claims: dict[str, Any]) -> Forgeries:
    """With the product's own key where it takes a key that is shared."""
    for algorithm in ("HS384", "HS512"):
        yield algorithm, jwt.encode(claims, KEY, algorithm)
    private = rsa.generate_private_key(65537, 2048)
    for algorithm in ("RS256", "RS512", "PS256"):
        yield algorithm, jwt.encode(claims, private, algorithm)
    yield "ES256", jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256")
    yield "EdDSA", jwt.encode(claims, ed25519.Ed25519PrivateKey.generate(), "EdDSA")
    for algorithm in ("RS256", "HS384", "hs256", "HS256 "):
        yield f"{algorithm} over a signature by HS256", hmac_signed({"alg": algorithm}, claims, KEY)


def that_bring_their_key(claims: dict[str, Any]) -> Forgeries:
    own = "o" * 32
    for header in (
        {"jwk": JWK},
        {"jku": FETCHED},
        {"x5u": FETCHED},
        {"x5c": [base64.b64encode(b"certificate").decode()]},
        {"kid": "../../../../dev/null"},
        {"kid": "' UNION SELECT 'oooo"},
        {"kid": 5},
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"zip": "DEF"},
    ):
        yield f"{list(header)} and a key of its own", hmac_signed(HS256 | header, claims, own)
    twice = b'{"alg":"none","alg":"HS256","typ":"JWT"}'
    yield "alg twice", f"{encoded(twice)}.{encoded(dumped(claims))}."


def mixed(token: str, anothers: str) -> Forgeries:
    """The head, the claims and the signature of two tokens."""
    (head, claims, signature), (_, other_claims, other_signature) = token.split("."), anothers.split(".")
    yield "another's claims", f"{head}.{other_claims}.{signature}"
    yield "another's signature", f"{head}.{claims}.{other_signature}"
    yield "signature reversed", f"{head}.{claims}.{signature[::-1]}"
    yield "signature cut", f"{head}.{claims}.{signature[:-2]}"
    yield "signature doubled", f"{head}.{claims}.{signature}{signature}"
    yield "claims twice", f"{head}.{claims}.{claims}.{signature}"
    yield "five parts", f"{token}.{claims}.{signature}"


def garbage(token: str) -> Forgeries:
    deep = encoded(b"[" * 2900)
    yield from {
        "a word": "x",
        "dots": "..",
        "many dots": "." * 3000,
        "null": "bnVsbA.bnVsbA.bnVsbA",
        "numbers": "MQ.MQ.MQ",
        "lists": "W10.W10.W10",
        "a deep head": f"{deep}.e30.AA",
        "a head of digits": f"{encoded(b'9' * 2900)}.e30.AA",
        "a head in UTF-16": f"{encoded('{}'.encode('utf-16'))}.e30.AA",
        "not base64": "!!!.???.***",
        "quoted": f'"{token}"',
        "long": "W" * 4000,
    }.items()


def with_other_claims(token: str) -> Forgeries:
    """Signed with the product's own key: only what they claim is wrong."""
    claims = jwt.decode(token, options={"verify_signature": False})
    sign = partial(hmac_signed, HS256, key=KEY)
    for name in claims:
        yield f"no {name}", sign({key: value for key, value in claims.items() if key != name})
        for value in ODD:
            yield f"{name} {value!r}", sign(claims | {name: value})
    yield "another audience", sign(claims | {"aud": "another"})
    yield "another issuer", sign(claims | {"iss": "another"})
    yield "not valid yet", sign(claims | {"nbf": 2**40})
    yield "an unknown session", sign(claims | {"sid": uuid4().hex})
    yield "a session that is no hex", sign(claims | {"sid": "0" * 31 + "g"})
    for exp in (1e300, 2**70, "9" * 400, "never"):
        yield f"exp {str(exp)[:9]}", sign(claims | {"sid": uuid4().hex, "exp": exp})
    for value in ODD:
        yield f"claims {value!r}", sign(value)


def written(header: dict[str, Any], claims: Any, signature: str) -> str:
    return f"{encoded(dumped(header))}.{encoded(dumped(claims))}.{signature}"


def hmac_signed(header: dict[str, Any], claims: Any, key: str) -> str:
    """HMAC-SHA-256, whatever the header says."""
    unsigned_token = written(header, claims, "")[:-1]
    algorithm = jwt.get_algorithm_by_name("HS256")
    return f"{unsigned_token}.{encoded(algorithm.sign(unsigned_token.encode(), key.encode()))}"


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
