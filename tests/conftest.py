"""What several tests need."""

import signal
import uuid
from collections.abc import Iterator

import fsspec
import pytest
from hypothesis import settings

from s3_server import ENVIRONMENT, Proxy, Store, World, moto

settings.register_profile("patient", deadline=None)  # a busy machine is no defect
settings.load_profile("patient")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C through, to this process and to those it starts, though a shell's background jobs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    proxy = Proxy(server)
    for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": proxy.url}.items():
        monkeypatch.setenv(name, value)
    store = Store(f"http://{server}")
    bucket = f"b{uuid.uuid4().hex[:8]}"
    store.client.create_bucket(Bucket=bucket)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    yield World(proxy, store, bucket)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    proxy.shutdown()
    proxy.server_close()


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
