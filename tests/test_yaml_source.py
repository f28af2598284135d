"""The gate for files: what arrives as text, what is refused, and at which line and column.

The rows come from the measured failures of YAML loaders: YAML 1.1's numbers, a second key that
wins in silence, alias bombs, tags that run code, brackets that end in a segfault.
"""

import hashlib
import string
import unicodedata
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import yaml_source
from regimencalc.problems import Place, Problem, Refused
from regimencalc.source import Node, Source, SourceText

NAME = "a.yaml"
PARSERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]


@pytest.fixture(params=PARSERS, ids=["without-libyaml", "with-libyaml"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's C parser, and the Python one that stands in where a build lacks it."""
    monkeypatch.setattr(yaml_source, "_Parser", request.param)


def read(content: str | bytes) -> Source:
    """The file as it is read."""
    return yaml_source.read(content.encode() if isinstance(content, str) else content, NAME)


def refused(content: str | bytes) -> tuple[Problem, ...]:
    """The problems for which a file is refused."""
    with pytest.raises(Refused) as refusal:
        read(content)
    return refusal.value.problems


def outcome(content: str | bytes) -> Source | tuple[Problem, ...]:
    """What a file comes to: what was read, or the problems for which it is refused."""
    try:
        return read(content)
    except Refused as refusal:
        return refusal.problems


def found(content: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of each problem of a file."""
    return [(p.code, p.place.line, p.place.column) for p in refused(content)]


def cannot_be_seen(text: str) -> list[str]:
    """The characters of a message that a screen does not show, or that rearrange what it shows."""
    return [sign for sign in text if unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029"]


# Every scalar is the text that was written -------------------------------------------------------

WORDS = """
010 0o7 0x10 0b11 1_000 1,000 1:30 190:20:30 +12 -12 1e3 1.0e+400 1e400 12e03 .5 5. 1.10 1.0
0 00 6.02e23 .inf -.inf .Inf +.INF .nan .NaN inf nan 685_230.15 1_0.5 NO No no N n yes Y on
OFF true True TRUE false null Null NULL ~ = 2026-12-01 2026-12-01T09:00:00Z 12:30:45 9**9**9
-- a#b a:b http://x.org/a?b=c it's µg m² naïve 日本 😀 é $HOME ${x} a[/x] back\\slash
"""
PHRASES = [
    "2001-12-14 21:59:43.10 -5",
    "100 mg/m2",
    "75 %",
    "AUC 5",
    "1,4 mg",
    'say "no"',
    "a * b & c",
]
AS_WRITTEN = [*WORDS.split(), *PHRASES]
TOO_LONG_FOR_A_NUMBER = ["9" * 5000, "1" + "0" * 400 + ".5"]


@pytest.mark.parametrize(
    "written", AS_WRITTEN + TOO_LONG_FOR_A_NUMBER, ids=lambda text: ascii(text)[:20]
)
@pytest.mark.usefixtures("_either_parser")
def test_a_plain_scalar_arrives_as_it_is_written(written: str) -> None:
    source = read(f"key: {written}\n")
    value = source.root["key"]
    assert type(value) is SourceText
    assert value == written
    assert value.place == Place(NAME, 1, 6)


@pytest.mark.parametrize("written", AS_WRITTEN, ids=lambda text: ascii(text)[:20])
@pytest.mark.usefixtures("_either_parser")
def test_a_scalar_in_a_list_or_as_a_key_arrives_as_it_is_written(written: str) -> None:
    if not written.startswith("-"):
        assert read(f"key:\n  - {written}\n").root == {"key": [written]}
        if written not in ("=", "~"):
            assert list(read(f"{written}: x\n").root) == [written]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("key:\n", ""),
        ("key: ''\n", ""),
        ("key: # nothing\n", ""),
        ("key: '010'\n", "010"),
        ('key: "010"\n', "010"),
        ('key: "NO"\n', "NO"),
        ("key: 'it''s'\n", "it's"),
        ('key: "say \\"no\\""\n', 'say "no"'),
        ('key: "\\u00b5g \\x41 \\U0001F600"\n', "µg A 😀"),
        ('key: "a\\\\b\\/c"\n', "a\\b/c"),
        ('key: "a\\nb"\n', "a\nb"),
        ("key: 'a: b # c'\n", "a: b # c"),
        ("key: '*x &y !z'\n", "*x &y !z"),
        ("key: a # a comment\n", "a"),
        ("key:    a   \n", "a"),
        ("key: |\n  010\n  NO\n", "010\nNO\n"),
        ("key: |-\n  010\n  NO\n", "010\nNO"),
        ("key: |+\n  a\n\n", "a\n\n"),
        ("key: >\n  010\n  NO\n", "010 NO\n"),
        ("key: >-\n  a\n\n  b\n", "a\nb"),
        ("key: 'a\n  b'\n", "a b"),
        ("key: a\n  b\n", "a b"),
        ('key: "a\\\n  b"\n', "ab"),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_quoted_and_block_scalars_arrive_as_text(content: str, value: str) -> None:
    assert read(content).root == {"key": value}


@pytest.mark.parametrize(
    ("content", "root"),
    [
        ("a: []\nb: {}\n", {"a": [], "b": {}}),
        ("a: [1, [2, 3], {x: 4}]\n", {"a": ["1", ["2", "3"], {"x": "4"}]}),
        ("{a: 1, b: [2]}\n", {"a": "1", "b": ["2"]}),
        ("a: {b}\n", {"a": {"b": ""}}),
        ("a: [b: 1]\n", {"a": [{"b": "1"}]}),
        ("a:\n- b\n- c: d\n  e: f\n", {"a": ["b", {"c": "d", "e": "f"}]}),
        ("a: 1\nA: 2\n", {"a": "1", "A": "2"}),
        ("'1': a\n1.0: b\n", {"1": "a", "1.0": "b"}),
        ("true: a\nyes: b\n", {"true": "a", "yes": "b"}),
        ("--- # one document\na: 1\n...\n", {"a": "1"}),
        ("# first\n\na: 1 # second\n# third", {"a": "1"}),
    ],
)
@pytest.mark.usefixtures("_either_parser")
def test_lists_and_fields_arrive_as_lists_and_fields(content: str, root: object) -> None:
    assert read(content).root == root


@pytest.mark.usefixtures("_either_parser")
def test_a_byte_order_mark_is_left_out_and_moves_no_column() -> None:
    source = read(b"\xef\xbb\xbfkey: 5 mg\n")
    assert source.root == {"key": "5 mg"}
    assert source.place_of(("key",)) == Place(NAME, 1, 6)
    assert source.key_place_of(("key",)) == Place(NAME, 1, 1)
    assert source.text == "key: 5 mg\n"


@pytest.mark.usefixtures("_either_parser")
def test_windows_line_ends_are_read_with_the_same_places() -> None:
    unix = b"a: 1\nb:\n  - c: 2\n    d: |\n      x\n      y\n  - e\n"
    windows = unix.replace(b"\n", b"\r\n")
    assert read(windows).root == read(unix).root
    places = read(unix).places
    assert len(places) == 7
    assert read(windows).places == places
    for path in places:
        assert read(windows).key_place_of(path) == read(unix).key_place_of(path)


def test_a_source_knows_its_name_text_and_hash() -> None:
    source = read("a: é\n")
    assert (source.name, source.text) == (NAME, "a: é\n")
    assert source.sha256 == hashlib.sha256("a: é\n".encode()).hexdigest()


def test_an_accent_on_its_letter_is_read_however_it_is_written() -> None:
    assert read("a: n\u0303 e\u0301\n").root["a"] == "n\u0303 e\u0301"


def test_the_place_of_what_is_not_there_is_its_nearest_parents() -> None:
    source = read("a:\n  b: [1, 2]\n")
    assert source.place_of(("a", "b", 1)) == Place(NAME, 2, 10)
    assert source.place_of(("a", "b", 7)) == Place(NAME, 2, 6)
    assert source.place_of(("a", "x", "y")) == Place(NAME, 2, 3)
    assert source.place_of(("z",)) == Place(NAME, 1, 1)
    assert source.key_place_of(("a", "b")) == Place(NAME, 2, 3)


# What is refused, and where ----------------------------------------------------------------------

REFUSED: list[tuple[str, str | bytes, str, int, int, str, str]] = [
    # Not UTF-8, which is RC102.
    ("latin-1", b"name: caf\xe9\n", "RC102", 1, 10, "byte 0xe9", "UTF-8"),
    ("latin-1-line-2", b"a: 1\nb: m\xb2\n", "RC102", 2, 5, "byte 0xb2", "UTF-8"),
    ("cp1252-dash", b"a: 1 \x96 2\n", "RC102", 1, 6, "byte 0x96", "UTF-8"),
    ("utf-16", "a: 1\n".encode("utf-16"), "RC102", 1, 1, "byte 0xff", "UTF-8"),
    ("utf-16-be", b"\xfe\xff\x00a", "RC102", 1, 1, "byte 0xfe", "UTF-8"),
    ("utf-32", "a: 1\n".encode("utf-32"), "RC102", 1, 1, "byte 0xff", "UTF-8"),
    ("surrogate", b"a: \xed\xa0\x80\n", "RC102", 1, 4, "byte 0xed", "UTF-8"),
    ("overlong", b"a: \xc0\x80\n", "RC102", 1, 4, "byte 0xc0", "UTF-8"),
    ("beyond-unicode", b"a: \xf4\x90\x80\x80\n", "RC102", 1, 4, "byte 0xf4", "UTF-8"),
    ("cut-short", b"a: \xe2\x80", "RC102", 1, 4, "byte 0xe2", "UTF-8"),
    ("lone-continuation", b"\x80", "RC102", 1, 1, "byte 0x80", "UTF-8"),
    # What a reader cannot see, which is RC104.
    ("tab-after-colon", "a:\t1\n", "RC104", 1, 3, "tab", "write a space"),
    ("tab-indent", "a:\n\tb: 1\n", "RC104", 2, 1, "tab", "write a space"),
    ("tab-in-text", "a: 5\tmg\n", "RC104", 1, 5, "tab", "write a space"),
    ("tab-before-comment", "a: 1\t# c\n", "RC104", 1, 5, "tab", "write a space"),
    ("nul", b"a: 1\x00\n", "RC104", 1, 5, "control character U+0000", "Take it out"),
    ("escape", b"a: \x1b[31m\n", "RC104", 1, 4, "control character U+001B", "Take it out"),
    ("bell", b"a: 1\nb: \x07\n", "RC104", 2, 4, "control character U+0007", "Take it out"),
    ("delete", b"a: 1\x7f\n", "RC104", 1, 5, "control character U+007F", "Take it out"),
    ("next-line", "a: 1\u0085b: 2\n", "RC104", 1, 5, "control character U+0085", "Take it out"),
    ("c1", "a: \u009b31m\n", "RC104", 1, 4, "control character U+009B", "Take it out"),
    ("vertical-tab", "a: 1\x0b\n", "RC104", 1, 5, "control character U+000B", "Take it out"),
    ("form-feed", "a: 1\x0c\n", "RC104", 1, 5, "control character U+000C", "Take it out"),
    ("bidi-override", "a: \u202e1\n", "RC104", 1, 4, "invisible character U+202E", "Take it out"),
    ("bidi-isolate", "a: x\u2066\n", "RC104", 1, 5, "invisible character U+2066", "Take it out"),
    ("bidi-mark", "a: x\u200f\n", "RC104", 1, 5, "invisible character U+200F", "Take it out"),
    ("bidi-in-comment", "# \u202e\na: 1\n", "RC104", 1, 3, "character U+202E", "Take it out"),
    ("bidi-in-key", "a\u202eb: 1\n", "RC104", 1, 2, "invisible character U+202E", "Take it out"),
    ("zero-width-space", "a: 5\u200b0\n", "RC104", 1, 5, "character U+200B", "Take it out"),
    ("zero-width-joiner", "a: x\u200d\n", "RC104", 1, 5, "character U+200D", "Take it out"),
    ("soft-hyphen", "a: x\u00ad\n", "RC104", 1, 5, "invisible character U+00AD", "Take it out"),
    ("joiner", "a: x\u034f\n", "RC104", 1, 5, "invisible character U+034F", "Take it out"),
    ("filler", "a: \u3164\n", "RC104", 1, 4, "invisible character U+3164", "Take it out"),
    ("blank-braille", "a: x\u2800\n", "RC104", 1, 5, "invisible character U+2800", "Take it out"),
    ("mark-alone", "a: \u0301x\n", "RC104", 1, 4, "mark without its letter U+0301", "Take it out"),
    ("mark-in-quotes", 'a: "\u0301"\n', "RC104", 1, 5, "mark without its letter", "Take it out"),
    ("mark-first", "\u0301a: x\n", "RC104", 1, 1, "mark without its letter U+0301", "Take it out"),
    ("word-joiner", "a: x\u2060\n", "RC104", 1, 5, "invisible character U+2060", "Take it out"),
    ("tag-character", "a: \U000e0061\n", "RC104", 1, 4, "character U+E0061", "Take it out"),
    ("second-bom", "\ufeff\ufeffa: 1\n", "RC104", 1, 1, "character U+FEFF", "Take it out"),
    ("bom-inside", "a: \ufeff1\n", "RC104", 1, 4, "invisible character U+FEFF", "Take it out"),
    ("line-separator", "a: 1\u2028b: 2\n", "RC104", 1, 5, "character U+2028", "Take it out"),
    ("paragraph-separator", "a: 1\u2029\n", "RC104", 1, 5, "character U+2029", "Take it out"),
    ("private-use", "a: \ue000\n", "RC104", 1, 4, "private character U+E000", "Take it out"),
    ("not-a-character", "a: \ufffe\n", "RC104", 1, 4, "character U+FFFE", "Take it out"),
    ("after-an-emoji", "a: 😀 \u202e\n", "RC104", 1, 6, "character U+202E", "Take it out"),
    ("after-windows-lines", "a: 1\r\nb: \u202e\r\n", "RC104", 2, 4, "U+202E", "Take it out"),
    ("escaped-bidi", 'a: 1\nb: "\\u202e"\n', "RC104", 2, 4, "U+202E stands in the text", "out"),
    ("escaped-nul", 'a: "x\\x00"\n', "RC104", 1, 4, "control character U+0000", "Take it out"),
    ("escaped-nul-short", 'a: "\\0"\n', "RC104", 1, 4, "control character U+0000", "out"),
    ("escaped-escape", 'a: "\\e[31m"\n', "RC104", 1, 4, "control character U+001B", "out"),
    ("escaped-tab", 'a: "\\t"\n', "RC104", 1, 4, "a tab stands in the text", "Take it out"),
    ("escaped-bell", 'a: ["\\a"]\n', "RC104", 1, 5, "control character U+0007", "Take it out"),
    ("escaped-next-line", 'a: "\\N"\n', "RC104", 1, 4, "control character U+0085", "out"),
    ("escaped-separator", 'a: "\\L"\n', "RC104", 1, 4, "character U+2028", "Take it out"),
    ("escaped-zero-width", 'a: "5\\u200b0"\n', "RC104", 1, 4, "character U+200B", "out"),
    # Not YAML, which is RC105.
    ("open-bracket", "a: [1, 2\n", "RC105", 2, 1, "flow sequence", "bracket"),
    ("open-brace", "a: {b: 1\nc: 2\n", "RC105", 2, 2, "flow mapping", "bracket"),
    ("stray-bracket", "a: ]\n", "RC105", 1, 4, "block node", "bracket"),
    ("stray-brace", "a: }\n", "RC105", 1, 4, "block node", "bracket"),
    ("open-single-quote", "a: 'x\n", "RC105", 2, 1, "end of stream", "quote"),
    ("open-double-quote", 'a: "x\nb: 1\n', "RC105", 3, 1, "end of stream", "quote"),
    ("text-after-quote", "a: 'b' c\n", "RC105", 1, 8, "block mapping", "quote"),
    ("indented-field", "a: 1\n b: 2\n", "RC105", 2, 3, "mapping values", "indentation"),
    ("two-colons", "a: b: c\n", "RC105", 1, 5, "mapping values", "Look at this line"),
    ("list-then-field", "- a\nb: 1\n", "RC105", 2, 1, "block collection", "indentation"),
    ("field-then-list", "a: 1\n- b\n", "RC105", 2, 1, "block mapping", "indentation"),
    ("less-indented", "a:\n    b: 1\n  c: 2\n", "RC105", 3, 3, "block mapping", "indentation"),
    ("no-colon", "a: 1\nb\nc: 2\n", "RC105", 3, 1, "simple key", "indentation"),
    ("at-sign", "a: @x\n", "RC105", 1, 4, "cannot start any token", "Look at"),
    ("backtick", "a: `x`\n", "RC105", 1, 4, "cannot start any token", "Look at"),
    ("percent", "a: %x\n", "RC105", 1, 4, "cannot start any token", "Look at"),
    ("comma", "a: , b\n", "RC105", 1, 4, "block node", "Look at"),
    ("empty-item", "a: [1,,2]\n", "RC105", 1, 7, "flow node", "Look at"),
    ("list-on-the-line", "a: - b\n", "RC105", 1, 4, "sequence entries", "Look at"),
    ("short-hex", 'a: "\\x4"\n', "RC105", 1, 7, "hex", "quote"),
    ("block-header", "a: |x\n  b\n", "RC105", 1, 5, "block scalar", "Look at"),
    ("yaml-2", "%YAML 2.0\n---\na: 1\n", "RC105", 1, 1, "incompatible", "Look at"),
    ("unknown-handle", "a: !e!x 1\n", "RC105", 1, 4, "undefined tag handle", "Look at"),
    ("after-the-end", "a: 1\n...\nb: 2\n", "RC105", 3, 1, "document start", "Look at"),
    ("empty-key", ": 1\n", "RC105", 1, 1, "block mapping", "Look at"),
    # A key that stands twice, which is RC106.
    (
        "twice",
        "dose: 75\nroute: x\ndose: 750\n",
        "RC106",
        3,
        1,
        "'dose' stands twice",
        "one of the two",
    ),
    ("twice-deeper", "a:\n  b: 1\n  c: 2\n  b: 3\n", "RC106", 4, 3, "first in line 2", "Keep one"),
    ("twice-in-list", "a:\n  - b: 1\n    b: 2\n", "RC106", 3, 5, "first in line 2", "Keep one"),
    ("twice-in-braces", "a: {b: 1, b: 2}\n", "RC106", 1, 11, "'b' stands twice", "Keep one"),
    ("twice-five-deep", "a: {b: {c: {d: {e: 1, e: 1}}}}\n", "RC106", 1, 23, "'e' stands", "Keep"),
    ("twice-quoted", "a: 1\n'a': 2\n", "RC106", 2, 1, "'a' stands twice, first in line 1", "Keep"),
    ("twice-escaped", 'a: 1\n"\\x61": 2\n', "RC106", 2, 1, "'a' stands twice", "Keep one"),
    ("twice-nothing", "a:\na:\n", "RC106", 2, 1, "'a' stands twice", "Keep one"),
    # Anchors, aliases, merge keys, which is RC107.
    ("anchor", "a: &x 1\n", "RC107", 1, 4, "the anchor '&x'", "Write the value out"),
    (
        "anchor-on-fields",
        "a: &x\n  b: 1\n",
        "RC107",
        1,
        4,
        "the anchor '&x'",
        "Write the value out",
    ),
    ("anchor-on-list", "a: &x [1]\n", "RC107", 1, 4, "the anchor '&x'", "Write the value out"),
    ("anchor-on-key", "&x a: 1\n", "RC107", 1, 1, "the anchor '&x'", "Write the value out"),
    ("anchor-on-root", "&x\na: 1\n", "RC107", 1, 1, "the anchor '&x'", "Write the value out"),
    ("anchor-on-nothing", "a: &x\n", "RC107", 1, 4, "the anchor '&x'", "Write the value out"),
    ("alias-of-nothing", "a: *x\n", "RC107", 1, 4, "the alias '*x'", "Write the value out"),
    ("alias-in-list", "a:\n  - *x\n", "RC107", 2, 5, "the alias '*x'", "Write the value out"),
    ("merge", "a:\n  <<: {b: 1}\n", "RC107", 2, 3, "the merge key '<<'", "Write the value out"),
    # Tags, which is RC108.
    ("tag-str", "a: !!str 1\n", "RC108", 1, 4, "tag:yaml.org,2002:str", "Take the tag out"),
    ("tag-int", "a: !!int 1\n", "RC108", 1, 4, "tag:yaml.org,2002:int", "Take the tag out"),
    ("tag-float", "a: [!!float 1]\n", "RC108", 1, 5, "2002:float", "Take the tag out"),
    ("tag-binary", "a: !!binary aGk=\n", "RC108", 1, 4, "2002:binary", "Take the tag out"),
    ("tag-map", "!!map\na: 1\n", "RC108", 1, 1, "2002:map", "Take the tag out"),
    ("tag-set", "a: !!set {b}\n", "RC108", 1, 4, "2002:set", "Take the tag out"),
    ("tag-omap", "a: !!omap [b: 1]\n", "RC108", 1, 4, "2002:omap", "Take the tag out"),
    ("tag-on-key", "!!str a: 1\n", "RC108", 1, 1, "2002:str", "Take the tag out"),
    ("tag-local", "a: 1\nb: !local 1\n", "RC108", 2, 4, "'!local'", "Take the tag out"),
    ("tag-verbatim", "a: !<tag:x.org,2000:y> 1\n", "RC108", 1, 4, "tag:x.org,2000:y", "Take"),
    ("tag-by-directive", "%TAG ! tag:x,1:\n---\na: !y 1\n", "RC108", 3, 4, "tag:x,1:y", "Take"),
    ("tag-env", "a: !ENV $HOME\n", "RC108", 1, 4, "'!ENV'", "Take the tag out"),
    (
        "tag-python-apply",
        "a: !!python/object/apply:os.system ['true']\n",
        "RC108",
        1,
        4,
        "python/object/apply:os.system",
        "Take the tag out",
    ),
    ("tag-python-name", "a: !!python/name:os.system\n", "RC108", 1, 4, "python/name:os", "Take"),
    # Not one document of fields, which is RC109 and RC203.
    ("empty", b"", "RC109", 1, 1, "empty", "format: 1"),
    ("bom-alone", b"\xef\xbb\xbf", "RC109", 1, 1, "empty", "format: 1"),
    ("blank", "\n\n\n", "RC109", 4, 1, "empty", "format: 1"),
    ("comment-alone", "# nothing\n", "RC109", 2, 1, "empty", "format: 1"),
    ("two-documents", "a: 1\n---\nb: 2\n", "RC109", 2, 1, "second document", "take out the '---'"),
    ("two-with-end", "a: 1\n...\n---\nb: 2\n", "RC109", 3, 1, "second document", "one document"),
    ("two-the-last-empty", "a: 1\n---\n", "RC109", 2, 1, "second document", "one document"),
    ("start-alone", "---\n", "RC203", 2, 1, "fields", "format: 1"),
    ("list-at-top", "- a: 1\n- b\n", "RC203", 1, 1, "fields", "format: 1"),
    ("flow-list-at-top", "\n[a, b]\n", "RC203", 2, 1, "fields", "format: 1"),
    ("text-at-top", "ep\n", "RC203", 1, 1, "fields", "format: 1"),
    ("quoted-at-top", "'a: 1'\n", "RC203", 1, 1, "fields", "format: 1"),
    ("number-at-top", "# x\n  75\n", "RC203", 2, 3, "fields", "format: 1"),
    # Keys that are no words, which is RC111.
    ("list-as-key", "? [a]\n: 1\n", "RC111", 1, 3, "a key must be plain text", "no brackets"),
    ("fields-as-key", "? {a: b}\n: 1\n", "RC111", 1, 3, "a key must be plain text", "no brackets"),
    ("list-as-key-in-braces", "a: {[b]: 1}\n", "RC111", 1, 5, "plain text", "no brackets"),
    ("braces-as-key", "a: {{b: 1}: 2}\n", "RC111", 1, 5, "plain text", "no brackets"),
    ("jinja", "a: {{ dose }}\n", "RC111", 1, 5, "plain text", "no brackets"),
    ("alias-as-key", "a: 1\n*x : 2\n", "RC111", 2, 1, "plain text", "no alias"),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column", "why", "mend"),
    [pytest.param(*row[1:], id=row[0]) for row in REFUSED],
)
@pytest.mark.usefixtures("_either_parser")
def test_a_hostile_file_is_refused_at_its_line_and_column(
    content: str | bytes, code: str, line: int, column: int, why: str, mend: str
) -> None:
    (problem,) = refused(content)
    assert (problem.code, problem.place) == (code, Place(NAME, line, column))
    assert why in problem.message
    assert mend in problem.fix


@pytest.mark.usefixtures("_either_parser")
def test_every_problem_of_a_file_is_found_and_not_only_the_first() -> None:
    content = "a: &x 1\na: *x\nb: !!int 2\nc: {d: 1, d: 2}\n<<: *x\n---\nz: 1\n"
    assert found(content) == [
        ("RC107", 1, 4),
        ("RC106", 2, 1),
        ("RC107", 2, 4),
        ("RC108", 3, 4),
        ("RC106", 4, 11),
        ("RC107", 5, 1),
        ("RC107", 5, 5),
        ("RC109", 6, 1),
    ]


def test_what_was_found_before_a_syntax_error_is_not_lost() -> None:
    assert found("a: 1\na: 2\nb: ]\n") == [("RC106", 2, 1), ("RC105", 3, 4)]


def test_every_unseen_character_is_found() -> None:
    assert found("a:\t1\n\nb: \u202e\u200b\n") == [
        ("RC104", 1, 3),
        ("RC104", 3, 4),
        ("RC104", 3, 5),
    ]


def test_utf_16_without_a_mark_is_refused_for_its_nul_characters() -> None:
    assert {code for code, _, _ in found("a: 1\n".encode("utf-16-le"))} == {"RC104"}


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.usefixtures("_either_parser")
def test_an_alias_bomb_is_refused_at_each_anchor_and_alias_and_never_expanded() -> None:
    problems = refused(BOMB)
    assert {problem.code for problem in problems} == {"RC107"}
    assert len(problems) == 9 + 8 * 9
    assert problems[0].place == Place(NAME, 1, 4)
    assert problems[1].place == Place(NAME, 2, 4)
    assert problems[2].place == Place(NAME, 2, 8)


@pytest.mark.parametrize(
    "content", ['a: "\\ud800"\n', 'a: "\\ud83d\\ude00"\n', 'a: "\\U00110000"\n', 'a: "\\q"\n']
)
@pytest.mark.usefixtures("_either_parser")
def test_an_escape_that_is_no_character_is_refused_in_its_line(content: str) -> None:
    problems = refused(content)
    assert {problem.code for problem in problems} <= {"RC104", "RC105"}
    assert {problem.place.line for problem in problems} == {1}


# Too much ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("a: " + "[" * 20 + "x" + "]" * 20 + "\n", 1, 24),
        ("a: " + "[" * 3_000 + "]" * 3_000 + "\n", 1, 24),
        ("a: " + "[" * 200_000 + "\n", 1, 24),
        ("[" * 200_000, 1, 22),
        ("a: " + "[{b: " * 10_000, 1, 54),
        ("a: " + "{b: " * 50_000, 1, 84),
        ("a:\n" + "- " * 3_000 + "x\n", 2, 41),
        ("".join(" " * depth + "a:\n" for depth in range(21)) + " " * 21 + "b\n", 22, 22),
        ("".join(" " * depth + "a:\n" for depth in range(300)), 22, 22),
    ],
    ids=lambda value: f"{len(value)}-characters" if isinstance(value, str) else str(value),
)
@pytest.mark.usefixtures("_either_parser")
def test_what_lies_more_than_twenty_levels_deep_is_refused_where_it_begins(
    content: str, line: int, column: int
) -> None:
    (problem,) = refused(content)
    assert (problem.code, problem.place) == ("RC110", Place(NAME, line, column))
    assert "more than 20 levels" in problem.message
    assert "brackets that were never closed" in problem.fix


@pytest.mark.usefixtures("_either_parser")
def test_twenty_levels_are_read() -> None:
    assert read("a: " + "[" * 19 + "x" + "]" * 19 + "\n").place_of(("a", *[0] * 19)).column == 23
    assert read("".join(" " * depth + "a:\n" for depth in range(20)) + " " * 20 + "x\n")


def test_nesting_that_starts_with_braces_or_question_marks_is_refused_at_once() -> None:
    assert found("{" * 200_000) == [("RC111", 1, 2)]
    assert found("? " * 100_000) == [("RC111", 1, 3)]


def test_as_many_values_as_are_allowed_are_read_and_one_more_is_refused_where_it_stands() -> None:
    # The file's fields and the list are values too.
    most = yaml_source.MOST_NODES
    assert read("a: [" + "x," * (most - 2) + "]\n")
    (problem,) = refused("a: [" + "x," * (most - 1) + "]\n")
    assert (problem.code, problem.place) == ("RC110", Place(NAME, 1, 5 + 2 * (most - 2)))
    assert "20,000 values" in problem.message


def test_a_file_of_256_kib_is_read_and_one_byte_more_is_refused() -> None:
    largest = b"a: " + b"x" * (256 * 1024 - 3)
    assert read(largest).root == {"a": "x" * (256 * 1024 - 3)}
    (problem,) = refused(largest + b"x")
    assert (problem.code, problem.place) == ("RC103", Place(NAME))
    assert "larger than 262,144 bytes" in problem.message
    assert "262,144" in problem.message


def test_a_huge_file_is_refused_before_anything_in_it_is_looked_at() -> None:
    assert found(b"\xff" * 50_000_000) == [("RC103", 0, 0)]


FULL = 256 * 1024
SLOW_FOR_A_CARELESS_READER = {
    "tabs": b"\t" * FULL,
    "tabs-on-lines": b"\t\n" * (FULL // 2),
    "zero-width": "\u200b".encode() * (FULL // 3),
    "one-key-again-and-again": b"a: 1\n" * (FULL // 5),
    "aliases": b"a: [" + b"*x," * 19_000 + b"]",
    "anchors": b"".join(b"k%d: &x 1\n" % number for number in range(18_000)),
    "fields": b"".join(b"k%d: 1\n" % number for number in range(19_000)),
    "quotes": b"a: " + b"'" * (FULL - 3),
    "escapes": b'a: "' + b"\\u202e" * 40_000 + b'"',
    "long-key": b"x" * (FULL - 4) + b": 1\n",
    "blank-lines": b"a: 1" + b"\n" * (FULL - 4),
    "comments": b"#\n" * (FULL // 2),
    "spaces": b"a:" + b" " * (FULL - 3) + b"1",
    "folded": b"a: >\n" + b" x\n" * (FULL // 3 - 2),
}


@pytest.mark.parametrize(
    "content", SLOW_FOR_A_CARELESS_READER.values(), ids=SLOW_FOR_A_CARELESS_READER
)
def test_a_full_size_file_is_answered(content: bytes) -> None:
    """Without an end, or quadratic in its size, this test would be the one that hangs."""
    assert len(content) <= FULL
    assert outcome(content)


# What must not slip through beside the table -----------------------------------------------------


@pytest.mark.parametrize("key", ["\\u202e", "\\x1b[31m", "a\\u200bb", "\\0", "a\\tb", "a\\Lb"])
@pytest.mark.parametrize("form", ['"%s": 1\n', '{"%s": 1}\n', '? "%s"\n: 1\n'])
def test_an_unseen_character_escaped_in_a_key_is_refused_as_in_a_value(key: str, form: str) -> None:
    assert {problem.code for problem in refused(form % key)} == {"RC104"}


def test_a_carriage_return_escaped_in_text_is_refused() -> None:
    # On a terminal, what follows it overwrites what came before.
    assert found('a: "100 mg\\r10"\n') == [("RC104", 1, 4)]
    assert found('"a\\rb": 1\n') == [("RC104", 1, 1)]


@pytest.mark.parametrize("content", ["a: 1\rb: 2\n", "# dose\rper_dose: 500 mg\n", "a: 1\r\r\n"])
def test_a_carriage_return_that_ends_no_windows_line_is_refused(content: str) -> None:
    # YAML breaks the line there; grep, diff and less show one line: a comment with a field in it.
    problems = refused(content)
    assert {(problem.code, problem.place.line) for problem in problems} == {("RC104", 1)}


@pytest.mark.usefixtures("_either_parser")
@pytest.mark.parametrize("content", ["a: ! 1\n", "a: ! [1]\n", "! a: 1\n", "!\na: 1\n"])
def test_a_tag_without_a_name_is_a_tag_all_the_same(content: str) -> None:
    assert [code for code, _, _ in found(content)] == ["RC108"]


@pytest.mark.parametrize(
    "content", ["a: !x%1b%5b31m 1\n", "a: !<x%0d%0ay> 1\n", "a: !x%e2%80%aey 1\n", "a: !x%00y 1\n"]
)
def test_a_message_repeats_no_character_that_cannot_be_seen(content: str) -> None:
    for problem in refused(content):
        assert not cannot_be_seen(problem.message + problem.fix)


def test_the_column_of_a_bad_byte_counts_characters_as_every_other_column_does() -> None:
    assert found("é: ".encode() + b"\xe9\n") == [("RC102", 1, 4)]
    assert found(b"\xef\xbb\xbfa: \xe9\n") == [("RC102", 1, 4)]


@pytest.mark.parametrize("character", ["\u202e", "\ufffe", "\x00", "\ue000", "\u2028", "\t"])
def test_the_message_has_the_right_article(character: str) -> None:
    message = refused(f"a: {character}\n")[0].message
    article, word = message.split()[:2]
    assert article == ("an" if word[0] in "aeiou" else "a")


# Places, whatever the file -----------------------------------------------------------------------

LETTERS = string.ascii_letters + string.digits + "_-./ %é²µ日😀'\"#:,[]{}&*!|>?@`~="
text = st.text(LETTERS, max_size=12).map(str.strip)
indicators = ["<", "a: b", "- a", "a #b", "? a", "*a", "&a", "!a", "-"]
hostile_words = st.sampled_from([*AS_WRITTEN, *indicators])
scalars = st.one_of(text, hostile_words)
keys = st.one_of(text, hostile_words).filter(lambda key: key != "<<")
trees = st.dictionaries(
    keys,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=20,
    ),
    max_size=5,
)


def scalars_of(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[Any, SourceText]]:
    """Every scalar of a tree with its path."""
    if isinstance(node, SourceText):
        return [(path, node)]
    parts: Any = node.items() if isinstance(node, dict) else enumerate(node)
    return [leaf for key, part in parts for leaf in scalars_of(part, (*path, key))]


def stands_at(source: Source, place: Place, expected: str) -> bool:
    """Whether that text, plain or quoted, begins at that place of the file."""
    line = source.text.splitlines()[place.line - 1] if source.text else ""
    rest = line[place.column - 1 :]
    single = "'" + expected.replace("'", "''")
    double = '"' + expected.replace("\\", "\\\\").replace('"', '\\"')
    return any(rest.startswith(form) for form in (expected, single, double))


@pytest.mark.parametrize("flow", [True, False, None], ids=["flow", "block", "mixed"])
@given(tree=trees)
def test_any_tree_of_words_reads_back_with_every_place_right(
    *, flow: bool | None, tree: dict[str, object]
) -> None:
    dumped = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, width=10_000)
    source = read(dumped)
    assert source.root == tree
    for path, scalar in scalars_of(source.root):
        assert scalar.place == source.place_of(path)
        assert stands_at(source, scalar.place, scalar), (path, scalar.place)
        for depth in range(1, len(path) + 1):
            if isinstance(path[depth - 1], str):
                assert stands_at(source, source.key_place_of(path[:depth]), path[depth - 1])


@given(tree=trees)
def test_any_tree_reads_alike_with_and_without_libyaml(tree: dict[str, object]) -> None:
    dumped = yaml.safe_dump(tree, allow_unicode=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_Parser", yaml.SafeLoader)
        slow = read(dumped)
    assert slow == read(dumped)


signs = list("abc01 :-[]{},#&*!|>'\"%@`?~\n\r\t\u202e\u2028\ufeffé\x00\x85")
tokens = [
    ": ",
    "- ",
    "\n  ",
    "\n- ",
    "<<",
    "---\n",
    "...\n",
    "!!str ",
    "*a",
    "&a ",
    "\\x1b",
    "\\u202e",
]
heaps = st.lists(st.sampled_from(signs + tokens), max_size=40).map("".join)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode), heaps))
def test_any_bytes_are_read_or_refused(content: str | bytes) -> None:
    result = outcome(content)
    if isinstance(result, Source):
        assert isinstance(result.root, dict)
        assert {path for path, _ in scalars_of(result.root)} <= set(result.places)
        return
    assert result
    for problem in result:
        assert problem.code.startswith(("RC10", "RC11", "RC203"))
        assert problem.place.file == NAME
        assert problem.message
        assert problem.fix


@given(heaps)
def test_what_both_parsers_read_in_a_heap_of_yaml_signs_they_read_alike(content: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_Parser", yaml.SafeLoader)
        slow = outcome(content)
    fast = outcome(content)
    if isinstance(slow, Source) and isinstance(fast, Source):
        assert slow.root == fast.root
