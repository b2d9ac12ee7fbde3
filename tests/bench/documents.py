"""The documents of the benchmarks, each as a template for either engine, a schema and data.

Both templates come from one description, so that both engines do the same work and must print the
same words: `form` (a 2-page sheet of single values), `agreement` (8 pages of nested lists),
`report` (4 pages of tables), `sheet` (2 pages that can become a PDF form of 67 fields).
Usage: documents.py FOLDER
"""
import json
import sys
import zipfile
from pathlib import Path

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"')

FONTS = ('<office:font-face-decls><style:font-face style:name="Titillium Web" '
         'svg:font-family="\'Titillium Web\'"/></office:font-face-decls>')

STYLES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {NAMESPACES} office:version="1.3">{FONTS}<office:styles>
<style:default-style style:family="paragraph"><style:text-properties style:font-name="Titillium Web" fo:font-size="10.5pt" fo:language="it" fo:country="IT"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Testo" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Cella" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-size="9pt"/></style:style>
<style:style style:name="Titolo" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="0.25cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="12pt" fo:font-weight="bold"/></style:style>
</office:styles><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1"/></office:master-styles></office:document-styles>"""

AUTOMATIC = ('<office:automatic-styles>'
             '<style:style style:name="Tabella" style:family="table"><style:table-properties style:width="17cm" table:align="margins"/></style:style>'
             '<style:style style:name="Riquadro" style:family="table-cell"><style:table-cell-properties fo:padding="0.03cm" fo:border="0.5pt solid #c2cdd8"/></style:style>'
             '<style:style style:name="Voce" style:family="table-column"><style:table-column-properties style:column-width="2.9cm"/></style:style>'
             '<style:style style:name="Dato" style:family="table-column"><style:table-column-properties style:column-width="5.6cm"/></style:style>'
             '<style:style style:name="Racconto" style:family="table-column"><style:table-column-properties style:column-width="14.1cm"/></style:style>'
             '<style:style style:name="Bassa" style:family="table-row"><style:table-row-properties style:min-row-height="0.65cm"/></style:style>'
             '<style:style style:name="Alta" style:family="table-row"><style:table-row-properties style:min-row-height="1.6cm"/></style:style>'
             '</office:automatic-styles>')

META = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta {NAMESPACES} office:version="1.3"><office:meta><dc:title>Documento di misura</dc:title></office:meta></office:document-meta>"""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>"""

LABELS = {'servizio': [('sociale', 'Servizio sociale comunale'), ('impiego', 'Centro per l’impiego'),
                       ('scuola', 'Scuola')],
          'esito': [('unanimita', 'approvata all’unanimità'), ('maggioranza', 'approvata a maggioranza'),
                    ('rinvio', 'rinviata')]}


class Stesura:
    """Writes tags as Stesura reads them: names are relative to the list they stand in."""

    def value(self, name, kind='text'):
        return '{{%s|casella}}' % name if kind == 'box' else '{{%s}}' % name

    def rows(self, name, cells, style=''):
        written = [self.value(*cell) for cell in cells]
        written[0] = '{{#%s}}' % name + written[0]
        written[-1] += '{{/%s}}' % name
        return row(written, style)

    def blocks(self, name, body):
        return paragraph('{{#%s}}' % name) + body(self) + paragraph('{{/%s}}' % name)


class Carbone:
    """Writes markers as Carbone 3 reads them: whole paths, and a second copy that ends the list.

    The second copy only marks the end, so lists inside it are left out.
    """

    def __init__(self, path='d', closing=False):
        self.path = path
        self.closing = closing

    def value(self, name, kind='text'):
        formatters = {'text': '', 'date': ':formatD(DD/MM/YYYY)',
                      'boolean': ':ifEQ(true):show(sì):elseShow(no)', 'box': ':ifEQ(true):show(☒):elseShow(☐)'}
        formatter = formatters[kind] if kind in formatters else f":convEnum('{kind}')"
        return '{%s.%s%s}' % (self.path, name, formatter)

    def copies(self, name):
        return Carbone(f'{self.path}.{name}[i]'), Carbone(f'{self.path}.{name}[i+1]', closing=True)

    def rows(self, name, cells, style=''):
        return ''.join(row([copy.value(*cell) for cell in cells], style) for copy in self.copies(name))

    def blocks(self, name, body):
        return '' if self.closing else ''.join(body(copy) for copy in self.copies(name))


