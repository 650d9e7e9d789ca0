"""A broker that lets nobody in whom it does not know: TLS by an authority of its own, SCRAM, and rights for each user.

It listens four times: where everybody has to say who they are over TLS, as in production, and beside it with less of
it each time, for who is told what is wrong with that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import ACL
from kafka.errors import KafkaError

from infra.stack.child import CommandLine
from infra.stack.kafka import STORAGE_TOOL, KafkaService
from infra.stack.local_stack import silent
from infra.stack.ports import LOOPBACK, answers
from infra.stack.runner import Runner
from tests.some_certificates import CertificateAuthority

HOST = "localhost"
ADMIN = "admin"
MECHANISM = "SCRAM-SHA-512"
LISTENERS = {"GUARDED": "SASL_SSL", "TLS_ALONE": "SSL", "SCRAM_ALONE": "SASL_PLAINTEXT", "OPEN": "PLAINTEXT"}
SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required"
PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


def password_of(user: str) -> str:
    """Of each user there is."""
    return f"{user}-s-password"


@dataclass(frozen=True)
class GuardedKafka:
    """Where it is, and what its users set."""

    ports: Mapping[str, int]
    authority: Path
    """The file of who vouches for it."""

    def at(self, listener: str, host: str = HOST) -> str:
        """`host:port` of one of the LISTENERS."""
        return f"{host}:{self.ports[listener]}"

    def settings_of(self, user: str) -> dict[str, str]:
        """The environment of a process of ours that is this user."""
        return {
            "CASELEDGER_KAFKA_BOOTSTRAP": self.at("GUARDED"),
            "CASELEDGER_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "CASELEDGER_KAFKA_SSL_CAFILE": str(self.authority),
            "CASELEDGER_KAFKA_SASL_MECHANISM": MECHANISM,
            "CASELEDGER_KAFKA_SASL_PLAIN_USERNAME": user,
            "CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": password_of(user),
        }

    def grant(self, rights: list[ACL]) -> None:
        """What its administrator does."""
        with closing(_administrator(self.at("GUARDED"), self.authority)) as admin:
            assert not admin.create_acls(rights)["failed"]


class _Service(KafkaService):
    """The local stack's node, guarded. The port that is its own is the one with everything."""

    def __init__(self, home: Path, users: list[str]) -> None:
        super().__init__(home)
        self.port_uses = (*self.port_uses, *list(LISTENERS)[1:])
        self._users = [ADMIN, *users]
        ours = CertificateAuthority("the cluster's own")
        self.authority, self._certificate = home / "authority.pem", home / "broker.pem"
        home.mkdir(parents=True, exist_ok=True)
        self.authority.write_bytes(ours.pem)
        self._certificate.write_bytes(ours.key_and_certificate_of(HOST))

    def ready(self, ports: Mapping[str, int]) -> bool:
        if not answers(ports[self.name]):
            return False
        try:
            with closing(_administrator(f"{HOST}:{ports[self.name]}", self.authority)) as admin:
                return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False

    def _configuration(self, ports: Mapping[str, int], data: Path) -> str:
        """Of a property that is there twice Kafka takes the second."""
        places = {**{name: ports[name] for name in list(LISTENERS)[1:]}, "GUARDED": ports[self.name]}
        inside, outside = (
            ",".join(f"{name}://{host}:{port}" for name, port in places.items()) for host in (LOOPBACK, HOST)
        )
        controller = f"CONTROLLER://{LOOPBACK}:{ports[self.port_uses[1]]}"
        kinds = {**LISTENERS, "CONTROLLER": "SASL_PLAINTEXT"}
        known = f'username="{ADMIN}" password="{password_of(ADMIN)}"'
        more = {
            "listeners": f"{inside},{controller}",
            "advertised.listeners": outside,
            "listener.security.protocol.map": ",".join(f"{name}:{kind}" for name, kind in kinds.items()),
            "inter.broker.listener.name": "GUARDED",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": f"User:{ADMIN}",
            "sasl.enabled.mechanisms": MECHANISM,
            "sasl.mechanism.inter.broker.protocol": MECHANISM,
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config":
                f'{PLAIN_LOGIN} {known} user_{ADMIN}="{password_of(ADMIN)}";',
            "listener.name.guarded.scram-sha-512.sasl.jaas.config": f"{SCRAM_LOGIN} {known};",
            "listener.name.scram_alone.scram-sha-512.sasl.jaas.config": f"{SCRAM_LOGIN};",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._certificate),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority),
        }  # fmt: skip
        return super()._configuration(ports, data) + "".join(f"{name}={value}\n" for name, value in more.items())

    def _java(self, *args: str) -> CommandLine:
        """Users are there from the first start when the folder is formatted with them."""
        users = [f"--add-scram={MECHANISM}=[name={user},password={password_of(user)}]" for user in self._users]
        return super()._java(*args, *(users if args[0] == STORAGE_TOOL else ()))


@contextmanager
def guarded_kafka(home: Path, users: list[str]) -> Iterator[GuardedKafka]:
    """One that runs, with these users, who may do nothing yet."""
    service = _Service(home, users)
    runner = Runner(service, home)
    try:
        ports = runner.finish(runner.begin({}, silent), silent)
        yield GuardedKafka({**ports, "GUARDED": ports[service.name]}, service.authority)
    finally:
        runner.stop(silent)


def _administrator(bootstrap: str, authority: Path) -> KafkaAdminClient:
    return KafkaAdminClient(
        bootstrap_servers=bootstrap,
        bootstrap_timeout_ms=3_000,
        security_protocol="SASL_SSL",
        ssl_cafile=str(authority),
        sasl_mechanism=MECHANISM,
        sasl_plain_username=ADMIN,
        sasl_plain_password=password_of(ADMIN),
    )
