"""What a proof is on disk: certificate documents as canonical JSON, with their digests."""

from memproof.certificates.store import (
    canonical,
    certificate_path,
    digest,
    make_document,
    read_certificate,
    write_atomically,
    write_certificate,
)

__all__ = [
    "canonical",
    "certificate_path",
    "digest",
    "make_document",
    "read_certificate",
    "write_atomically",
    "write_certificate",
]
