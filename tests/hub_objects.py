"""Large files: by SHA-256 in a folder, or by chunks as the real hf_xet keeps them in one.

objects.put(b"…") → "9c1f…"; objects.read("9c1f…", 3) → b"…", put together by hf_xet where it has the chunks
"""

import hashlib
import time
from pathlib import Path

from hub_repo import Blob, Refused, read_shard


class Objects:
    """The store of one server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.chunks = folder / "objects", folder / "cas"
        self.xet_hashes: dict[str, str] = {}
        """SHA-256 → what hf_xet calls the file."""
        for place in (self.folder, self.chunks):
            place.mkdir(parents=True, exist_ok=True)

    @property
    def cas_url(self) -> str:
        """Where hf_xet is to store chunks: a folder. Not documented by it."""
        return f"local://{self.chunks.resolve()}"

    def stored(self) -> int:
        """Bytes of the chunks stored by hf_xet, and of what tells of them."""
        kept = [path for name in ("xorbs", "shards") for path in (self.chunks / "xet/xorbs" / name).glob("*")]
        return sum(path.stat().st_size for path in kept)

    def put(self, data: bytes, sha256: str) -> None:
        """Keep an object. Raises `Refused` for bytes of another hash."""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refused(400, "these bytes have another SHA-256")
        (self.folder / sha256).write_bytes(data)

    def size(self, sha256: str) -> int:
        """Bytes of an object that was put; -1 where there is none."""
        path = self.folder / sha256
        return path.stat().st_size if path.exists() else -1

    def find_chunked(self, sha256: str) -> bool:
        """Whether hf_xet has stored a file of this hash by now."""
        for path in self.chunks.rglob("*.mdb"):
            self.xet_hashes.update(read_shard(path.read_bytes()))
        return sha256 in self.xet_hashes

    def content(self, blob: Blob) -> bytes:
        """The bytes of a file of a tree."""
        if not blob.sha256:
            return blob.data
        path = self.folder / blob.sha256
        if not path.exists():
            self._put_together(blob, path)
        return path.read_bytes()

    def _put_together(self, blob: Blob, target: Path) -> None:
        import hf_xet

        given = {"endpoint": self.cas_url, "token": "xet-token", "token_expiry_unix_secs": int(time.time()) + 3600}
        with hf_xet.XetSession().new_file_download_group(**given) as group:
            group.start_download_file(hf_xet.XetFileInfo(self.xet_hashes[blob.sha256], blob.bytes), str(target))
