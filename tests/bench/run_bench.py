"""Stesura beside Carbone and a bare UNO client: both sides alternated in one run, medians of rounds.

Usage: run_bench.py BUILD_FOLDER NODE_MODULES [--rounds N] [--seconds S] [--markdown]
Stops if the words of both outputs differ.
"""
import argparse
import datetime
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCUMENTS = {'form': 'form, 2 pages', 'agreement': 'agreement, 8 pages', 'report': 'report, 4 pages'}


class Side:
    """One engine with one document, kept running between rounds."""

    def __init__(self, command):
        # Carbone looks for soffice.bin and for the Python that has UNO (Debian's) along the path.
        path = '/usr/lib/libreoffice/program:/usr/bin:/bin:' + os.environ['PATH']
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, 'PATH': path})

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit(f'bench: «{self.process.args[0]}» gave no answer to «{line}»')
        return answer

    def rate(self, form, seconds):
        return float(self.ask(f'{form} {seconds}'))

    def memory(self):
        """Peak resident memory of the process alone, in MB."""
        status = Path(f'/proc/{self.process.pid}/status').read_text()
        return int(re.search(r'VmHWM:\s+(\d+)', status).group(1)) / 1024

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def words_of(path):
    xml = zipfile.ZipFile(path).read('content.xml').decode()
    xml = re.sub(r'<text:(line-break|tab|s)\b[^>]*>', ' ', xml)
    return re.sub(r'<[^>]+>', ' ', xml).split()


def compare_words(folder, name, ours, theirs):
    files = [folder / f'{name}-{side}-out.odt' for side in ('stesura', 'carbone')]
    for side, file in zip((ours, theirs), files):
        side.ask(f'write {file}')
    mine, other = map(words_of, files)
    if mine != other:
        place = next((i for i, pair in enumerate(zip(mine, other)) if pair[0] != pair[1]), min(len(mine), len(other)))
        sys.exit(f'bench: the words of «{name}» differ at word {place}: {mine[place:place + 8]} against {other[place:place + 8]}')


def measure(sides, form, rounds, seconds):
    """Medians in documents a second, the sides alternated; the order turns round every round."""
    found = {name: [] for name in sides}
    for number in range(rounds):
        names = list(sides) if number % 2 == 0 else list(reversed(sides))
        for name in names:
            found[name].append(sides[name].rate(form, seconds))
    return {name: statistics.median(rates) for name, rates in found.items()}


def print_table(title, columns, rows):
    print(f'\n{title}\n')
    print('| ' + ' | '.join(columns) + ' |')
    print('|' + '---|' * len(columns))
    for row in rows:
        print('| ' + ' | '.join(row) + ' |')
    sys.stdout.flush()


def batch(build, folder, count):
    """A batch of referral-like PDFs by the program itself: documents a second, and how busy the cores were."""
    source = (folder / 'form.json').read_text()
    lines = folder / 'batch.ndjson'
    lines.write_text((source + '\n') * count)
    out = folder / 'batch-out'
    subprocess.run(['rm', '-rf', str(out)], check=True)
    idle = idle_seconds()
    start = time.monotonic()
    subprocess.run([str(build / 'stesura'), '--home', str(folder), 'batch', 'form', str(lines), '--to', 'pdf', '--out', str(out)],
                   check=True, stdout=subprocess.DEVNULL)
    elapsed = time.monotonic() - start
    busy = 1 - (idle_seconds() - idle) / (elapsed * os.cpu_count())
    return count / elapsed, busy


def idle_seconds():
    fields = Path('/proc/stat').read_text().split('\n', 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf('SC_CLK_TCK')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build', type=Path)
    parser.add_argument('modules', type=Path)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--seconds', type=float, default=4)
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--batch', type=int, default=200)
    options = parser.parse_args()
    folder = options.build / 'bench'
    subprocess.run([sys.executable, str(HERE / 'documents.py'), str(folder)], check=True)

    print(f'{datetime.date.today()}, {os.cpu_count()} cores, rounds: {options.rounds}, seconds a measurement: {options.seconds}')
    odt_rows, pdf_rows = [], []
    for name, title in DOCUMENTS.items():
        ours = Side([str(options.build / 'stesura-bench-side'), str(options.build), str(folder), name, str(options.workers)])
        theirs = Side([shutil.which('node'), str(HERE / 'carbone_side.js'), str(options.modules), str(folder), name, str(options.workers)])
        compare_words(folder, name, ours, theirs)
        odt = measure({'ours': ours, 'theirs': theirs}, 'odt', options.rounds, options.seconds)
        memory = ours.memory()
        odt_rows.append([title, f"{odt['ours']:.0f}", f"{odt['theirs']:.0f}", f"{odt['ours'] / odt['theirs']:.1f}", f'{memory:.0f} MB'])
        bare = Side([str(options.build / 'stesura-bench-uno'), str(folder / f'{name}-stesura-out.odt'), str(options.workers)])
        pdf = measure({'ours': ours, 'theirs': theirs, 'bare': bare}, 'pdf', options.rounds, options.seconds * 2)
        pdf_rows.append([title, f"{pdf['ours']:.1f}", f"{pdf['theirs']:.1f}", f"{pdf['bare']:.1f}",
                         f"{pdf['ours'] / pdf['theirs']:.2f}", f"{pdf['ours'] / pdf['bare']:.2f}"])
        for side in (ours, theirs, bare):
            side.close()
    print_table('JSON text to finished ODT, one core, documents a second',
                ['document', 'Stesura', 'Carbone 3.8.2', 'ratio', 'memory of Stesura'], odt_rows)
    print_table(f'JSON text to PDF, {options.workers} workers, documents a second',
                ['document', 'Stesura', 'Carbone 3.8.2', 'bare UNO client (no merge)', 'to Carbone', 'to UNO'], pdf_rows)
    subprocess.run([sys.executable, str(HERE / 'derived_rows.py'), str(folder)], check=True)
    rows = Side([str(options.build / 'stesura-bench-side'), str(options.build), str(folder), 'rows', '1'])
    derived = measure({'ours': rows}, 'odt', options.rounds, options.seconds)['ours']
    rows.close()
    print_table('10,000 rows with three derived columns, JSON text to finished ODT', ['milliseconds', 'bound'],
                [[f'{1000 / derived:.0f}', '150']])
    rate, busy = batch(options.build, folder, options.batch)
    print_table(f'Batch of {options.batch} PDFs of the form', ['documents a second', 'cores busy'], [[f'{rate:.1f}', f'{busy:.0%}']])


if __name__ == '__main__':
    main()
