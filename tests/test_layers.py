"""The house keeps its layers: imports point one way, and what is slow to import is imported where it is needed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
# Lowest first. A module may import lower layers and itself, never a neighbour in its own layer or a higher one.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("coach.counted", "coach.errors", "coach.lead_ins", "coach.records"),
    ("coach.store_settings",),
    ("coach.words", "coach.settings", "coach.prompts", "coach.plain_yaml", "coach.whole_file"),
    ("coach.places", "coach.plain"),
    ("coach.cited", "coach.corpus", "coach.documents", "coach.encoder", "coach.harm", "coach.index", "coach.model"),
    ("coach.retriever",),
    ("coach.composer", "coach.judge", "coach.verify"),
    ("coach.verification",),
    ("coach.enrich",),
    ("coach.generation", "coach.lint"),
    ("coach.coach",),
    ("coach.sync", "coach.together"),
    ("coach.cli", "coach.langchain", "evals", "ui"),  # the edges
    ("coach.__main__", "coach.pytest_plugin"),  # where the edges meet
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
SLOW = {
    "torch", "transformers", "sentence_transformers", "sklearn", "scipy", "chromadb", "langchain", "langchain_core",
    "langchain_chroma", "langchain_openai", "langchain_anthropic", "langchain_google_genai", "langchain_ollama",
    "openai", "anthropic", "ollama", "langchain_huggingface", "ragas", "onnx", "onnxruntime", "py3langid",
    "pypdf", "openpyxl", "markdown_it", "charset_normalizer", "defusedxml",
}  # fmt: skip
# Files that may import a slow library at module level, because nothing of Coach imports them: LangChain's view of Coach
# subclasses its retriever. The other adapters (index/chroma.py, encoder/onnx.py, ...) import theirs inside functions.
ALLOWED = {f"coach/langchain/{name}.py": {"langchain_core"} for name in ("__init__", "chain", "question", "retriever")}
VENDORS = {  # a vendor's library is imported, at any depth, only by its adapters
    "chromadb": {"coach/index/chroma.py", "coach/index/server/client.py", "coach/coach.py"},
    "httpx": {f"coach/index/server/{name}.py" for name in ("client", "faults", "table")},
    "onnxruntime": {"coach/encoder/onnx.py"},
    "tokenizers": {"coach/encoder/onnx.py"},
    "torch": {"coach/encoder/export.py", "coach/encoder/open.py"},
    "langchain": {"coach/model/create.py"},
    "langchain_core": {*ALLOWED, "coach/model/client.py", "coach/model/create.py"},
    "sentence_transformers": {"coach/encoder/export.py"},
    "sklearn": {"coach/retriever/probe.py"},
    "py3langid": {"coach/retriever/language.py", "coach/documents/language.py"},
    "snowballstemmer": {"coach/words.py"},
    "streamlit": set(),  # the page's own library
    "yaml": {"coach/plain_yaml.py"},
    "pypdf": {"coach/documents/formats/pdf.py", "coach/documents/formats/pdf_lines.py"},
    "openpyxl": {"coach/documents/formats/xlsx.py"},
    "markdown_it": {"coach/documents/formats/markdown.py", "coach/documents/formats/markdown_inline.py"},
    "charset_normalizer": {"coach/documents/decode.py"},
    "defusedxml": {"coach/documents/formats/package.py"},
}
# What turns text into objects, or into code: never imported, at any depth (bad inputs, provider-25).
NEVER = (
    "pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "langchain_core.load", "langchain.load",
)  # fmt: skip
# The parts of the page, lowest first, as LAYERS for the whole house; a part that is not named here is held to nothing.
PAGE: tuple[tuple[str, ...], ...] = (
    ("ui.aloud", "ui.fold", "ui.options", "ui.safe", "ui.sessions", "ui.store", "ui.theme"),
    ("ui.address", "ui.config", "ui.limits", "ui.sign_in", "ui.style", "ui.turns"),
    ("ui.visitor",),
    ("ui.boundary",),  # who visits decides what is told
    ("ui.edition",),
    ("ui.middleware", "ui.shelf"),
    ("ui.preparation",),
    ("ui.opened",),
    ("ui.corpus.private",),  # whose corpora these are: the chat offers them too
    ("ui.chat", "ui.corpus", "ui.runs"),
    ("ui.announce", "ui.app"),
    ("ui.server",),
    ("ui.command",),
)
PAGE_LEVEL = {name: level for level, names in enumerate(PAGE) for name in names}
# ragas takes two to three seconds to import and may be missing: the modules of the evals that need it at once.
RAGAS_AT_ONCE = ("evals.ragas_metrics", "evals.judged.", "evals.testset")
WITHOUT_RAGAS = {"evals.judged.names", "evals.judged.names.JUDGED"}  # the names are known without it
# What `coach ask` imports of the edges, to know their options: the command, and nothing that the command needs to run.
COMMANDS = {"evals/__init__.py", "evals/command.py", "evals/command_init.py", "ui/__init__.py", "ui/command.py"}
LIGHT = set(sys.stdlib_module_names) | {"typer"}
FILES = sorted(path for home in ("coach", "evals", "ui") for path in (HOUSE / home).rglob("*.py"))
NAMES = [path.relative_to(HOUSE).as_posix() for path in FILES]


def module_of(name: str) -> str:
    """Return the module of a file: coach/index/rows.py is coach.index.rows, coach/index/__init__.py coach.index."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def layer_of(module: str, level: Mapping[str, int] = LEVEL) -> str | None:
    """Return the name of the layer a module belongs to; None for other libraries and for the package ``coach``."""
    return next((name for name in level if module == name or module.startswith(name + ".")), None)


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield every module that is imported below a node; relative imports are yielded as '.'."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def at_import_time(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements that run when the module is imported: not those in functions or for types only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from at_import_time(child)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in zip(NAMES, FILES, strict=True)}


