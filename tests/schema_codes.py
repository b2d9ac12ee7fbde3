#!/usr/bin/env python3
"""Makes Italian codes, right and wrong, and judges each with python3-stdnum.

Usage: schema_codes.py
Writes lines «format code 0|1». All codes are in capitals and without separators, since stdnum would
forgive those and we do not.
"""
import random

from stdnum import iban
from stdnum.it import codicefiscale, iva

PERSONS = """RSSMRA85C12F704U RSSMRA85C12F70QR RSSMRAURCMNFTLQI BNCMRA92S65E897L BNCMRA92S65E89TI
BNCMRAVNSSREUVTY VRDGPP78L01D810H VRDGPP78L01D81LK VRDGPPTULLMDUMLE NRENNA01B68H264D
NRENNA01B68H26QA NRENNALMBSUHNSQY SMPTNT90A01D912H SMPTNT90A01D91NW SMPTNTVLALMDVMNZ
FOXLAX69T31A123H FOXLAX69T31A12PD FOXLAXSVTPMAMNPT DPRNCL99M09C034N DPRNCL99M09C03QK
DPRNCLVVMLVCLPQA DSMMCH88E57H501P DSMMCH88E57H50MH DSMMCHUUERTHRLMF PRVFTM95R44Z330O
PRVFTM95R44Z33LR PRVFTMVRRQQZPPLJ UXXIOX04H30C933J UXXIOX04H30C93PF UXXIOXLQHPLCVPPK""".split()
BODIES = """99999910013 99999920012 99999930011 99999940010 99999950019 99999960018 99999970017
99999980016""".split()
OMOCODIA = "LMNPQRSTUV"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def with_check(code):
    return code[:15] + codicefiscale.calc_check_digit(code[:15])


def digit(character):
    return int(character) if character.isdigit() else OMOCODIA.find(character)


def judged_alike(code):
    # stdnum takes the day modulo 40 and so lets 81 to 99 pass, which is no day of either sex.
    return len(code) != 16 or digit(code[9]) < 8


def is_code(code):
    try:
        return codicefiscale.is_valid(code)
    except (KeyError, IndexError, ValueError):
        return False


def personal_codes(rng):
    for code in PERSONS:
        yield code
        for _ in range(40):
            changed = list(code)
            for place in rng.sample([6, 7, 9, 10, 12, 13, 14], rng.randrange(1, 8)):
                if changed[place].isdigit():
                    changed[place] = OMOCODIA[int(changed[place])]
            yield with_check("".join(changed))
        for _ in range(60):
            changed = list(code)
            for _ in range(rng.choice([1, 1, 2])):
                changed[rng.randrange(16)] = rng.choice(CAPITALS)
            yield "".join(changed)
            if all(c in CAPITALS for c in changed):
                yield with_check("".join(changed))
        yield code[:-1]
        yield code + "A"
    for year in range(100):
        for day in ("29", "69", "30", "00", "40"):
            yield with_check("SMPTNT%02dB%sD912" % (year, day))


def body_codes(rng):
    for code in BODIES:
        yield code
        for place in range(11):
            for other in "0123456789":
                yield code[:place] + other + code[place + 1:]
    for _ in range(500):
        first = "".join(rng.choice("0123456789") for _ in range(7))
        office = rng.choice(["001", "058", "100", "101", "120", "121", "122", "888", "999", "000"])
        for check in "0123456789":
            yield first + office + check


def ibans(rng):
    bban = "X0542811101000000123456"
    for _ in range(200):
        body = list(bban)
        for _ in range(rng.randrange(4)):
            body[rng.randrange(23)] = rng.choice(CAPITALS)
        body = "".join(body)
        yield "IT" + iban.calc_check_digits("IT00" + body) + body
        yield "IT%02d" % rng.randrange(100) + body
    for known in ("GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606",
                  "CH9300762011623852957", "SM86U0322509800000000270100", "IT60X054281110100000012345"):
        yield known


def main():
    rng = random.Random(1976)
    lines = set()
    for code in list(personal_codes(rng)) + list(body_codes(rng)):
        if judged_alike(code):
            lines.add(("codice-fiscale", code, is_code(code)))
    for code in body_codes(rng):
        lines.add(("partita-iva", code, iva.is_valid(code)))
    for code in ibans(rng):
        lines.add(("iban", code, iban.is_valid(code)))
    for name, code, valid in sorted(lines):
        print(name, code, int(valid))


main()
