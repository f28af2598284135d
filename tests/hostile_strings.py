# ruff: noqa: E501 - a list of texts is a list
"""Five hundred texts that somebody may type, paste or write into a file, and nobody means well.

Always the same ones in the same order; the first forty are the pithiest, one of each sort.
"""

from collections.abc import Iterator
from itertools import islice, zip_longest

_ESC, _BEL, _CSI, _OSC, _ST = "\x1b", "\x07", "\x9b", "\x9d", "\x9c"

PITHY = (
    "[/red]",
    "[@click=app.quit]x[/]",
    "[strike]75[/strike] 50 mg",
    "[/",
    "[link=file:///etc/passwd]75 mg[/link]",
    "[red][bold]100[/red] mg",
    "\\[red]\\",
    "[@click=screen.take]70 kg",
    f"{_ESC}[31m75 mg{_ESC}[0m",
    f"{_ESC}[2J{_ESC}[H0 mg",
    f"{_ESC}]0;owned{_BEL}",
    f"{_CSI}31m7{_OSC}8;;http://a{_ST}",
    "\x00",
    "7\r0 kg",
    "70 kg\n75 kg",
    "\t70 kg\x0b",
    "7\u202e05 kg",
    "7\u200b0 kg",
    "70\u00a0kg",
    "7\u03010 kg\u0336",
    "\u0435topo\u0455ide",
    "9" * 10_000,
    "[" * 3000,
    "用量 75 毫克 💉👩‍⚕️",
    "1e5",
    "0_1",
    "٧٠ kg",
    "70½ kg",
    "70,5",
    "1.000,5",
    "NaN",
    "-0",
    "1e309 mg",
    "{0.__class__} %s %n ${x} {}",
    "../../../../etc/passwd",
    "!!python/object/apply:os.system ['id']",
    "'; DROP TABLE revisions; --",
    '=HYPERLINK("http://a","75")',
    "$(reboot) `id` | cat & #",
    '"}, "dose": 75, \'a\': [null',
)

