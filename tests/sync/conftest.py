from pathlib import Path

import pytest

from tests.sync.model import Model, ModelClient


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def xero(model: Model) -> ModelClient:
    return ModelClient(model)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "xero.db"