def paragraph(text, style='Testo'):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def heading(text):
    return f'<text:h text:style-name="Titolo" text:outline-level="1">{text}</text:h>'


def cell(text):
    return ('<table:table-cell table:style-name="Riquadro" office:value-type="string">'
            f'<text:p text:style-name="Cella">{text}</text:p></table:table-cell>')


def row(texts, style=''):
    styled = f' table:style-name="{style}"' if style else ''
    return f'<table:table-row{styled}>' + ''.join(cell(text) for text in texts) + '</table:table-row>'


def table(name, columns, rows):
    return (f'<table:table table:name="{name}" table:style-name="Tabella">'
            f'<table:table-column table:number-columns-repeated="{columns}"/>{rows}</table:table>')


FORM_FIELDS = [
    (section, [(f'{section}_{i}', label, kind) for i, (label, kind) in enumerate(fields)])
    for section, fields in {
        'segnalazione': [('Numero', 'text'), ('Data', 'date'), ('Servizio', 'servizio'), ('Urgente', 'boolean'),
                         ('Destinatario', 'text'), ('Motivo', 'text')],
        'servizio': [('Ente', 'text'), ('Operatore', 'text'), ('Qualifica', 'text'), ('Telefono', 'text'),
                     ('Posta elettronica', 'text'), ('In carico dal', 'date')],
        'persona': [('Cognome', 'text'), ('Nome', 'text'), ('Nascita', 'date'), ('Comune di nascita', 'text'),
                    ('Cittadinanza', 'text'), ('Indirizzo', 'text'), ('Comune', 'text'), ('Telefono', 'text'),
                    ('Titolo di studio', 'text'), ('Patente', 'boolean'), ('Automunita', 'boolean')],
        'tutela': [('Misura', 'text'), ('Figura', 'text'), ('Decreto', 'text'), ('Data del decreto', 'date')],
        'condizione': [('Percentuale', 'text'), ('Verbale', 'date'), ('Revisione', 'date'), ('Iscrizione', 'boolean'),
                       ('Provincia', 'text'), ('Data di iscrizione', 'date'), ('Relazione', 'boolean')],
        'lavoro': [('Stato', 'text'), ('Dichiarazione', 'boolean'), ('Esperienza', 'text'), ('Mansione', 'text'),
                   ('Tempo', 'text'), ('Fascia oraria', 'text'), ('Raggio', 'text'), ('Turni', 'boolean')],
        'obiettivi': [('Motivazione', 'text'), ('Motivazione della persona', 'text'), ('Obiettivo', 'text'),
                      ('Punto di forza', 'text'), ('Criticità', 'text'), ('Adattamenti', 'text')],
        'chiusura': [('Informativa', 'date'), ('Versione', 'text'), ('Luogo', 'text'), ('Data', 'date'),
                     ('Responsabile', 'text'), ('Note', 'text')],
    }.items()]

SENTENCE = ('La rete accompagna la persona dal primo colloquio al tirocinio, con un operatore di riferimento '
            'e una verifica ogni trimestre insieme all’azienda ospitante')


def form(engine):
    body = paragraph('Scheda di segnalazione', 'Titolo')
    for section, fields in FORM_FIELDS:
        rows = ''.join(row([label, engine.value(name, kind)]) for name, label, kind in fields)
        body += heading(section.capitalize()) + table(section, 2, rows)
    body += heading('Esperienze')
    body += table('Esperienze', 3, row(['Periodo', 'Mansione', 'Ente']) +
                  engine.rows('esperienze', [('periodo',), ('mansione',), ('ente',)]))
    return body


def form_data():
    values = {'text': 'Valore di prova per la misura', 'date': '2026-03-12', 'servizio': 'impiego', 'boolean': True}
    data = {name: values[kind] for _, fields in FORM_FIELDS for name, _, kind in fields}
    data['obiettivi_0'] = data['obiettivi_1'] = SENTENCE + '.'
    data['esperienze'] = [{'periodo': f'20{10 + i}', 'mansione': 'Addetto al magazzino', 'ente': 'Cooperativa sociale'}
                          for i in range(5)]
    return data


# 52 single values; the five experiences of three values each make them 67.
SHEET_FIELDS = FORM_FIELDS[:-1] + [(section, fields[:4]) for section, fields in FORM_FIELDS[-1:]]


