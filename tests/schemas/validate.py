"""Holds results of canreach against docs/schemas, and SARIF against the published model of SARIF 2.1.0.

usage: validate.py SCHEMA-FOLDER RESULT-FOLDER

A result is named SCHEMA.WHAT.json, one JSON text a line or one in all; SARIF results are named sarif.WHAT.json. Each must
be valid as it is, and refused with a key left out or one too many: a schema that takes everything proves nothing.
"""

import copy
import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from pydantic import ValidationError
from pydantic_sarif import model as sarif
from referencing import Registry, Resource


def documents(path):
    text = path.read_text(encoding="utf-8")
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line]


def faults_of(validator, document):
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in validator.iter_errors(document)]


class Sarif:
    """The model in the place of a schema."""

    log = next(
        one for one in vars(sarif).values() if isinstance(one, type) and {"version", "runs"} <= set(getattr(one, "model_fields", {}))
    )

    @classmethod
    def faults(cls, document):
        document = copy.deepcopy(document)
        # The model is of the schema before the standard: it spelled `status` of a suppression `state` (oasis-tcs/sarif-spec
        # issue 449; the standard, 3.35.3, says `status`).
        for run in document.get("runs", []):
            for suppression in (one for result in run["results"] for one in result.get("suppressions", [])):
                if "status" in suppression:
                    suppression["state"] = suppression.pop("status")
        try:
            cls.log.model_validate(document)
            return []
        except ValidationError as fault:
            return [str(fault)]


def main(schema_folder, result_folder):
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(pathlib.Path(schema_folder).glob("*.json"))}
    registry = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas.values())
    checks = {"sarif": Sarif.faults}
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, registry=registry)
        checks[name] = lambda document, validator=validator: faults_of(validator, document)
    failed, counted = [], {}
    for path in sorted(pathlib.Path(result_folder).glob("*.json")):
        name = path.name.split(".")[0]
        check = checks[name]
        for document in documents(path):
            counted[name] = counted.get(name, 0) + 1
            failed += [f"{path.name}: {fault}" for fault in check(document)[:5]]
            extra = copy.deepcopy(document)
            extra["no_such_key"] = 1
            if name != "sarif" and not check(extra):
                failed.append(f"{path.name}: a key that no schema knows is taken")
            less = copy.deepcopy(document)
            del less["runs" if name == "sarif" else "schema_version"]
            if not check(less):
                failed.append(f"{path.name}: a key that must be there is not missed")
    missing = sorted(set(checks) - set(counted) - {"common"})
    failed += [f"no result was held against {name}" for name in missing]
    for fault in failed:
        print("FAILED", fault)
    print("valid:", ", ".join(f"{count} {name}" for name, count in sorted(counted.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
