"""Signing an agreement of 2 MB, and verifying a hundred signatures of it beside pdfsig (poppler).

Both programs are run as a person would, alternated in one run, each on one core; what the library
takes in memory is told beside. pdfsig judges the digests and signatures alone: no chain, no
revocation, no later changes. Stops if either does not find every signature good.
Usage: run_signatures.py BUILD_FOLDER [--rounds N] [--seconds S] [--signatures N]
"""
import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run_bench import Side, print_table

ROOT = Path(__file__).resolve().parents[2]
CORE = '0'
MOST_VERIFYING, MOST_SIGNING = 1000, 20  # milliseconds


def run(command, expected):
    start = time.perf_counter()
    done = subprocess.run(['taskset', '-c', CORE, *command], capture_output=True, text=True)
    taken = (time.perf_counter() - start) * 1000
    if not expected(done.stdout):
        sys.exit(f'bench: «{command[0]}» does not find the signatures good: {done.stdout[:300]}{done.stderr[:300]}')
    return taken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build', type=Path)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=2)
    parser.add_argument('--signatures', type=int, default=100)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = Side(['taskset', '-c', CORE, str(order.build / 'stesura-bench-signatures'), str(ROOT / 'build/fonts'), name, str(order.signatures)])
        issued, whole, count = map(int, library.ask('sizes').split())
        if count != order.signatures or library.ask('outcome') != 'integra_valida':
            sys.exit('bench: the file that was signed does not verify')
        found = {'sign': [], 'open': [], 'verify': [], 'stesura': [], 'pdfsig': []}
        programs = {
            'stesura': lambda: run([str(order.build / 'stesura'), 'verify', str(folder / 'signed.pdf'), '--trust', str(folder / 'trust'), '--at', '2026-09-22'],
                                   lambda text: 'integra_valida' in text.splitlines()[0]),
            'pdfsig': lambda: run(['pdfsig', '-nocert', str(folder / 'signed.pdf')],
                                  lambda text: len(re.findall('Signature is Valid', text)) == order.signatures)}
        for number in range(order.rounds):
            for way in ('sign', 'open', 'verify'):
                found[way].append(float(library.ask(f'{way} {order.seconds}')))
            for way in list(programs) if number % 2 == 0 else reversed(programs):
                found[way].append(programs[way]())
        library.close()
    median = {way: statistics.median(times) for way, times in found.items()}
    print(f'{order.signatures} signatures, issued {issued / 1e6:.2f} MB, signed {whole / 1e6:.2f} MB, one core, medians of {order.rounds} rounds')
    print_table('Signatures', ['what', 'ms', 'wanted'], [
        ['signing in memory, RSA-3072', f'{median["sign"]:.1f}', f'< {MOST_SIGNING}'],
        ['opening the PKCS#12 file', f'{median["open"]:.1f}', ''],
        [f'verifying {order.signatures} in memory, chain, revocation and changes included', f'{median["verify"]:.0f}', f'< {MOST_VERIFYING}'],
        ['the same, `stesura verify`', f'{median["stesura"]:.0f}', ''],
        ['the same, `pdfsig -nocert`: digests and signatures alone', f'{median["pdfsig"]:.0f}', '']])
    print(f'\npdfsig takes {median["pdfsig"] / median["stesura"]:.1f} times as long')


if __name__ == '__main__':
    main()
