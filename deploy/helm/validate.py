"""Holds rendered objects against the schemas of Kubernetes, and those of operators' own kinds against
the schemas beside this file.

usage: validate.py KUBERNETES_VERSION FILE
"""
import json
import pathlib
import sys

import jsonschema
import kubernetes_validate
import yaml

SCHEMAS = pathlib.Path(__file__).parent / "schemas"


def validate(document, version):
    own = SCHEMAS / f"{document['kind'].lower()}.json"
    if own.exists():
        jsonschema.validate(document, json.loads(own.read_text()))
    else:
        kubernetes_validate.validate(document, version, strict=True)


def main():
    version, path = sys.argv[1:]
    documents = [document for document in yaml.safe_load_all(pathlib.Path(path).read_text()) if document]
    for document in documents:
        validate(document, version)
    print(f"{pathlib.Path(path).name}: {', '.join(document['kind'] for document in documents)}")


if __name__ == "__main__":
    main()
