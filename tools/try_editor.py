"""The schema in a real editor's server: mistakes are marked in their lines, fields are offered.

python tools/try_editor.py

Starts yaml-language-server as an editor does, over stdio, with schema/regimen-v1.schema.json for
regimens/*.yaml; opens a file with planted mistakes and one that is being written; and exits with 1
if a mistake is not marked, if a sound file is, or if a field or word is not offered. It takes the
server that is on the PATH, or has npm install it in a folder that is then thrown away.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Timer
from typing import IO, Any, get_args

from regimencalc.component import Component, Purpose, Route
from regimencalc.conditions import VALUES

TOP = Path(__file__).parent.parent
SCHEMA = TOP / "schema" / "regimen-v1.schema.json"
SERVER = "yaml-language-server"
PINNED = f"{SERVER}@1.25.0"
LONGEST_SECONDS = 120

HEAD = """\
format: 1
id: planted
name: Planted mistakes
population: adult
status: draft
sources:
  - {id: trial, cite: "Author, Journal 2001;1:1"}
cycle: {length: 21 d, planned: 4}
"""

MISTAKES = (
    ("an unknown field", "drug: cisplatin, route: oral, per_dosis: 10 mg", "per_dosis"),
    ("a unit of the wrong kind", "drug: cisplatin, route: oral, per_dose: 100 kg", "mg/m2"),
    ("a decimal comma", "drug: cisplatin, route: oral, per_dose: '1,5 mg/m2'", "mg/m2"),
    ("days with a dash", "drug: cisplatin, route: oral, days: 1-3", "array"),
    ("a day with a letter", "drug: cisplatin, route: oral, days: [1, D8]", "integer"),
    ("no route", "drug: cisplatin, days: [1]", "route"),
    ("a route that is no word of ours", "drug: cisplatin, route: iv", "intravenous"),
    ("a purpose that is no word of ours", "event: rest, purpose: comfort", "premedication"),
    ("an hour written out", "event: rest, infuse_over: {from: 1 hour}", "min"),
    ("a bound that is none", "event: rest, per_dose: {from: 1 mg, upto: 2 mg}", "upto"),
    ("an edge that is none", "event: rest, when: {age: {over: 60 y}}", "over"),
    ("such an edge deeper down", "event: rest, when: {any: [{age: {over: 60 y}}, {x: y}]}", "over"),
)
"""What is planted, in the fields of a line, and a word that its mark must say."""

BEGUN = HEAD + "components:\n  - id: first\n    "

OFFERED = (
    ("the fields of a line", BEGUN, tuple(set(Component.model_fields) - {"id"})),
    ("the words of 'route'", f"{BEGUN}route: ", get_args(Route)),
    ("the words of 'purpose'", f"{BEGUN}purpose: ", get_args(Purpose)),
    ("the values of a condition", f"{BEGUN}when:\n      ", tuple(VALUES)),
)
"""What is asked for, at the end of which text, and what must be offered there."""


CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {"completion": {}, "publishDiagnostics": {}},
}


class Server:
    """A language server, spoken to over stdio."""

    def __init__(self, command: list[str], settings: Mapping[str, object]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._settings = settings
        self._last_request = 0
        self._timer = Timer(LONGEST_SECONDS, self._process.kill)
        self._timer.start()

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise RuntimeError("the server has no pipes")
        return into, out

    def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        into, _ = self._pipes
        into.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        into.flush()

    def _next(self) -> dict[str, Any]:
        """The server's next message; what it asks for on the way is answered."""
        _, out = self._pipes
        while True:
            length = 0
            while line := out.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                raise RuntimeError("the server has ended")
            message: dict[str, Any] = json.loads(out.read(length))
            if "id" not in message or "method" not in message:
                return message
            self._send({"id": message["id"], "result": self._answer(message)})

    def _answer(self, message: Mapping[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        sections = [item.get("section", "") for item in message["params"]["items"]]
        return [self._settings if section == "yaml" else None for section in sections]

    def tell(self, method: str, **params: object) -> None:
        """Tell the server something that has no answer."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: object) -> Any:
        """What the server answers."""
        self._last_request += 1
        self._send({"id": self._last_request, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._last_request:
                return message.get("result")

    def marks(self, uri: str) -> list[dict[str, Any]]:
        """What the server marks in a file that was opened."""
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == uri:
                    return list(params["diagnostics"])

    def stop(self) -> None:
        """End it."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()


class Editor:
    """As much of an editor as is needed: it opens files and asks what may be written."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder = server, folder
        server.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=CAPABILITIES)
        server.tell("initialized")

    def opened(self, name: str, text: str) -> str:
        """The address of a regimen that is opened with this text."""
        uri = (self._folder / "regimens" / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._server.tell("textDocument/didOpen", textDocument=document)
        return uri

    def marked(self, name: str, text: str) -> dict[int, str]:
        """What is marked, by line counted from 1."""
        marks = self._server.marks(self.opened(name, text))
        return {mark["range"]["start"]["line"] + 1: mark["message"] for mark in marks}

    def offered(self, name: str, text: str) -> tuple[str, ...]:
        """What may be written at the end of the text, as far as it has been written."""
        uri = self.opened(name, text)
        lines = text.split("\n")
        answer = self._server.ask(
            "textDocument/completion",
            textDocument={"uri": uri},
            position={"line": len(lines) - 1, "character": len(lines[-1])},
        )
        return tuple(item["label"] for item in answer["items"])


def settings() -> dict[str, object]:
    """What an author sets in the editor: our schema, and no other."""
    return {
        "schemas": {SCHEMA.as_uri(): "regimens/*.yaml"},
        "schemaStore": {"enable": False},
        "validate": True,
        "completion": True,
    }


def server_in(folder: Path) -> str:
    """The server's command: the one on the PATH, or one that npm installs in this folder."""
    found = shutil.which(SERVER)
    if found is None:
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--prefix", str(folder), PINNED],
            check=True,
        )
        found = str(folder / "node_modules" / ".bin" / SERVER)
    return found


def missing_marks(editor: Editor) -> list[str]:
    """Each mistake that is not marked in its line, or without the word that helps."""
    rows = [f"  - {{id: line-{n}, {fields}}}" for n, (_, fields, _) in enumerate(MISTAKES)]
    first = HEAD.count("\n") + 2
    marked = editor.marked("planted.yaml", "\n".join([f"{HEAD}components:", *rows, ""]))
    missing = []
    for line, (what, _, word) in enumerate(MISTAKES, first):
        said = marked.pop(line, "not marked")
        print(f"planted.yaml:{line}: {what}: {said[:100]}")
        if word not in said:
            missing.append(f"{what} (line {line}): {said}")
    return missing + [
        f"line {line} is marked without need: {said}" for line, said in marked.items()
    ]


def missing_offers(editor: Editor) -> list[str]:
    """Each field or word that is not offered where it may be written."""
    missing = []
    for number, (what, text, wanted) in enumerate(OFFERED):
        offered = editor.offered(f"begun-{number}.yaml", text)
        print(f"{what}: {len(offered)} offered, {', '.join(offered[:5])} …")
        missing += [f"{what}: '{word}' is not offered" for word in sorted({*wanted} - {*offered})]
    return missing


def needless_marks(editor: Editor) -> list[str]:
    """What is marked in the regimens that are shipped: nothing should be."""
    needless = []
    files = sorted((TOP / "regimens").glob("*.yaml"))
    for path in files:
        marked = editor.marked(path.name, path.read_text("utf-8"))
        needless += [f"{path.name}:{line}: {said}" for line, said in marked.items()]
    print(f"{len(files)} shipped regimens: {len(needless)} marks")
    return needless


def main() -> int:
    """Print what the editor shows; 1 if any of it is not as it should be."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        (folder / "regimens").mkdir()
        server = Server([server_in(folder), "--stdio"], settings())
        try:
            editor = Editor(server, folder)
            wrong = missing_marks(editor) + missing_offers(editor) + needless_marks(editor)
        finally:
            server.stop()
    for line in wrong:
        print(f"WRONG: {line}")
    planted, asked = len(MISTAKES), len(OFFERED)
    print(f"{planted} planted mistakes and {asked} completions: {len(wrong)} not as wanted")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
