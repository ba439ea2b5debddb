"""The commands about the transparency log: its signer and keys."""

import os
from pathlib import Path
from typing import Any

import click

from .options import DATA, SERVICE


@click.command()
@DATA
@click.option("--bind", default="127.0.0.1:0", show_default=True, help="HOST:PORT; 0: a free one.")
def signer(data: Path, bind: str) -> None:
    """Run the process that signs the logs' checkpoints."""
    from .signer import serve

    serve(data, bind)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/witness"),
    show_default=True,
    help="Folder of its keys and its memory.",
)
@click.option("--bind", default="127.0.0.1:8400", show_default=True, help="HOST:PORT")
@click.option("--name", default="", help="How the witness is called; needed at the first start.")
@click.option("--log", "logs", multiple=True, required=True, help="A watched log's public key.")
def witness(data: Path, bind: str, name: str, logs: tuple[str, ...]) -> None:
    """Cosign the checkpoints of others' logs that only ever grow (C2SP tlog-witness)."""
    from .signer import serve_witness

    serve_witness(data, bind, name, logs)


@click.group("log")
def log_keys() -> None:
    """The keys that sign the logs, in the signer's folder (LINGPAO_SIGNER_DATA)."""


@log_keys.command("new")
@DATA
@SERVICE
@click.option("--origin", required=True, help="The log's name for ever: HOST/PATH, no scheme.")
def new_key(data: Path, service: str, origin: str) -> None:
    """Make the first pair of keys of a log that has none."""
    from .signer import make

    make(data, service, origin)


@log_keys.command("rotate")
@DATA
@SERVICE
def rotate_key(data: Path, service: str) -> None:
    """Make a new pair that signs beside the old one, until that is retired."""
    from .signer import make

    make(data, service, "")


@log_keys.command("retire")
@DATA
@SERVICE
def retire_key(data: Path, service: str) -> None:
    """Let the oldest pair sign no more; another must be there."""
    from .signer import retire

    retire(data, service)


@log_keys.command("list")
@DATA
def list_keys(data: Path) -> None:
    """Print the public keys of every log."""
    from .signer import tell

    tell(data)


@click.command()
@click.argument("receipt", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "keys", multiple=True, help="A log's public key (/SERVICE/log/key).")
@click.option(
    "--policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A tlog-policy file: logs, witnesses, quorum.",
)
@click.option("--json", "as_json", is_flag=True)
def verify(receipt: Path, keys: tuple[str, ...], policy: Path | None, *, as_json: bool) -> None:
    """Check a RECEIPT (.tlog-proof) offline; exit 1 when it proves nothing."""
    from .verify import run

    run(receipt, keys, policy, as_json=as_json)


@click.command()
@click.argument("place", default="http://127.0.0.1:8080", envvar="LINGPAO_URL")
@click.option("--key", "keys", multiple=True, help="A log's public key, had by another way.")
@click.option(
    "--policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A tlog-policy file: logs, witnesses, quorum.",
)
@click.option("--kafka", default="", help="Instead of PLACE: HOST:PORT,… of the bus alone.")
@click.option(
    "--bus",
    "bus_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Instead of PLACE: the file of an embedded bus.",
)
@click.option(
    "--documents", default="", help="With a bus: a PLACE with the documents, to derive boards."
)
@click.option(
    "--memory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(click.get_app_dir("lingpao")) / "audits",
    show_default="a folder of this user",
    help="Where checkpoints that were seen are remembered, and entries that were read.",
)
@click.option("--afresh", is_flag=True, help="Read again what an earlier visit has read.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Written as JSON, or .html."
)
def audit(place: str, kafka: str, bus_file: Path | None, **asked: Any) -> None:
    """Audit the installation at PLACE, an address or a folder; exit 1 when anything is wrong."""
    from .full_audit import Asked
    from .full_audit import audit as run

    if (kafka and bus_file) or (asked["documents"] and not (kafka or bus_file)):
        raise click.UsageError("one of --kafka and --bus; --documents goes with either")
    if kafka:
        from services.chassis.bus.kafka import KafkaBus, KafkaSettings
        from services.chassis.settings import read_kafka_security

        security = read_kafka_security(os.environ.get("LINGPAO_KAFKA_SECURITY_FILE", ""))
        bus = KafkaBus(KafkaSettings(kafka, security=security))
        run(f"kafka:{kafka}", bus, Asked(**asked))
    elif bus_file:
        from services.chassis.bus.embedded import EmbeddedBus

        run(f"bus:{bus_file.absolute()}", EmbeddedBus(bus_file), Asked(**asked))
    else:
        run(place, None, Asked(**asked))


@click.group("log")
def log_files() -> None:
    """The logs as files: 日志."""


@log_files.command("export")
@click.argument("place")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_log(place: str, folder: Path) -> None:
    """Copy the logs at PLACE into FOLDER, as files that any web server can host.

    Run again, it copies what is new. `lingpao audit FOLDER` and `lingpao replay --url FOLDER`
    read it.
    """
    from .export import run

    run(place, folder)
