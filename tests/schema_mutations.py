#!/usr/bin/env python3
"""Mutates samples and judges each with python3-jsonschema, the oracle of the differential test.

Usage: schema_mutations.py SCHEMA COUNT SCHEMA_FOLDER SAMPLE...
Writes one line of JSON a mutated sample: {"valid": bool, "data": ...}. Formats are not asserted.
"""
import copy
import json
import pathlib
import random
import sys

from jsonschema import Draft202012Validator, RefResolver

STRANGE = [None, True, False, 0, -1, 1.0, 7, 2.5, 1e300, "", "x", "aperta", "chiusa", "telefono",
           "À" * 61, "A1B2", [], [1, 1.0], ["a", "a"], {}, {"a": 1}, {"denominazione": "Rho"}]
NAMES = ["cognome", "codice", "rif_due", "Xx", "motivo_chiusura", "numero", "indirizzo", "x-altro", "titolo"]


def containers(value, found):
    if isinstance(value, (dict, list)) and value:
        found.append(value)
        for child in value.values() if isinstance(value, dict) else value:
            containers(child, found)
    return found


def mutate(data, rng):
    data = copy.deepcopy(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        where = rng.choice(containers(data, []) or [data])
        if not where:
            break
        key = rng.choice(list(where)) if isinstance(where, dict) else rng.randrange(len(where))
        act = rng.randrange(6)
        if act == 0:
            del where[key]
        elif act == 1:
            where[key] = copy.deepcopy(rng.choice(STRANGE))
        elif act == 2 and isinstance(where, dict):
            where[rng.choice(NAMES)] = copy.deepcopy(rng.choice(STRANGE))
        elif act == 2:
            where.append(copy.deepcopy(where[key]))
        elif act == 3:
            other = rng.choice(containers(data, []) or [data])
            if other:
                place = rng.choice(list(other)) if isinstance(other, dict) else rng.randrange(len(other))
                where[key] = copy.deepcopy(other[place])
        elif act == 4 and isinstance(where[key], str):
            text = where[key]
            where[key] = rng.choice([text[:-1], text + "z", text * 30, text.upper(), " " + text])
        elif act == 5 and isinstance(where[key], (int, float)) and not isinstance(where[key], bool):
            where[key] = rng.choice([where[key] + 0.25, -where[key], where[key] * 1000, str(where[key])])
    return data


def main():
    schema_file, count, folder, samples = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    schemas = [json.loads(p.read_text()) for p in sorted(pathlib.Path(folder).glob("*.schema.json"))]
    schema = json.loads(pathlib.Path(schema_file).read_text())
    resolver = RefResolver(schema["$id"], schema, store={s["$id"]: s for s in schemas})
    validator = Draft202012Validator(schema, resolver=resolver)
    rng = random.Random(20260312)
    originals = [json.loads(pathlib.Path(s).read_text()) for s in samples]
    for i in range(count):
        data = originals[i % len(originals)]
        data = mutate(data, rng) if i >= len(originals) else data
        print(json.dumps({"valid": validator.is_valid(data), "data": data}))


main()
