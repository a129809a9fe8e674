"""Where the peers cannot be installed, a sentence says so and nothing else is done."""

import shutil
from pathlib import Path

import pytest

from bench.peers.npm import NoPeers, installed


def test_without_npm_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoPeers, match="npm is not installed"), installed(tmp_path / "peers"):
        pass


@pytest.mark.skipif(not shutil.which("npm"), reason="npm is not installed here")
def test_without_a_registry_a_sentence_says_so_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))

    with pytest.raises(NoPeers, match="did not install them"), installed(tmp_path / "peers"):
        pass

    assert not (tmp_path / "peers").exists()
