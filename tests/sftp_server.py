"""A real SFTP server on this machine, for the tests: it knows one key, and has its own."""

import asyncio
import threading
from pathlib import Path

import asyncssh


class SftpServer:
    """A server in a thread of its own. Its files lie in `folder`; `known` and `key` are what a caller needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "there"
        self.serves: type[asyncssh.SFTPServer] = asyncssh.SFTPServer
        self.known, self.key = folder / "known_hosts", folder / "key"
        for name in ("in", "out"):
            (self.folder / name).mkdir(parents=True)
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        ours = asyncssh.generate_private_key("ssh-ed25519")
        ours.write_private_key(str(self.key))
        self.allowed = folder / "authorized"
        ours.write_public_key(str(self.allowed))
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(20)
        self.port = self.server.get_port()
        self.known.write_text(f"[127.0.0.1]:{self.port} {self._public()}", encoding="utf-8")

    def _public(self) -> str:
        return self.host_key.export_public_key().decode()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        def files(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
            return self.serves(channel, chroot=str(self.folder).encode())

        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self.host_key],
            authorized_client_keys=str(self.allowed),
            sftp_factory=files,
        )

    async def _close(self) -> None:
        self.server.close()
        await self.server.wait_closed()
        if left := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(left, timeout=5)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(20)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(20)
        self.loop.close()

    def names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.folder / folder).iterdir())
