"""What contract tests share: our stand-in for Hallo, installed."""

from __future__ import annotations

import pytest
from hallo_install import installation, variables


@pytest.fixture(scope="session")
def hallo_root(tmp_path_factory):
    return installation(tmp_path_factory.mktemp("install") / "hallo")


@pytest.fixture
def hallo_installed(hallo_root, monkeypatch):
    for name, value in variables(hallo_root).items():
        monkeypatch.setenv(name, value)
