"""Holds JUnit XML of canreach against junit.xsd, and its counts against its cases.

usage: validate_junit.py SCHEMA.xsd RESULT.xml…

Each must be valid as it is, and refused without any one of its required attributes: a schema that takes everything proves
nothing.
"""

import copy
import sys
import xml.etree.ElementTree as xml

import xmlschema

REQUIRED = {
    "testsuites": ["name", "tests", "failures", "errors"],
    "testsuite": ["name", "tests", "failures", "errors"],
    "testcase": ["classname", "name"],
    "failure": ["message", "type"],
    "error": ["message", "type"],
}


def main(schema_file, *results):
    schema = xmlschema.XMLSchema(schema_file)
    refused = 0
    for path in results:
        root = xml.parse(path).getroot()
        for fault in schema.iter_errors(root):
            sys.exit(f"FAILED: {path}: {fault.path}: {fault.reason}")
        suites = root.findall("testsuite")
        for element in [root, *suites]:
            cases = element.findall(".//testcase")
            told = {name: int(element.get(name)) for name in ("tests", "failures", "errors")}
            found = {"tests": len(cases), "failures": len(element.findall(".//failure")), "errors": len(element.findall(".//error"))}
            if told != found or not cases:
                sys.exit(f"FAILED: {path}: {element.tag} tells {told} and holds {found}")
        for at, element in enumerate(root.iter()):
            for name in REQUIRED.get(element.tag, []):
                broken = copy.deepcopy(root)
                del list(broken.iter())[at].attrib[name]
                if schema.is_valid(broken):
                    sys.exit(f"FAILED: {path}: {element.tag} is accepted without {name}")
                refused += 1
    print(f"junit: {len(results)} results are valid, {refused} damaged ones refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
