#!/usr/bin/env python3
"""Draws the diagrams of the documentation: every <name>.txt beside this script becomes <name>.svg.

To change a diagram, edit its .txt file, run docs/diagrams/draw.py, and commit both. A line is one of

  size WIDTH HEIGHT
  group X Y WIDTH HEIGHT TITLE                     a frame behind boxes
  box NAME X Y WIDTH HEIGHT TITLE | LINE | ...     NAME is what arrows use; a NAME ending in ! is drawn strong
  arrow FROM.SIDE TO.SIDE LABEL                    SIDE: left, right, top, bottom, with an offset such as left+20
  both FROM.SIDE TO.SIDE LABEL                     the same, with a tip at each end
  note X Y TEXT

Needs Python 3 alone.
"""
import html
import pathlib
import re
import sys

INK, SOFT, PALE, STRONG = "#1f2933", "#52606d", "#f5f7fa", "#dbe9f6"
TAIL = ' marker-start="url(#tip)"'
HALO = ' stroke="white" stroke-width="4" paint-order="stroke"'


def text(x, y, words, size=12, anchor="middle", colour=INK, weight="normal", more=""):
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}"{more}>{html.escape(words)}</text>')


def point(boxes, place):
    name, side, offset = re.fullmatch(r"([\w-]+)\.(left|right|top|bottom)([+-]\d+)?", place).groups()
    x, y, width, height = boxes[name]
    shift = int(offset or 0)
    return {"left": (x, y + height / 2 + shift), "right": (x + width, y + height / 2 + shift),
            "top": (x + width / 2 + shift, y), "bottom": (x + width / 2 + shift, y + height)}[side], side


def arrow(boxes, line, both=False):
    start, end, *label = line.split(" ", 2)
    (x1, y1), side = point(boxes, start)
    (x2, y2), _ = point(boxes, end)
    drawn = [f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{SOFT}" stroke-width="1.4" '
             f'marker-end="url(#tip)"{TAIL if both else ""}/>']
    if label:
        flat = abs(y1 - y2) < abs(x1 - x2)
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        place = (x, y - 5, "middle") if flat else (x + 6, y + 4, "start")
        drawn.append(text(place[0], place[1], label[0], 11, place[2], SOFT, more=HALO))
    return drawn


def draw(source):
    size, behind, front, boxes = (800, 400), [], [], {}
    for line in source.read_text().splitlines():
        kind, _, rest = line.strip().partition(" ")
        if kind == "size":
            size = tuple(int(one) for one in rest.split())
        elif kind == "group":
            x, y, width, height, title = rest.split(" ", 4)
            behind.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{PALE}" '
                          f'stroke="{SOFT}" stroke-dasharray="4 3"/>')
            behind.append(text(int(x) + 10, int(y) + 18, title, 12, "start", SOFT, "bold"))
        elif kind == "box":
            name, x, y, width, height, title = rest.split(" ", 5)
            strong = name.endswith("!")
            x, y, width, height = (int(one) for one in (x, y, width, height))
            boxes[name.rstrip("!")] = (x, y, width, height)
            front.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="5" '
                         f'fill="{STRONG if strong else "white"}" stroke="{INK}" stroke-width="{1.8 if strong else 1}"/>')
            lines = [one.strip() for one in title.split("|")]
            top = y + height / 2 - 8 * (len(lines) - 1) + 4
            for i, words in enumerate(lines):
                front.append(text(x + width / 2, top + 16 * i, words, 13 if i == 0 else 11,
                                  weight="bold" if i == 0 else "normal", colour=INK if i == 0 else SOFT))
        elif kind in ("arrow", "both"):
            behind += arrow(boxes, rest, kind == "both")
        elif kind == "note":
            x, y, words = rest.split(" ", 2)
            front.append(text(int(x), int(y), words, 11, "start", SOFT))
        elif kind and not kind.startswith("#"):
            sys.exit(f"{source}: unknown line: {line}")
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif">\n'
            f'<!-- Made by draw.py from {source.name}. -->\n'
            f'<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path d="M0,0 L8,4 L0,8 z" fill="{SOFT}"/></marker></defs>\n'
            f'<rect width="100%" height="100%" fill="white"/>\n')
    source.with_suffix(".svg").write_text(head + "\n".join(behind + front) + "\n</svg>\n")


for file in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
    draw(file)
