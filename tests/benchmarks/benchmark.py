#!/usr/bin/env python3
"""Measures what docs/benchmarks.md promises, on real ptys at 2400 baud, and prints each figure beside its goal.

benchmark.py BIN_FOLDER SIMULATION_PROGRAM [--runs N] [--win64 DLL] [--win32 DLL]

Nothing here passes or fails by time: figures are for reading.
"""
import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CABLE = "940-0020B"


class Simulator:
    def __init__(self, binaries, protocol, folder, think=None):
        self.link = folder / f"{protocol}.tty"
        command = [binaries / "upsmd-sim", protocol, "--link", self.link, "--log", folder / f"{protocol}.log"]
        if protocol == "simple":
            command += ["-o", f"cable=apc-{CABLE.lower()}"]
        if think is not None:
            command += ["-o", f"think={think}"]
        self.lines = folder / "lines"
        self.lines.mkdir(exist_ok=True)
        env = dict(os.environ, UPSMD_LINES_DIR=str(self.lines))
        self.child = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.child.stdout.readline()

    def send(self, text):
        self.child.stdin.write(text + "\n")
        self.child.stdin.flush()

    def close(self):
        self.child.stdin.close()
        self.child.terminate()
        self.child.wait()


class Monitor:
    """upsmd monitor --json; remembers when each state came."""

    def __init__(self, binaries, simulator, protocol, chosen):
        command = [binaries / "upsmd", "monitor", simulator.link, "--json", "--protocol", chosen]
        env = dict(os.environ, UPSMD_LINES_DIR=str(simulator.lines))
        if protocol == "simple":
            command += ["--cable", CABLE]
            env["LD_PRELOAD"] = str(binaries / "preload" / "$LIB" / "libupsmd-lines.so")
        self.begin = time.monotonic()
        self.child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        self.state = ""
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.child.stdout:
            state = json.loads(line).get("upsmd.state")
            with self.changed:
                if state:
                    self.state = state
                    self.at = time.monotonic()
                    self.changed.notify_all()

    def wait_for(self, state, limit=20):
        with self.changed:
            if not self.changed.wait_for(lambda: self.state == state, limit):
                raise RuntimeError(f"no {state} within {limit} s")
            return self.at

    def usage(self):
        """CPU seconds and peak resident KiB so far."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks = int(fields[11]) + int(fields[12])
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0])
        return ticks / os.sysconf("SC_CLK_TCK"), peak

    def close(self):
        self.child.terminate()
        self.child.wait()


def row(what, figure, goal):
    print(f"{what:<58} {figure:>26}   goal {goal}", flush=True)


def spread(values, unit, scale):
    values = [value * scale for value in values]
    return f"{statistics.median(values):.3g} {unit} ({min(values):.3g}..{max(values):.3g})"


def failure_to_state(binaries, protocol, folder, runs, goal, chance, think=None):
    simulator = Simulator(binaries, protocol, folder, think)
    monitor = Monitor(binaries, simulator, protocol, protocol)
    latencies = []
    try:
        for _ in range(runs):
            monitor.wait_for("ONLINE")
            time.sleep(1.5 + chance.random())  # any phase of the polls
            failed = time.monotonic()
            simulator.send("mains off")
            latencies.append(monitor.wait_for("ONBATTERY") - failed)
            simulator.send("mains on")
        how = "" if think is None else f", UPS thinks {think} ms"
        row(f"power failure to ONBATTERY, {protocol}{how}", spread(latencies, "ms", 1000), goal)
    finally:
        monitor.close()
        simulator.close()


def start_to_state(binaries, protocol, chosen, folder, runs, goal):
    simulator = Simulator(binaries, protocol, folder)
    if protocol != "simple":
        simulator.send("unknown silence")
    times = []
    try:
        for _ in range(runs):
            monitor = Monitor(binaries, simulator, protocol, chosen)
            try:
                times.append(monitor.wait_for("ONLINE") - monitor.begin)
            finally:
                monitor.close()
        how = "" if chosen == protocol else f", --protocol {chosen}"
        row(f"start to first state, {protocol}{how}", spread(times, "s", 1), goal)
    finally:
        simulator.close()


def cost_of_one(binaries, folder, seconds):
    simulator = Simulator(binaries, "megatec", folder)
    monitor = Monitor(binaries, simulator, "megatec", "megatec")
    try:
        monitor.wait_for("ONLINE")
        time.sleep(3)
        before, _ = monitor.usage()
        time.sleep(seconds)
        after, peak = monitor.usage()
        polls = seconds / 0.35
        row("CPU of one monitored UPS (megatec)", f"{(after - before) / seconds * 600 * 1000:.0f} ms a 10 min", "less a poll than 46 ms / 300 polls")
        row("  the same, a poll", f"{(after - before) / polls * 1e6:.0f} us", "< 153 us")
        row("peak memory of `upsmd monitor` with one UPS", f"{peak / 1024:.1f} MiB", "< 12 MB + 8 KiB a UPS")
    finally:
        monitor.close()
        simulator.close()


def dll_size(path, what, goal):
    if path and Path(path).exists():
        row(f"size of upsmd.dll, {what}", f"{Path(path).stat().st_size / 1e6:.2f} MB", goal)
    else:
        row(f"size of upsmd.dll, {what}", "not built", goal)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", type=Path)
    parser.add_argument("simulation", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--win64")
    parser.add_argument("--win32")
    arguments = parser.parse_args()
    binaries = arguments.binaries.resolve()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print("median (lowest..highest), 2400 baud on a pty, default settings")
        wire = "<= 450 ms (the wire alone: 210 ms)"
        failure_to_state(binaries, "megatec", folder, arguments.runs, wire, chance, think=0)
        failure_to_state(binaries, "megatec", folder, arguments.runs, wire, chance, think=100)
        failure_to_state(binaries, "apc-smart", folder, arguments.runs, "<= 5 ms after the byte (itself 4 ms)", chance)
        failure_to_state(binaries, "simple", folder, arguments.runs, "<= 5 ms", chance)
        few = max(3, arguments.runs // 3)
        start_to_state(binaries, "megatec", "megatec", folder, few, "<= 0.6 s")
        start_to_state(binaries, "apc-smart", "apc-smart", folder, few, "<= 1.0 s")
        start_to_state(binaries, "simple", "simple", folder, few, "-")
        start_to_state(binaries, "megatec", "auto", folder, few, "<= 3 s")
        start_to_state(binaries, "apc-smart", "auto", folder, few, "<= 2 s")
        cost_of_one(binaries, folder, 20)
    dll_size(arguments.win32, "x86", "<= 1.2 MB")
    dll_size(arguments.win64, "x64", "-")
    for protocol in ("megatec", "apc-smart", "simple"):
        done = subprocess.run([arguments.simulation, protocol, "20", "1"], capture_output=True, text=True, check=True)
        row(f"simulated UPS-hours a second, {protocol}", done.stdout.strip(), ">= 1000")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"(all of it: {children.ru_utime + children.ru_stime:.1f} s of CPU)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
