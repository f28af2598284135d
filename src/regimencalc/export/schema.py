"""The JSON Schema of each kind of file, generated from the models, for editors.

Editors show what a schema says, so it says nothing that no file can hold, and each shape that many
fields share stands in it once, under a name.
"""

import json
from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from regimencalc.component import AMOUNT_KINDS, AmountField
from regimencalc.conditions import CONDITION_SHAPE, VALUES
from regimencalc.days import DaysField, DaysOfRuleField, NumbersField
from regimencalc.fields import MeasureOf
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.policy import Policy
from regimencalc.ranges import DURATION
from regimencalc.regimen import Regimen, TotalField
from regimencalc.units import Measure

KINDS: dict[str, type[LibraryFile]] = {
    "regimen": Regimen,
    "formulary": FormularyEntry,
    "policy": Policy,
}


A_DRUG_HAS_A_ROUTE: JsonSchemaValue = {
    "if": {"required": ["drug"], "not": {"required": ["parts"]}},
    "then": {"required": ["route"]},
}
"""What no single field can say of a line: that a drug has a route, here or in its parts."""

ANY_CONDITION: JsonSchemaValue = {"$ref": "#/$defs/condition"}
"""What `any` lists: a condition may hold conditions, which its shape by itself cannot name."""


class _ForEditors(GenerateJsonSchema):
    """Without null, which no file of ours has, and without titles that repeat a field's name."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False


def schema_text(kind: str) -> str:
    """The schema of a kind of file as JSON text.

    >>> "duration" in json.loads(schema_text("formulary"))["$defs"]
    True
    """
    schema = KINDS[kind].model_json_schema(mode="validation", schema_generator=_ForEditors)
    document: JsonSchemaValue = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"https://regimencalc.example/schema/{kind}-v1.json",
        **_each_shape_once(schema),
    }
    if "Component" in document["$defs"]:
        document["$defs"]["Component"] |= A_DRUG_HAS_A_ROUTE
        document["$defs"]["condition"]["properties"]["any"]["items"] = ANY_CONDITION
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _each_shape_once(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The schema with a reference wherever a shape that has a name stands, and those named."""
    names = {_key(shape): name for name, shape in _named_shapes().items()}
    used: dict[str, JsonSchemaValue] = {}

    def shared(node: Any, *, is_named: bool = False) -> Any:
        if isinstance(node, list):
            return [shared(item) for item in node]
        if not isinstance(node, dict):
            return node
        name = None if is_named else names.get(_key(node))
        if name is None:
            return {key: shared(value) for key, value in node.items()}
        if name not in used:
            used[name] = {}
            used[name] = shared(_shape(node), is_named=True)
        said = {"description": node["description"]} if "description" in node else {}
        return {"$ref": f"#/$defs/{name}", **said}

    made: JsonSchemaValue = shared(schema)
    definitions = {**made.get("$defs", {}), **used}
    return {**made, "$defs": dict(sorted(definitions.items()))}


def _named_shapes() -> dict[str, JsonSchemaValue]:
    """The shapes that many fields share, by their names in the schema."""
    total = _shape_of(TotalField)
    amount, bounds = total["anyOf"]
    edges = [(f"edges_of_{name}", CONDITION_SHAPE["properties"][name]) for name in VALUES]
    return {
        **dict(reversed(edges)),  # several values have the same: the first gives the name
        "amount": total,
        "amount_or_share": _shape_of(AmountField),
        "amount_bounds": bounds,
        "amount_text": amount,
        "condition": CONDITION_SHAPE,
        "days": _shape_of(DaysField),
        "days_of_a_rule": _shape_of(DaysOfRuleField),
        "numbers": _shape_of(NumbersField),
        "measured_amount": _shape_of(Annotated[Measure, MeasureOf("amount", AMOUNT_KINDS)]),
        "duration": _shape_of(Annotated[Measure, DURATION]),
    }


def _shape_of(field_type: Any) -> JsonSchemaValue:
    return TypeAdapter(field_type).json_schema()


def _shape(node: JsonSchemaValue) -> JsonSchemaValue:
    return {key: value for key, value in node.items() if key != "description"}


def _key(node: JsonSchemaValue) -> str:
    """What a shape is told by: all that it says but its description."""
    return json.dumps(_shape(node), sort_keys=True)
