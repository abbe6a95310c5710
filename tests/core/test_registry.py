from types import MappingProxyType
from typing import Any

import pytest

from tests.core.sample_package import WritePackage, good
from xero_component.core import Action, discover
from xero_component.errors import DefinitionError


def test_every_module_is_found_in_order_of_its_folder_and_name(write_package: WritePackage):
    package = write_package(
        {
            "zebras/ride_zebra.py": good("ride_zebra"),
            "apes/feed_ape.py": good("feed_ape"),
            "apes/clean_ape.py": good("clean_ape"),
            "count_all.py": good("count_all"),
        }
    )

    found = discover(package, Action)

    assert list(found) == ["clean_ape", "feed_ape", "count_all", "ride_zebra"]
    assert found["feed_ape"].module == f"{package.__name__}.apes.feed_ape"


def test_what_is_found_cannot_be_changed(write_package: WritePackage):
    found = discover(write_package({"one.py": good("one")}), Action)

    assert isinstance(found, MappingProxyType)


def test_an_empty_package_has_nothing(write_package: WritePackage):
    assert discover(write_package({}), Action) == {}


def test_private_modules_and_packages_are_not_even_imported(write_package: WritePackage):
    package = write_package(
        {
            "one.py": good("one"),
            "_shared.py": "raise RuntimeError('imported')",
            "_inner/two.py": "raise RuntimeError('imported')",
        }
    )

    assert list(discover(package, Action)) == ["one"]


def test_a_definition_that_is_only_imported_does_not_count(write_package: WritePackage):
    package = write_package({"one.py": good("one")})
    importing = f"{good('two')}\nfrom {package.__name__}.one import one\n"

    assert list(discover(write_package({"two.py": importing}), Action)) == ["two"]


def failure_of(package: Any) -> str:
    with pytest.raises(DefinitionError) as found:
        discover(package, Action)
    return found.value.message


def test_two_in_a_file_is_an_error_that_names_the_file(write_package: WritePackage):
    package = write_package({"one.py": good("one") + good("two")})

    message = failure_of(package)

    assert message.endswith("one.py: expected exactly one Action, found 2.")
    assert package.__name__ in message


def test_none_in_a_file_is_an_error_that_names_the_file(write_package: WritePackage):
    package = write_package({"folder/empty.py": "x = 1"})

    assert failure_of(package).endswith("folder/empty.py: expected exactly one Action, found 0.")


def test_a_wrong_name_is_an_error_that_names_the_file(write_package: WritePackage):
    package = write_package({"one.py": good("two")})

    assert failure_of(package).endswith("one.py: the key is 'two', the file says 'one'.")


def test_a_duplicate_key_is_an_error_that_names_both_files(write_package: WritePackage):
    package = write_package({"a/one.py": good("one"), "b/one.py": good("one")})

    message = failure_of(package)

    assert message.endswith(f"the key 'one' is taken by {package.__name__}.a.one.")
    assert "b/one.py" in message


@pytest.mark.parametrize(
    "source",
    ["import no_such_module", "1 / 0", "def broken(:", "from xero_component import no_such_name"],
)
def test_a_module_that_cannot_be_imported_is_an_error_that_names_the_file(
    write_package: WritePackage, source: str
):
    package = write_package({"folder/one.py": source})

    message = failure_of(package)

    assert "folder/one.py: cannot be imported: " in message


@pytest.mark.parametrize("source", ["import no_such_module", "1 / 0"])
def test_a_package_that_cannot_be_imported_is_an_error_that_names_the_file(
    write_package: WritePackage, source: str
):
    package = write_package({"folder/__init__.py": source, "folder/one.py": good("one")})

    assert "folder/__init__.py: cannot be imported: " in failure_of(package)
