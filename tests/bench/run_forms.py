"""Filling a PDF form beside qpdf and Carbone, and a batch of referral forms to disk.

One form of 2 pages and 67 fields, sides alternated in one run, each on one core, medians of rounds.
Stops if the words on the pages, or the values of the fields, differ. The tables are Markdown.
Usage: run_forms.py BUILD_FOLDER NODE_MODULES [--rounds N] [--seconds S] [--batch N] [--home FOLDER]
"""
import argparse
import collections
import datetime
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from run_bench import Side, idle_seconds, print_table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CORE = '0'
FIELDS, PAGES = 67, 2
OURS = {'memory': ('validated data in memory, fillable', 4000), 'flat': ('validated data in memory, flattened', 4000),
        'json': ('JSON text, fillable', 2500)}
BATCH_KIND, BATCH_LAYOUT = 'scheda_segnalazione', 'modulo'
BATCH_SECONDS = 10


def make_form(build, folder):
    """The sheet's kind with a second layout: the PDF form compiled of the first."""
    kind = folder / 'templates/sheet'
    subprocess.run([str(build / 'stesura'), '--home', str(folder), 'form', 'compile', 'sheet', 'misura', '-o', str(kind / 'modulo.pdf')],
                   check=True, stdout=subprocess.DEVNULL)
    manifest = json.loads((kind / 'kind.json').read_text())
    source = manifest['modelli'][0]
    manifest['modelli'].append({**source, 'nome': 'modulo', 'file': 'modulo.pdf', 'sorgente': source['file']})
    (kind / 'kind.json').write_text(json.dumps(manifest))


def words_of(pdf):
    """How often each word stands on the pages. A box is a drawing in a form, a character elsewhere."""
    text = subprocess.run(['pdftotext', str(pdf), '-'], check=True, capture_output=True, text=True).stdout
    return collections.Counter(re.sub('[☐☒]', ' ', text).split())


def compare(folder, forms, carbone):
    answer = forms.ask('compare')
    if answer != f'same {FIELDS}':
        sys.exit(f'bench: qpdf and Stesura do not fill the same: {answer}')
    theirs = folder / 'carbone.pdf'
    carbone.ask(f'write {theirs}')
    pages = subprocess.run(['pdfinfo', str(theirs)], check=True, capture_output=True, text=True).stdout
    if f'Pages:           {PAGES}\n' not in pages:
        sys.exit('bench: the sheet has other than two pages')
    for sort in OURS:
        ours = folder / f'{sort}.pdf'
        forms.ask(f'write {sort} {ours}')
        mine, other = words_of(ours), words_of(theirs)
        if mine != other:
            sys.exit(f'bench: the words of «{sort}» differ: {dict(mine - other)} against {dict(other - mine)}')


def measure(forms, carbone, rounds, seconds):
    """Medians in documents a second; the order turns round every round."""
    ways = {sort: lambda sort=sort: forms.rate(sort, seconds) for sort in [*OURS, 'qpdf']}
    ways['carbone'] = lambda: carbone.rate('pdf', seconds * 2)
    found = {way: [] for way in ways}
    for number in range(rounds):
        for way in list(ways) if number % 2 == 0 else reversed(ways):
            found[way].append(ways[way]())
    return {way: statistics.median(rates) for way, rates in found.items()}


def varied(samples, count):
    """Documents like the samples, each with its own id, codes and texts; the same at every run."""
    chance = random.Random(67)
    for number in range(1, count + 1):
        data = json.loads(samples[number % len(samples)])
        data['id'] = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        data['numero_segnalazione'] = f'2026/{number % 10_000:04}'
        if 'codice' in data.get('persona', {}):
            data['persona']['codice'] = f'P-2026-{number:05}'
        if 'telefono' in data.get('persona', {}):
            data['persona']['telefono'] = f'+39 333 555{chance.randrange(10_000):04}'
        data['luogo'] = chance.choice(['Alatri', 'Mantova', 'Monza', 'Frosinone', 'Rho', 'Seregno'])
        yield json.dumps(data, ensure_ascii=False)


def referrals(build, home, folder):
    """The samples of the kind that fill the form without a problem."""
    found = []
    for path in sorted((ROOT / 'samples').glob('*/segnalazione-*.json')):
        made = subprocess.run([str(build / 'stesura'), '--home', str(home), 'generate', BATCH_KIND, str(path), '--layout', BATCH_LAYOUT,
                               '--to', 'pdf', '-o', str(folder / 'sample.pdf')], capture_output=True)
        if made.returncode == 0:
            found.append(path.read_text())
    if not found:
        sys.exit('bench: no sample fills the form')
    return found


