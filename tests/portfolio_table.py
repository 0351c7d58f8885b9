"""A table whose texts would change a page that took them for anything but text."""

from __future__ import annotations

import csv
import html.parser
import itertools

from in_process import run_line

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "{{ 7*7 }}",
    "{% raw %}",
    "=HYPERLINK(1)",
    "<!--<script>",
    '" onmouseover="alert(4)',
    "a\u2028b\u202ec",
    "東京 서울 北京",
)
FIGURES = (  # training compute: low, best, high
    ("", "", ""),
    ("", "2e24", ""),
    ("", "6e24", ""),
    ("9e24", "1.2e25", "2e25"),
    ("", "1e26", ""),
    ("3e25", "4e25", "5e25"),
    ("5e26", "9e26", "2e27"),
    ("", "0", ""),
)
HEAD = (
    "case",
    "title",
    "system.training_compute low",
    "system.training_compute best",
    "system.training_compute high",
    "system.autonomy",
    "system.generality",
)


def rows(number):
    """So many rows, of every kind in turn."""
    strengths = itertools.product(("", "strong", "weak"), repeat=2)
    kinds = itertools.cycle(itertools.product(FIGURES, list(strengths)))
    for place, (figures, strengths) in zip(range(number), kinds, strict=False):
        title = HOSTILE[place] if place < len(HOSTILE) else ""
        yield (f"{title} {place}" if title else f"m{place}", title, *figures, *strengths)


def write_table(path, number=250, wrong=3):
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD)
        out.writerows(rows(number))
        for place in range(wrong):
            out.writerow((f"bad{place} <b>", "", "", "many", "", "", ""))


def write_plain_table(path, number=250, wrong=3, *, named=True):
    """The same without titles, and with names that are no words, or none."""
    first = 0 if named else 1
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD[first:])
        for place, (_, _, *cells) in enumerate(rows(number)):
            out.writerow((f"m{place}", "", *cells)[first:])
        for place in range(wrong):
            out.writerow((f"x{place}", "", "", "many", "", "", "")[first:])


def made(table, page, *more):
    """The report of a table, as the command line writes it."""
    done = batch(table, "-o", page, "--force", "--as-of", "2025-06-01", *more)
    assert done.exit_code == 3, done.stderr
    return page.read_text("utf-8")


def batch(*arguments):
    """What `liability batch` does."""
    return run_line("batch", *arguments)


class Page(html.parser.HTMLParser):
    """What a page holds: its elements, their attributes, and the text in each kind."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.texts = {}
        self._open = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)

    def all(self, tag):
        return [attributes for each, attributes in self.elements if each == tag]