def sheet_table(name, columns, rows):
    described = ''.join(f'<table:table-column table:style-name="{column}"/>' for column in columns)
    return f'<table:table table:name="{name}" table:style-name="Tabella">{described}{rows}</table:table>'


def sheet_value(engine, name, label, kind):
    return [label, engine.value(name, 'box' if kind == 'boolean' else kind)]


def sheet_section(engine, section, fields):
    if section == 'obiettivi':
        rows = ''.join(row(sheet_value(engine, *field), 'Alta') for field in fields)
        return sheet_table(section, ['Voce', 'Racconto'], rows)
    rows = ''
    for at in range(0, len(fields), 2):
        texts = [text for field in fields[at:at + 2] for text in sheet_value(engine, *field)]
        rows += row(texts + [''] * (4 - len(texts)), 'Bassa')
    return sheet_table(section, ['Voce', 'Dato'] * 2, rows)


def sheet(engine):
    """Every tag alone in a cell of fixed height: what `stesura form compile` turns into a PDF form."""
    body = paragraph('Scheda di segnalazione', 'Titolo')
    for section, fields in SHEET_FIELDS:
        body += heading(section.capitalize()) + sheet_section(engine, section, fields)
    body += heading('Esperienze')
    return body + sheet_table('Esperienze', ['Dato'] * 3, row(['Periodo', 'Mansione', 'Ente'], 'Bassa') + engine.rows(
        'esperienze', [('periodo',), ('mansione',), ('ente',)], 'Bassa'))


def sheet_data():
    data = form_data()
    return {name: data[name] for name in [field[0] for _, fields in SHEET_FIELDS for field in fields] + ['esperienze']}


def agreement(engine):
    def party(e):
        return paragraph(f"{e.value('denominazione')}, con sede in {e.value('sede')}, rappresentata da "
                         f"{e.value('rappresentante')} in qualità di {e.value('qualifica')};")

    def letter(e):
        return paragraph(f"{e.value('lettera')}) {e.value('testo')};")

    def clause(e):
        return paragraph(f"{e.value('numero')}. {e.value('testo')}") + e.blocks('lettere', letter)

    def article(e):
        return paragraph(f"Articolo {e.value('numero')} – {e.value('rubrica')}", 'Titolo') + e.blocks('commi', clause)

    def signature(e):
        return paragraph(f"Per {e.value('denominazione')}: {e.value('rappresentante')}")

    return (paragraph('Protocollo d’intesa', 'Titolo') + paragraph('TRA') + engine.blocks('parti', party) +
            paragraph('PREMESSO CHE') + engine.blocks('premesse', lambda e: paragraph(e.value('testo'))) +
            engine.blocks('articoli', article) + paragraph('Data: ' + engine.value('data', 'date')) +
            engine.blocks('firme', signature))


def agreement_data():
    parties = [{'denominazione': f'Ambito territoriale {i}', 'sede': 'Mantova, via Roma 1',
                'rappresentante': 'Maria Bianchi', 'qualifica': 'Direttrice'} for i in range(1, 11)]
    articles = [{'numero': a, 'rubrica': 'Impegni delle parti',
                 'commi': [{'numero': c, 'testo': SENTENCE + '.',
                            'lettere': [{'lettera': letter, 'testo': SENTENCE.lower()[:90]} for letter in 'abc']}
                           for c in range(1, 3)]} for a in range(1, 19)]
    return {'parti': parties, 'premesse': [{'testo': SENTENCE + ';'} for _ in range(8)], 'articoli': articles,
            'data': '2026-03-12',
            'firme': [{'denominazione': p['denominazione'], 'rappresentante': p['rappresentante']} for p in parties]}


def report(engine):
    body = paragraph('Report dell’incontro', 'Titolo')
    body += paragraph('Data: ' + engine.value('data', 'date') + ' – Luogo: ' + engine.value('luogo'))
    body += heading('Presenze') + table('Presenze', 4, row(['Nome', 'Ente', 'Ruolo', 'Presente']) + engine.rows(
        'partecipanti', [('nome',), ('ente',), ('ruolo',), ('presente', 'boolean')]))
    body += heading('Discussione') + engine.blocks(
        'punti', lambda e: paragraph(e.value('titolo'), 'Titolo') + paragraph(e.value('sintesi')))
    body += heading('Decisioni') + table('Decisioni', 3, row(['Numero', 'Decisione', 'Esito']) + engine.rows(
        'decisioni', [('numero',), ('testo',), ('esito', 'esito')]))
    body += heading('Azioni') + table('Azioni', 3, row(['Azione', 'Responsabile', 'Scadenza']) + engine.rows(
        'azioni', [('testo',), ('responsabile',), ('scadenza', 'date')]))
    return body