class Memory:
    """What a batch keeps resident, at the moments when so many documents are made."""

    def __init__(self, process, journal, moments):
        self.process, self.journal = process, journal
        self.left, self.megabytes = list(moments), []

    def look(self):
        try:
            lines = self.journal.read_bytes().count(b'\n') - 1
            status = Path(f'/proc/{self.process.pid}/status').read_text()
        except OSError:
            return
        found = re.search(r'VmRSS:\s+(\d+)', status)
        while found and self.left and lines >= self.left[0]:
            self.left.pop(0)
            self.megabytes.append(int(found[1]) / 1024)


def batch(build, home, folder, count):
    """Seconds, megabytes at a fifth and near the end, share of the cores' time that was not idle."""
    lines, out = folder / 'referrals.ndjson', folder / 'referrals'
    lines.write_text('\n'.join(varied(referrals(build, home, folder), count)) + '\n')
    shutil.rmtree(out, ignore_errors=True)
    idle, start = idle_seconds(), time.monotonic()
    process = subprocess.Popen([str(build / 'stesura'), '--home', str(home), 'batch', BATCH_KIND, str(lines), '--layout', BATCH_LAYOUT,
                                '--to', 'pdf', '--out', str(out)], stdout=subprocess.DEVNULL)
    memory = Memory(process, out / '.manifest-pdf.ndjson', [count // 5, count * 99 // 100])
    while process.poll() is None:
        memory.look()
        time.sleep(0.05)
    seconds = time.monotonic() - start
    made = sum(1 for _ in out.glob('[0-9]*.pdf'))
    if process.returncode != 0 or made != count:
        sys.exit(f'bench: the batch made {made} documents of {count}')
    busy = 1 - (idle_seconds() - idle) / (seconds * os.cpu_count())
    shutil.rmtree(out)
    return seconds, memory.megabytes, busy


def print_filling(rates, memory):
    rows = [['Stesura, ' + title, f'{rates[sort]:.0f}', f'{bound}', f"{rates[sort] / rates['qpdf']:.0f}", f"{rates[sort] / rates['carbone']:.0f}"]
            for sort, (title, bound) in OURS.items()]
    rows += [['qpdf, parse, fill, write', f"{rates['qpdf']:.1f}", '', '1', ''],
             ['Carbone 3.8.2 and LibreOffice, one worker', f"{rates['carbone']:.1f}", '', '', '1']]
    print_table(f'A form of {PAGES} pages and {FIELDS} fields, one core, documents a second (Stesura: {memory:.0f} MB)',
                ['', 'rate', 'bound', 'to qpdf', 'to Carbone'], rows)


def print_batch(count, seconds, megabytes, busy):
    print_table(f'Batch of {count} referral forms to disk', ['seconds', 'bound', 'MB at a fifth', 'MB at the end', 'cores busy'],
                [[f'{seconds:.1f}', f'{BATCH_SECONDS * count / 10_000:.1f}', *(f'{found:.0f}' for found in megabytes), f'{busy:.0%}']])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build', type=Path)
    parser.add_argument('modules', type=Path)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--seconds', type=float, default=3)
    parser.add_argument('--batch', type=int, default=10_000)
    parser.add_argument('--home', type=Path, default=ROOT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run([sys.executable, str(HERE / 'documents.py'), str(folder)], check=True)
        make_form(options.build, folder)
        print(f'{datetime.date.today()}, rounds: {options.rounds}, seconds a measurement: {options.seconds}')
        pinned = ['taskset', '--cpu-list', CORE]
        forms = Side([*pinned, str(options.build / 'stesura-bench-forms'), str(options.build), str(folder), 'sheet', 'modulo',
                      str(folder / 'sheet.json')])
        carbone = Side([*pinned, shutil.which('node'), str(HERE / 'carbone_side.js'), str(options.modules), str(folder), 'sheet', '1'])
        compare(folder, forms, carbone)
        rates = measure(forms, carbone, options.rounds, options.seconds)
        print_filling(rates, forms.memory())
        forms.close()
        carbone.close()
        print_batch(options.batch, *batch(options.build, options.home, folder, options.batch))


if __name__ == '__main__':
    main()
