"""TLS in front of a Valkey: that of the wheel speaks none."""

import datetime
import ipaddress
import socket
import ssl
from contextlib import closing, suppress
from pathlib import Path
from select import select

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .forwarder import Forwarder

DAY = datetime.timedelta(days=1)


class TlsFront(Forwarder):
    """Its certificate is trusted by nobody but who is told to trust the one in `certificate`."""

    def __init__(self, target: int, directory: Path) -> None:
        super().__init__(target)
        self.certificate = directory / "certificate.pem"
        self.certificate.write_bytes(certificate_and_key())
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate)

    def _forward(self, client: socket.socket) -> None:
        """In one thread, since two must not use one TLS connection."""
        with closing(client), suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self.target))
            with closing(server), self._tls.wrap_socket(client, server_side=True) as secured:
                other = {secured: server, server: secured}
                while True:
                    [source, *_], _, _ = select([*other], [], [])
                    if not (data := source.recv(65536)):
                        return
                    while source is secured and secured.pending():
                        data += secured.recv(65536)
                    other[source].sendall(data)


def certificate_and_key() -> bytes:
    """For 127.0.0.1, signed by itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM) + private
