"""Measures the web service: previews beside the engine, slow clients, issuing, memory, 100,000 paths.

Usage: run_service.py RELEASE_FOLDER [--seconds S] [--documents N] [--paths N]
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHEET = ROOT / "samples/nautilus/segnalazione-completa.json"
OPERATOR = "giuseppe.verdi"


class Service:
    """A demo service over a data folder, until it is closed."""

    def __init__(self, release, data):
        self.process = subprocess.Popen(
            [release / "stesura", "serve", "--data", data, "--demo", "--port", "0", "--limite", "10000000",
             "--log", data.parent / "richieste.log"],
            stdout=subprocess.PIPE, text=True)
        text = ""
        while "Ctrl-C" not in text:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the service did not start:\n" + text)
            text += line
        self.port = int(re.search(r"localhost:(\d+)", text)[1])
        self.key = re.search(OPERATOR.replace(".", r"\.") + r" \(.*\n\s+(stk_\S+)", text)[1]

    def ask(self, method, target, body=None):
        request = urllib.request.Request(
            f"http://localhost:{self.port}{target}", method=method, data=body and json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.key, "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def close(self):
        self.process.terminate()
        self.process.wait()


def median_ms(work, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def at_the_door(release, folder, seconds, documents):
    service = Service(release, folder / "dati")
    sheet = json.loads(SHEET.read_text())
    try:
        side = json.loads(subprocess.check_output(
            [release / "stesura-bench-service", str(service.port), service.key, ROOT, release, SHEET, str(seconds)]))
        previews, slow, issuing = side["previews"], side["slow_clients"], side["issuing"]
        print("previews, open loop 200/s, 32 connections: engine {engine_median_ms:.2f} ms, over HTTP {http_median_ms:.2f} ms "
              "at the median; p99 {engine_p99_ms:.2f} and {http_p99_ms:.2f} ms; {failed} of {requests} failed".format(**previews))
        print("100 slow clients and a good one: median {median_ms:.2f} ms, p95 {p95_ms:.2f} ms; {failed} of {requests} failed".format(**slow))
        print("issuing with storage: median {median_ms:.2f} ms, p99 {p99_ms:.2f} ms, {issued} issued, {failed} failed".format(**issuing))
        memory = [service.megabytes()]
        order = {"tipo": sheet["tipo_documento"], "formato": "odt", "dati": sheet}
        for number in range(1, documents + 1):
            service.ask("POST", "/documenti", order)
            if number % max(1, documents // 4) == 0:
                memory.append(service.megabytes())
        print(f"memory while {documents} more are issued: " + ", ".join(f"{value:.0f} MB" for value in memory))
    finally:
        service.close()


def with_paths(release, folder, paths):
    data = folder / f"percorsi-{paths}"
    service = Service(release, data)
    agency = service.ask("GET", "/accesso")
    own = service.ask("GET", "/percorsi")["elementi"][0]["id"]
    service.close()
    subprocess.check_call([release / "stesura-bench-paths", data, str(data) + ".chiave", agency["ente"], agency["id"], str(paths)])
    service = Service(release, data)
    sheet = json.loads(SHEET.read_text())
    try:
        kind = sheet["tipo_documento"]
        steps = {
            "listing": lambda: service.ask("GET", "/percorsi?limite=50"),
            "prefilling": lambda: service.ask("POST", "/bozze", {"tipo": kind, "percorso": own}),
            "issuing": lambda: service.ask("POST", "/documenti", {"tipo": kind, "formato": "odt", "dati": sheet}),
        }
        for work in steps.values():
            work()
        return {name: median_ms(work, 40) for name, work in steps.items()}
    finally:
        service.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("release", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--documents", type=int, default=10000)
    parser.add_argument("--paths", type=int, default=100000)
    options = parser.parse_args()
    release = options.release.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        at_the_door(release, folder, options.seconds, options.documents)
        few, many = with_paths(release, folder, 1000), with_paths(release, folder, options.paths)
        for step in few:
            print(f"{step}: {few[step]:.2f} ms with 1,000 paths, {many[step]:.2f} ms with {options.paths:,}: {many[step] / few[step]:.2f} times")


if __name__ == "__main__":
    main()
