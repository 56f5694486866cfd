"""Runs commands in turn and tells what each took; run as a script, in an interpreter of its own.

The peak memory of a child counts what its parent held when it was started, so the parent has to be small: this program
imports next to nothing. It reads a job from its input and writes a list of rounds, each with ``[wall, cpu, bytes]`` of
every command.
"""

import json
import os
import sys
from time import perf_counter

_UNIT = 1 if sys.platform == "darwin" else 1024


def _run(command: list[str], quiet: int) -> list[float]:
    actions = [(os.POSIX_SPAWN_DUP2, quiet, 1)]
    began = perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, used = os.wait4(child, 0)
    wall = perf_counter() - began
    if status:
        raise SystemExit(f"{command} ended with status {os.waitstatus_to_exitcode(status)}")
    return [wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _UNIT]


def main() -> None:
    """Run the job: each round all commands, every other round in reverse order."""
    job = json.load(sys.stdin)
    commands, quiet = job["commands"], os.open(os.devnull, os.O_WRONLY)
    rounds = []
    for number in range(job["rounds"]):
        order = range(len(commands)) if number % 2 == 0 else reversed(range(len(commands)))
        taken = {place: _run(commands[place], quiet) for place in order}
        rounds.append([taken[place] for place in range(len(commands))])
    json.dump(rounds, sys.stdout)


if __name__ == "__main__":
    main()