def offences(trees: Mapping[str, ast.Module], of: Callable[[str, ast.Module], set[str]]) -> dict[str, set[str]]:
    """Return what a rule finds, by file; one test a rule, since there are hundreds of files."""
    return {name: found for name, tree in trees.items() if (found := of(name, tree))}


def test_imports_point_to_lower_layers_only(trees: dict[str, ast.Module]) -> None:
    def upward(name: str, tree: ast.Module) -> set[str]:
        ours = layer_of(module_of(name))
        used = {layer for module in imports(tree) if (layer := layer_of(module)) and layer != ours}
        return {layer for layer in used if ours is None or LEVEL[layer] >= LEVEL[ours]}

    assert offences(trees, upward) == {}


def test_the_parts_of_the_page_import_lower_ones_only(trees: dict[str, ast.Module]) -> None:
    def upward(name: str, tree: ast.Module) -> set[str]:
        ours = layer_of(module_of(name), PAGE_LEVEL)
        if ours is None:
            return set()
        used = {layer for module in imports(tree) if (layer := layer_of(module, PAGE_LEVEL)) and layer != ours}
        return {layer for layer in used if PAGE_LEVEL[layer] >= PAGE_LEVEL[ours]}

    assert offences(trees, upward) == {}


def test_what_imports_slow_things_is_imported_by_no_other_file(trees: dict[str, ast.Module]) -> None:
    slow = {module_of(allowed) for allowed in ALLOWED}
    assert offences(trees, lambda name, tree: set() if name in ALLOWED else set(imports(tree)) & slow) == {}


def test_every_module_belongs_to_a_layer() -> None:
    assert [name for name in NAMES if not layer_of(module_of(name))] == ["coach/__init__.py"]


def test_nothing_slow_is_imported_before_it_is_needed(trees: dict[str, ast.Module]) -> None:
    def slow(name: str, tree: ast.Module) -> set[str]:
        found = {module.split(".")[0] for node in at_import_time(tree) for module in imports(node)}
        return (found & SLOW) - ALLOWED.get(name, set()) if name.startswith("coach/") else set()

    assert offences(trees, slow) == {}