def report_data():
    return {'data': '2026-03-12', 'luogo': 'Monza, sala riunioni della Provincia',
            'partecipanti': [{'nome': 'Utente Esempio', 'ente': f'Ente accreditato {i}', 'ruolo': 'operatore',
                              'presente': i % 3 != 0} for i in range(20)],
            'punti': [{'titolo': f'Punto {i}', 'sintesi': (SENTENCE + '. ') * 3} for i in range(1, 8)],
            'decisioni': [{'numero': i, 'testo': SENTENCE + '.', 'esito': ['unanimita', 'maggioranza', 'rinvio'][i % 3]}
                          for i in range(1, 11)],
            'azioni': [{'testo': SENTENCE + '.', 'responsabile': 'Capofila', 'scadenza': '2026-06-30'}
                       for _ in range(10)]}


def schema_of(value, name=''):
    """A schema as a kind would have it: bounds, titles, formats, labels."""
    title = name.replace('_', ' ').capitalize() or 'Documento'
    if isinstance(value, dict):
        return {'type': 'object', 'title': title, 'required': sorted(value), 'unevaluatedProperties': False,
                'properties': {key: schema_of(member, key) for key, member in value.items()}}
    if isinstance(value, list):
        return {'type': 'array', 'title': title, 'maxItems': 5 if name == 'esperienze' else 500, 'items': schema_of(value[0])}
    if isinstance(value, bool):
        return {'type': 'boolean', 'title': title}
    if isinstance(value, int):
        return {'type': 'integer', 'title': title, 'minimum': 0, 'maximum': 9999}
    for labels in LABELS.values():
        if value in dict(labels):
            return {'title': title, 'oneOf': [{'const': code, 'title': text} for code, text in labels]}
    if value == '2026-03-12' or value == '2026-06-30':
        return {'type': 'string', 'title': title, 'format': 'date', 'maxLength': 10}
    return {'type': 'string', 'title': title, 'minLength': 1, 'maxLength': 4000}


def content(body):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<office:document-content {NAMESPACES} office:version="1.3">{FONTS}{AUTOMATIC}'
            f'<office:body><office:text>{body}</office:text></office:body></office:document-content>')


def write_odt(path, body):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as package:
        package.writestr('mimetype', 'application/vnd.oasis.opendocument.text', zipfile.ZIP_STORED)
        for name, text in (('content.xml', content(body)), ('styles.xml', STYLES), ('meta.xml', META),
                           ('META-INF/manifest.xml', MANIFEST)):
            package.writestr(name, text)


def main():
    folder = Path(sys.argv[1])
    (folder / 'schemas').mkdir(parents=True, exist_ok=True)
    (folder / 'enums.json').write_text(json.dumps({name: dict(labels) for name, labels in LABELS.items()}))
    for name, describe, data in (('form', form, form_data()), ('agreement', agreement, agreement_data()),
                                 ('report', report, report_data()), ('sheet', sheet, sheet_data())):
        kind = folder / 'templates' / name
        kind.mkdir(parents=True, exist_ok=True)
        write_odt(kind / 'misura.odt', describe(Stesura()))
        write_odt(folder / f'{name}-carbone.odt', describe(Carbone()))
        schema = {'$schema': 'https://json-schema.org/draft/2020-12/schema',
                  '$id': f'https://schemi.stesura.example/{name}.schema.json', 'x-classe': 'R', **schema_of(data)}
        (folder / 'schemas' / f'{name}.schema.json').write_text(json.dumps(schema))
        (kind / 'kind.json').write_text(json.dumps({
            'tipo': name, 'titolo': name, 'ruolo': 'misura', 'schema': f'{name}.schema.json',
            'modelli': [{'nome': 'misura', 'titolo': 'Misura', 'file': 'misura.odt', 'classe_massima': 'R'}]}))
        (folder / f'{name}.json').write_text(json.dumps(data, ensure_ascii=False))


if __name__ == '__main__':
    main()
