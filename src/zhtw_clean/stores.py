"""How disks and object stores are opened and read, and what becomes of their failures.

What may pass, the network or an overloaded store, is an OSError, whatever their libraries call it;
what a person must mend is a RunError.
"""

import errno
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import fsspec

from zhtw_clean.problems import Problem, RunError

ONE_SLASH = re.compile(r"([a-z][a-z0-9]+):/(?!/)")
EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}
S3 = {
    "max_concurrency": 1,  # a task sends one part at a time, so that it holds no more than one
    "config_kwargs": {"max_pool_connections": 32},  # ranges of keys are small, and fetched side by side
}
SETTINGS = {"s3": S3, "s3a": S3}
RIGHTS = "s3:ListBucket, s3:GetObject and, for the output, s3:PutObject and s3:DeleteObject are needed"
REGION = "set AWS_DEFAULT_REGION to the bucket's region, or AWS_ENDPOINT_URL to its store"
REFUSALS = {  # by S3's codes; of HEAD requests there is only the status
    "NoSuchBucket": "make the bucket, or mend its name",
    "InvalidBucketName": "mend the bucket's name",
    "ExpiredToken": "renew the credentials and run the same command again; what is done stays done",
    "InvalidAccessKeyId": "is AWS_ACCESS_KEY_ID right, and does it belong to the store at AWS_ENDPOINT_URL?",
    "SignatureDoesNotMatch": "is AWS_SECRET_ACCESS_KEY right?",
    "RequestTimeTooSkewed": "set this machine's clock right",
    "AuthorizationHeaderMalformed": REGION,
    "PermanentRedirect": REGION,
    "301": REGION,
    "400": f"are the credentials still valid? Or {REGION}",
}
REACH = {
    "s3": "is AWS_ENDPOINT_URL right, the store up, and are there credentials: AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE?",
    "gs": "is the store up, and does GOOGLE_APPLICATION_CREDENTIALS name a key?",
}
FOREIGN = (  # what the libraries of object stores raise beside OSError
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
    ("gcsfs.retry", "HttpError"),
    ("gcsfs.retry", "ChecksumError"),
    ("google.api_core.exceptions", "GoogleAPIError"),
    ("google.auth.exceptions", "GoogleAuthError"),
)


class Reader:
    """A file to read from anywhere in it; how it is cached is told in fsspec's words, and matters for stores only."""

    def __init__(self, path: str, **caching: Any) -> None:  # noqa: ANN401 - as fsspec takes it
        self.path = path
        filesystem, inner = open_filesystem(path)
        with reaching(path):
            self._file = filesystem.open(inner, "rb", **caching)

    def read(self, size: int = -1) -> bytes:
        with reaching(self.path):
            return bytes(self._file.read(size))

    def seek(self, position: int, whence: int = 0) -> int:
        return int(self._file.seek(position, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._file.close()

    @property
    def closed(self) -> bool:
        return bool(self._file.closed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_filesystem(path: str) -> tuple[Any, str]:
    """The file system of a path or address, and the path in it.

    Raises:
        RunError: no library here knows the address.
    """
    if slash := ONE_SLASH.match(path):
        raise RunError(Problem("this is no address", path, f"did you mean {slash[1]}://{path[slash.end() :]}?"))
    protocol = path.partition("://")[0]
    settings = {**SETTINGS.get(protocol, {}), **fsspec.config.conf.get(protocol, {}), "use_listings_cache": False}
    try:
        filesystem, root = fsspec.core.url_to_fs(path, **settings)
    except (ImportError, ValueError) as error:
        hint = f'pip install "zhtw-clean[{EXTRAS[protocol]}]"' if protocol in EXTRAS else ""
        raise RunError(Problem(f"{protocol}:// cannot be opened: {error}", path, hint)) from error
    return filesystem, str(root)


@contextmanager
def reaching(path: str) -> Iterator[None]:
    """Turn what a store's library raises into an OSError, for what may pass, or an error that says what to mend."""
    try:
        yield
    except OSError as error:
        if hint := _refusal(error):
            raise RunError(Problem(f"the store refuses: {error}", path, hint)) from error
        if error.errno and not error.filename:
            error.filename = path
        raise
    except _foreign() as error:
        raise OSError(errno.EIO, str(error), path) from error
    except ValueError as error:
        hint = "write AWS_ENDPOINT_URL with http:// or https:// before it" if "endpoint" in str(error) else ""
        raise RunError(Problem(f"cannot be opened: {error}", path, hint)) from error
    except KeyError as error:
        what = f"what answers is not a store: its answer has no {error}"
        raise RunError(Problem(what, path, "is AWS_ENDPOINT_URL right?")) from error


def _refusal(error: OSError) -> str | None:
    """What a person can do about it, where the store answered, and will answer the same tomorrow."""
    answer = getattr(error.__cause__, "response", None)
    if not isinstance(answer, Mapping):
        return None
    code = str(answer.get("Error", {}).get("Code"))
    return REFUSALS.get(code) or (RIGHTS if isinstance(error, PermissionError) else None)


def _foreign() -> tuple[type[Exception], ...]:
    return tuple(getattr(sys.modules[module], name) for module, name in FOREIGN if module in sys.modules)


def unreachable(error: OSError, path: str) -> Problem:
    """What to tell where nothing has worked yet: then a person must mend it."""
    return Problem(f"cannot be reached: {error}", path, REACH.get(path.partition("://")[0], ""))
