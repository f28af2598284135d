"""The JSON Schema of each kind of file, generated from the models, for editors."""

import json

from pydantic.json_schema import GenerateJsonSchema

from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.policy import Policy
from regimencalc.regimen import Regimen

KINDS: dict[str, type[LibraryFile]] = {
    "regimen": Regimen,
    "formulary": FormularyEntry,
    "policy": Policy,
}


def schema_text(kind: str) -> str:
    """The schema of a kind of file as JSON text."""
    schema = KINDS[kind].model_json_schema(mode="validation")
    document = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"https://regimencalc.example/schema/{kind}-v1.json",
        **schema,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