_MARKUP = (
    "[red]", "[/]", "[]", "[[", "]]", "[/red", "red]", "[bold", "[b][i]75[/b][/i]", "[reverse]75[/]",
    "[conceal]750[/conceal] 75 mg", "[blink]75[/blink]", "[on red]75[/on red]", "[#ff0000]75[/]",
    "[rgb(1,2,3)]75[/]", "[$primary]75[/]", "[$text-muted on $error 50%]75[/]", "[auto]75[/auto]",
    "[@click=app.quit]", "[@click='app.quit']75[/]", "[@click=app.bell()]75[/]",
    "[@click=screen.dismiss]75[/]", "[@click=app.exit('x')]75[/@click]", "[@mouse.down=app.quit]x[/]",
    "[@hover=app.quit]x[/]", "[link='https://a.example']75[/link]", "[link=javascript:alert(1)]x[/]",
    "[not bold]75[/not bold]", "[none]75[/none]", "[s]100 mg[/s] 10 mg", "[dim]0.[/dim]5 mg",
    "[bold]" * 40, "[/bold]" * 40, "[red]" * 20 + "75" + "[/red]" * 20, "[red][blue][/red][/blue]",
    "\\[", "\\\\[red]75", "[red\\]75", "[re\nd]75[/]", "[ red ]75[/ red ]", "[RED]75[/RED]",
    "[color=red]75[/]", "[font=a]", "[=]", "[==]", "[/=]", "[/@click]", "[@]", "[@=]", "[@click=]x[/]",
    "[@click=app.action_quit]x", "[:warning:]", ":warning:", ":pill: 75 mg", "[75 mg]", "[1, 2, 3]",
    "AC [dose-dense] x4", "[a.b.c]75", "[''']75", '["]75', "[link=]", "[!]", "[75%]",
)  # fmt: skip
_ESCAPES = (
    _ESC, f"{_ESC}[", f"{_ESC}]", f"{_ESC}c", f"{_ESC}[?1049l", f"{_ESC}[?25l", f"{_ESC}[999;999H",
    f"{_ESC}[8m750 mg{_ESC}[28m", f"{_ESC}[1K", f"{_ESC}[3J", f"{_ESC}[10D75", f"{_ESC}[5A",
    f"{_ESC}]8;;http://a{_ESC}\\75{_ESC}]8;;{_ESC}\\", f"{_ESC}]52;c;cm0gLXJm{_BEL}",
    f"{_ESC}]2;title{_ESC}\\", f"{_ESC}]4;1;rgb:ff/00/00{_BEL}", f"{_ESC}P+q544e{_ESC}\\",
    f"{_ESC}_hidden{_ESC}\\", f"{_ESC}^hidden{_ESC}\\", f"{_ESC}(0lqk{_ESC}(B", f"{_ESC}#8",
    f"{_ESC}[6n", f"{_ESC}[0c", f"{_ESC}[200~75{_ESC}[201~", f"{_ESC}[<0;1;1M", f"{_ESC}[21t",
    f"{_CSI}2J", f"{_CSI}31m", f"{_OSC}0;x{_ST}", "\x90q\x9c", "\x84\x85\x8d", "\x0e75\x0f", _BEL,
    "\x0875", "75\x08\x08\x08\x0810", "\x7f75", "75\x7f", "\x1a", "\x03", "\x04", "\x11\x13", "\x1c75",
    "\x0c75", "75\x0b75", "\x85", "75\x8575", "\x00" * 100, "a\x00b", "\x01\x02\x05\x06", "\x1d\x1e\x1f",
)  # fmt: skip
_UNSEEN = (
    "\u202e75 mg", "75\u202dmg", "\u206675\u2069", "\u2067mg 57", "\u200e75", "75\u200f", "\u061c75",
    "\u202a75\u202c", "\u200b", "75\u200cmg", "75\u200d mg", "\u2060" * 20, "\ufeff75 mg", "\u00ad75",
    "7\u180e5", "\u034f", "7\u11605", "\u3164", "75\u2028mg", "75\u2029mg", "\ue000", "\U000e0041\U000e0042",
    "\ufff9a\ufffab\ufffb", "\ufffd", "\uffff", "\U0010ffff", "\U0001f3f4\U000e0067\U000e007f",
    "75\u2000mg", "75\u2009mg", "75\u202fmg", "75\u3000mg", "\u00a0", "75\u00a0", "\u2800", "75\u1680mg",
    "75\u2061mg", "\ud800", "\udfff75", "a\udc80b",
)  # fmt: skip
_COMBINED = (
    "e\u0301" * 50, "Z" + "\u0300\u0323\u0336" * 100, "\u0301", "\u20dd75", "75\u20e3", "7\u0338\u0337",
    "\u0e33\u0e33", "\u0915\u094d\u0937\u093f", "각각", "\ufdfd", "\ufdfa" * 30, "ﬁlgrastim",
    "İstanbul", "ßßẞ", "ΣΊΣΥΦΟΣς", "\u1e9e", "ǆǅǄ", "\u0149", "ﷺ",
)  # fmt: skip
_ALIKE = (
    "сisplatin", "ciѕplatin", "ⅽisplatin", "cisp1atin", "cispIatin", "ｃｉｓｐｌａｔｉｎ", "𝐜𝐢𝐬𝐩𝐥𝐚𝐭𝐢𝐧",
    "etopos\u0131de", "O mg", "l0 mg", "7O kg", "７０ kg", "𝟟𝟘 kg", "70 кg", "70 ㎏", "1 ㎎", "70 μmol/L",
    "70 µmol/L", "100 mg∕m²", "100 mg⁄m2", "100 mg／m²", "–7", "−7", "‐7", "7–5", "ⅭⅠⅤ", "cycIe 2",
    "dеlay cycle 2 by 7 d", "delay сycle 2 by 7 d", "mal\u0435", "ＭＢ", "M\u0412",
)  # fmt: skip
_NUMBERS = (
    "1E5", "1e-5", "1e400", "-1e400", "0x46", "0b1", "0o17", "1_000", "7_0 kg", "_1", "1__0", "+70",
    "--70", "-70 kg", "+-0", "-0.0", "00070", "070 kg", ".5", "5.", ".", "..", "1.2.3", "1,2,3", "1 000",
    "1'000", "1.000", "1,000", "70.5.", "70·5", "70٫5", "1٬000", "inf", "-inf", "Infinity", "nan", "-NaN",
    "NaN kg", "inf kg", "1/2", "½", "⅓ mg", "²", "7² kg", "⁷⁰ kg", "₇₀ kg", "①", "⑳ mg", "Ⅶ", "七十",
    "七十 kg", "०७०", "१०० mg", "௧௦", "๗๐ kg", "٧٠", "۷۰ kg", "߇߀", "𝟕𝟎", "1d", "1f", "1L", "1j", "70kg",
    "70 KG", "70 Kg", "70  kg", "70\tkg", "kg 70", "70 kg kg", "70 kg/m2", "70 kg/", "70 lb", "70 g",
    "100%", "100 %%", "-5 %", "1e2 %", "5 mg/kg/h/d", "9" * 400, "0." + "0" * 400 + "1", "1" + "0" * 308,
    "4.9e-324 kg", "1.7976931348623157e308 kg", "170 cm 70 kg", "170", "1.70 m", "5'7\"", "5 ft 7 in",
    "154 lb", "80 umol/L, ULN", "2026-02-30", "2026-13-01", "0000-00-00", "9999-12-31", "10000-01-01",
    "26-12-01", "01.12.2026", "12/01/2026", "2026-12-01T25:61", "2026-W49-2", "٢٠٢٦-١٢-٠١", "today",
    "25:00", "24:00", "09:00:60", "-1:00", "Europe/../../etc", "localtime", "UTC+99", "../UTC",
)  # fmt: skip
_FORMATS = (
    "%s%s%s%s", "%n%n", "%d", "%(a)s", "%99999999d", "%", "{", "}", "{}", "{0}", "{a}", "{{", "{!r}",
    "{0!r:>99999}", "{:>9999999}", "{self.__init__.__globals__}", "{0[0]}", "$x", "${HOME}", "#{7*7}",
    "{{7*7}}", "<%= 7*7 %>", "{% raw %}", "\\x1b[31m", "\\u202e", "\\n", "\\", "\\\\", "&lt;", "&#27;",
    "<script>alert(1)</script>", "<b>75</b>", "<!-- 75 -->", "<U+202E>", "]]>",
)  # fmt: skip
_PATHS = (
    "/etc/passwd", "../..", ".", "/", "//", "~", "~root/x", "/dev/null", "/dev/zero", "/proc/self/mem",
    "/dev/full", "a/../../b", "..\\..\\windows", "C:\\x", "\\\\host\\share", "file:///etc/passwd",
    "http://a.example/x", "/etc/passwd\x00.yaml", "regimens/../policies/reference.yaml", "CON", "NUL.txt",
    "a" * 300, "/" + "a/" * 2000, "-rf", "--help", "*", "?", "[a-z]*", ".hidden", "x.yaml", "ep-21d\x00",
    "./ep-infusional-28d", "EP-INFUSIONAL-28D", "ep-infusional-28d.yaml",
)  # fmt: skip
_CODE = (
    "a: b", "- a", "? a", "&a *a", "*a", "!!int 7", "!!binary aGk=", "{a: b}", "[a, b]", "| \n a", "> a",
    "# a", "%YAML 1.1", "---", "...", "null", "~", "yes", "no", "on", "off", "true", "y", "<<: *a",
    "a: &a [*a, *a]", "'", '"', "''", '""', "'''", "`", "{", '{"a":1}', '{"a":NaN}', "[[[[" * 200, '\\"',
    "a,b;c\td", "' OR 1=1 --", "1; DELETE FROM courses", "\" OR \"\"=\"", "x' UNION SELECT 1--", "\\'; --",
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\"=1\"", "a; b", "a && b", "a || b",
    "$(id)", "`id`", "> /tmp/x", "< /dev/zero", "| sh", ":(){ :|:& };:", "a\\\nb", "$IFS", "!$", "!!",
    "__import__('os')", "lambda: 0", "eval(1)", "a = b", "a==b", "; ", ", , ,", "=", "==", "a=b=c",
)  # fmt: skip
_SENTENCES = (
    "delay cycle 2 by 99999999999999999999 d", "delay cycle 2 by -7 d", "delay cycle 0 by 7 d",
    "delay cycle 2 by 7 d; confirm cycle 1", "delay cycle 2 by 7 d\nconfirm cycle 1",
    "give etoposide=1e5 %", "give etoposide=٧٥ %", "give etoposide=75 % from cycle 999",
    "give [b]etoposide[/b]=75 %", "level [/]", "cap etoposide at NaN mg", "cap etoposide at -0 mg",
    "cap etoposide at inf mg", "round etoposide to 0 mg", "omit *", "omit ../etoposide", "stop %s",
    "choose a=[/red]", "choose {0}={1}", "measure weight=70,5 kg", "measure weight=7\u202e0 kg",
    "measure weight=1e400 kg", "value neutrophils=½ 10^9/L", "value [/]=1", "accept [/red]",
    "accept RC708:etoposide:1 and more", "decline \x1b[31m", "start on 2026-02-30", "start on ٢٠٢٦-١٢-٠١",
    "confirm cycle 1", "given cycle 1 day 1 etoposide 1e9 mg", "stop course from cycle 0", "undo", "redo",
)  # fmt: skip
_LONG = (
    "a" * 10_000, "a b " * 2500, "用" * 5000, "💉" * 2500, "[red]" * 2000, "e\u0301" * 5000, "1." * 5000,
    "\u202e" * 5000, f"{_ESC}[31m" * 1000, "(" * 5000, "a\n" * 5000, "9" * 5000 + " kg", "=" * 10_000,
    "delay cycle 2 by " + "7" * 5000 + " d", " " * 10_000, "\t" * 5000, "a," * 5000, "-" * 10_000,
)  # fmt: skip
_WIDE = (
    "用量", "七十五毫克", "ﾌﾟ", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇮🇪🇮🇪", "☠️75", "👍🏿", "㊙", "１２３", "ｶﾞｷﾞ", "💊75 mg", "75💊",
    "­", "\u2e3a\u2e3b", "𓀀𓁐", "a用b用c用", "用" * 79, "用a" * 40, "ꧽ" * 20, "⠿" * 40, "━" * 40,
    "▼ 12 more", "HELD", "CONFIRMED", "│ 75 mg │", "╭──╮", "████", "·" * 40, "_" * 16, "…", "→ 75 mg",
)  # fmt: skip


def _all() -> Iterator[str]:
    """The pithy ones, and then those of every sort in turn."""
    yield from PITHY
    for alike in zip_longest(
        _MARKUP, _ESCAPES, _UNSEEN, _COMBINED, _ALIKE, _NUMBERS, _FORMATS, _PATHS, _CODE,
        _SENTENCES, _LONG, _WIDE,
    ):  # fmt: skip
        yield from (text for text in alike if text is not None)


COUNT = 500
STRINGS = tuple(islice(dict.fromkeys(_all()), COUNT))
