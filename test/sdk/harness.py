"""Runs pieces of Python, each by itself, and writes what came of each as a line of JSON: harness.py IN.json OUT.jsonl"""

import ast
import contextlib
import faulthandler
import io
import json
import logging
import os
import shutil
import sys
import traceback
import warnings


def run(piece, template, folder):
    """One piece: its code in a fresh module and folder, then what is asked about its variables."""
    shutil.copytree(template, folder)
    os.chdir(folder)
    sys.argv = ["snippet.py", *piece.get("argv", [])]
    tree = ast.parse(piece["text"])
    tree.body = tree.body[: len(tree.body) - piece.get("without", 0)]
    module = {"__name__": "__main__"}
    said = io.StringIO()
    result = {"key": piece["key"], "seen": {}}
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            exec(compile(tree, piece["key"], "exec"), module)
            for name, expression in piece.get("look", {}).items():
                result["seen"][name] = eval(expression, module)
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)
            here = [frame.lineno for frame in last if frame.filename == piece["key"]]
            message = f"{type(error).__name__}: {error}"[:1500]
            result["error"] = message + (f" (line {here[-1]})" if here else "")
    result["said"] = said.getvalue()[-4000:]
    return result


def main(source, target):
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with open(source, encoding="utf-8") as file:
        work = json.load(file)
    home = os.getcwd()
    with open(target, "w", encoding="utf-8") as file:
        for index, piece in enumerate(work["pieces"]):
            # A piece that hangs ends them all, and says where it was; those after it are missed.
            faulthandler.dump_traceback_later(limit, exit=True)
            result = run(piece, work["template"], os.path.join(home, f"piece-{index}"))
            faulthandler.cancel_dump_traceback_later()
            os.chdir(home)
            file.write(json.dumps(result, default=str) + "\n")
            file.flush()


limit = 60
main(*sys.argv[1:])
# The native engine leaves threads that would keep the process waiting.
sys.stdout.flush()
os._exit(0)