def test_ragas_is_imported_only_where_it_is_used(trees: dict[str, ast.Module]) -> None:
    def with_ragas(name: str, tree: ast.Module) -> set[str]:
        if module_of(name).startswith(RAGAS_AT_ONCE):
            return set()
        found = {module for node in at_import_time(tree) for module in imports(node)} - WITHOUT_RAGAS
        return {module for module in found if module.split(".")[0] == "ragas" or module.startswith(RAGAS_AT_ONCE)}

    assert offences(trees, with_ragas) == {}


def test_the_commands_of_the_edges_import_nothing_but_typer_and_each_other(trees: dict[str, ast.Module]) -> None:
    commands = {module_of(command) for command in COMMANDS}

    def heavy(name: str, tree: ast.Module) -> set[str]:
        found = {module for node in at_import_time(tree) for module in imports(node)}
        return {module for module in found if module.split(".")[0] not in LIGHT and module not in commands}

    assert offences({name: trees[name] for name in COMMANDS}, heavy) == {}


def test_only_the_commands_and_the_plugin_of_the_evals_are_imported_by_coach(trees: dict[str, ast.Module]) -> None:
    used = {
        module
        for name in NAMES
        if name.startswith("coach/")
        for module in imports(trees[name])
        if module.split(".")[0] == "evals"
    }
    plugin = {"evals.pytest_plugin", "evals.pytest_plugin.register"}  # inside a function, where cases are asked for
    assert used == {"evals.command", "evals.command.app"} | plugin


def test_only_the_command_of_the_page_is_imported_by_coach(trees: dict[str, ast.Module]) -> None:
    used = {
        module
        for name in NAMES
        if name.startswith("coach/")
        for module in imports(trees[name])
        if module.split(".")[0] == "ui"
    }
    assert used == {"ui", "ui.command"}


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_is_imported_by_its_adapters_only(trees: dict[str, ast.Module], vendor: str) -> None:
    users = {
        name
        for name, tree in trees.items()
        if name.startswith("coach/") and vendor in {module.split(".")[0] for module in imports(tree)}
    }
    assert users - VENDORS[vendor] == set()


def test_nothing_is_loaded_that_could_run_what_it_holds(trees: dict[str, ast.Module]) -> None:
    """Pickles, and LangChain's ``loads``: what a model or a file says is text and never becomes an object."""
    assert offences(trees, lambda _, tree: {name for name in imports(tree) if name.startswith(NEVER)}) == {}


@pytest.mark.parametrize("line", ["import pickle", "from langchain_core.load import loads", "from pickle import loads"])
def test_the_rule_would_see_what_is_never_imported(line: str) -> None:
    assert any(name.startswith(NEVER) for name in imports(ast.parse(f"def late():\n    {line}")))


def test_what_chat_models_are_told_stands_in_one_file(trees: dict[str, ast.Module]) -> None:
    def makes_prompts(tree: ast.Module) -> bool:
        called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        return any(ast.unparse(name).split(".")[-1] == "Prompt" for name in called)

    assert [name for name, tree in trees.items() if makes_prompts(tree)] == ["coach/prompts.py"]


def test_imports_are_absolute(trees: dict[str, ast.Module]) -> None:
    assert offences(trees, lambda _, tree: {module for module in imports(tree) if module.startswith(".")}) == {}


@pytest.mark.parametrize("layer", ["coach.errors", "coach.records"])
def test_the_words_of_the_house_import_nothing_but_the_standard_library(
    trees: dict[str, ast.Module], layer: str
) -> None:
    tops = {module.split(".")[0] for module in imports(trees[layer.replace(".", "/") + ".py"])}
    assert tops <= set(sys.stdlib_module_names)


def test_the_rule_would_see_an_import_that_points_up() -> None:
    tree = ast.parse("def late():\n    from coach.retriever import retriever")
    assert {layer_of(module) for module in imports(tree)} == {"coach.retriever"}


def test_the_rule_would_see_a_slow_import_in_a_class_body() -> None:
    tree = ast.parse("class A:\n    import torch\n    def f(self):\n        import scipy")
    assert [ast.unparse(node) for node in at_import_time(tree)] == ["import torch"]
