"""The peer's side of bench/peer.ts: a job file in, then one JSON line out for every command line in."""

import json
import sys


def serve(setup):
    """Calls setup(job), which returns commands by name: functions without arguments that return a JSON object."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    torch = sys.modules.get("torch")
    if torch:
        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        torch.manual_seed(0)
    commands = setup(job)
    reply({"ready": True})
    for line in sys.stdin:
        reply(commands[line.strip()]())


def reply(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
