"""A kind of its own for the benchmark: 10,000 rows with three derived columns. Usage: derived_rows.py FOLDER"""
import json
import sys
from pathlib import Path

ROWS = 10_000
SCHEMA = {
    '$id': 'https://schemi.stesura.example/rows.schema.json', 'type': 'object', 'x-classe': 'P', 'unevaluatedProperties': False,
    'properties': {
        'enti': {'type': 'array', 'items': {'type': 'object', 'required': ['id', 'nome'], 'unevaluatedProperties': False,
                                            'properties': {'id': {'type': 'string'}, 'nome': {'type': 'string'}}}},
        'righe': {'type': 'array', 'items': {'type': 'object', 'required': ['ente', 'ore', 'tariffa'], 'unevaluatedProperties': False,
                                             'properties': {'ente': {'type': 'string'}, 'ore': {'type': 'integer'}, 'tariffa': {'type': 'number'}}}}}}
DERIVED = [
    {'nome': '/righe/*/denominazione', 'titolo': 'Ente',
     'valore': {'cerca': {'elenco': '/enti', 'chiave': 'id', 'uguale_a': 'ente', 'prendi': 'nome'}}},
    {'nome': '/righe/*/importo', 'titolo': 'Importo', 'valore': {'prodotto': ['ore', 'tariffa']}},
    {'nome': '/righe/*/quota', 'titolo': 'Quota',
     'valore': {'percentuale': {'parte': 'ore', 'totale': {'somma': {'elenco': '/righe', 'di': 'ore'}}, 'decimali': 3}}}]
KIND = {'tipo': 'rows', 'titolo': 'Righe', 'ruolo': 'misura', 'schema': 'rows.schema.json', 'derivati': DERIVED,
        'modelli': [{'nome': 'righe', 'titolo': 'Righe', 'file': 'righe.fodt', 'classe_massima': 'P'}]}
NAMES = ''.join(f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ('office', 'style', 'text', 'table'))
CELLS = ['{{#righe}}{{denominazione|facoltativo}}', '{{importo|euro}}', '{{quota|facoltativo}}{{/righe}}']
TEMPLATE = (f'<?xml version="1.0" encoding="UTF-8"?><office:document{NAMES} office:version="1.3" '
            'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><table:table table:name="Righe">'
            + '<table:table-column/>' * 3 + '<table:table-row>'
            + ''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in CELLS)
            + '</table:table-row></table:table></office:text></office:body></office:document>')


def main():
    folder = Path(sys.argv[1])
    (folder / 'templates/rows').mkdir(parents=True, exist_ok=True)
    (folder / 'schemas').mkdir(exist_ok=True)
    (folder / 'schemas/rows.schema.json').write_text(json.dumps(SCHEMA))
    (folder / 'templates/rows/kind.json').write_text(json.dumps(KIND))
    (folder / 'templates/rows/righe.fodt').write_text(TEMPLATE)
    data = {'enti': [{'id': f'e{n}', 'nome': f'Comune numero {n}'} for n in range(500)],
            'righe': [{'ente': f'e{n % 500}', 'ore': n % 40 + 1, 'tariffa': 19.9 + n % 7} for n in range(ROWS)]}
    (folder / 'rows.json').write_text(json.dumps(data))


if __name__ == '__main__':
    main()
