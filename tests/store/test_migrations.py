"""Revisions: from nothing and from the first release to the tables of today, or not at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.connections.processes import at_once
from tests.connections.workers import open_database
from xero_component.errors import ConfigurationError
from xero_component.store import migration, schema
from xero_component.store.database import Database

OPENING = 50 if os.environ.get("XERO_COMPONENT_SOAK") == "long" else 12
RELEASED = (Path(__file__).parent / "released.sql").read_text("utf-8").split(";")
"""What the first release made, which kept no revision."""
GRANT = (
    "INSERT INTO xero_grants (id, connection_type, client_id, secrets, expires_at,"
    " requested_scopes, scopes, issuer, generation) VALUES"
    " ('g1', 'oauth2', 'app', 'sealed', 1.5, 'a b', 'a', 'https://identity.xero.com', 7)"
)
LINK = (
    "INSERT INTO xero_connections (name, grant_id, tenant_name) VALUES ('acme – Büro', 'g1', 'A')"
)
FAILING = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("xero_half_done", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE xero_grants SET client_id = 'changed'")
    op.execute("INSERT INTO xero_no_such_table VALUES (1)")
"""


@contextmanager
def plain(url: str) -> Iterator[sa.Connection]:
    """Work on a database past the component."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as work:
        yield work
    engine.dispose()


@pytest.fixture
def released_url(store_url: str, tmp_path: Path) -> str:
    (tmp_path / "store").mkdir(exist_ok=True)
    with plain(store_url) as work:
        on_sqlite = work.dialect.name == "sqlite"
        for statement in (*RELEASED, GRANT, LINK):
            said = statement.replace("DOUBLE PRECISION", "DOUBLE") if on_sqlite else statement
            if said.strip():
                work.exec_driver_sql(said)
    return store_url


@pytest.fixture
def failing_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migration.FOLDER, folder)
    newest = migration.newest_revision()
    (folder / "versions" / "9999_failing.py").write_text(FAILING.format(before=newest))
    monkeypatch.setattr(migration, "FOLDER", folder)


def differences(url: str) -> list[object]:
    with plain(url) as work:
        options = {"version_table": migration.VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(work, opts=options)
        return list(compare_metadata(context, schema.metadata))


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    with plain(url) as work:
        names = sorted(sa.inspect(work).get_table_names())
        return {
            name: [tuple(row) for row in work.execute(sa.text(f"SELECT * FROM {name}"))]  # noqa: S608 - a name of ours
            for name in names
        }


def refuse() -> AbstractContextManager[sa.Connection]:
    raise AssertionError("there was nothing to write")


def test_the_revisions_make_the_tables_of_the_schema(store_url: str) -> None:
    Database(store_url).close()
    assert differences(store_url) == []


def test_what_the_first_release_stored_is_taken_over_without_loss(released_url: str) -> None:
    before = contents(released_url)
    Database(released_url).close()
    after = contents(released_url)
    assert {name: after[name] for name in before} == before
    assert after[migration.VERSION_TABLE] == [(migration.newest_revision(),)]
    assert differences(released_url) == []


def test_the_revisions_are_one_line_and_numbered_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(migration.FOLDER))
    script = ScriptDirectory.from_config(config)
    numbers = [revision.revision for revision in script.walk_revisions()][::-1]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert script.get_heads() == [migration.newest_revision()]
    files = sorted((migration.FOLDER / "versions").glob("*.py"))
    assert [path.name[:4] for path in files] == numbers


def test_opening_again_changes_nothing_and_needs_no_write(store_url: str) -> None:
    Database(store_url).close()
    before = contents(store_url)
    database = Database(store_url)
    migration.bring_up_to_date(database.read, write=refuse)
    database.close()
    assert contents(store_url) == before


def test_a_store_that_is_up_to_date_is_opened_without_alembic(store_url: str) -> None:
    Database(store_url).close()
    program = (
        "import sys; from xero_component.store.database import Database;"
        " Database(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - a fixed program
        [sys.executable, "-W", "error", "-c", program, store_url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store_url: str) -> None:
    Database(store_url).close()
    with plain(store_url) as work:
        work.exec_driver_sql(f"UPDATE {migration.VERSION_TABLE} SET version_num = '8000'")  # noqa: S608 - a name of ours
    before = contents(store_url)
    with pytest.raises(ConfigurationError, match=r"newer version .*8000.*Update xero-component"):
        Database(store_url)
    assert contents(store_url) == before


@pytest.mark.usefixtures("failing_revision")
def test_a_failed_revision_leaves_a_store_as_it_was(
    released_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(released_url)
    with pytest.raises(ConfigurationError, match=r"revision 9999.*xero_no_such_table"):
        Database(released_url)
    assert contents(released_url) == before
    monkeypatch.undo()
    Database(released_url).close()
    assert contents(released_url)["xero_grants"] == before["xero_grants"]


@pytest.mark.usefixtures("failing_revision")
def test_a_failed_first_opening_leaves_nothing_behind(store_url: str) -> None:
    with pytest.raises(ConfigurationError, match="revision 9999"):
        Database(store_url)
    assert contents(store_url) == {}


def test_many_processes_bring_a_store_of_the_first_release_up_to_date(released_url: str) -> None:
    assert all(at_once(OPENING, open_database, released_url))
    assert differences(released_url) == []
    assert contents(released_url)["xero_connections"][0][0] == "acme – Büro"


def test_the_hosts_own_tables_stay_out_of_it(postgres_url: str) -> None:
    with plain(postgres_url) as work:
        work.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        work.exec_driver_sql("INSERT INTO alembic_version VALUES ('the host''s')")
    Database(postgres_url).close()
    assert contents(postgres_url)["alembic_version"] == [("the host's",)]


def test_the_wheel_holds_the_revisions(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    subprocess.run(  # noqa: S603 - this Python, and the project's own build
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        capture_output=True,
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    target = tmp_path / "installed"
    shutil.unpack_archive(wheel, target, "zip")
    packed = target / "xero_component" / "store" / "migrations"
    expected = {path.name for path in (migration.FOLDER / "versions").glob("*.py")}
    assert {path.name for path in (packed / "versions").iterdir()} == expected
    assert (packed / "env.py").exists()
