"""Rename a subset font: rename.py FILE STYLE SOURCE FAMILY

SOURCE is the PostScript family that the subset was made from, such as NotoSans.

The copyright notice, licence and trademark records of the source stay. The
family becomes FAMILY ("Lobby Sans"): Noto is a trademark, and a modified font
that keeps its name would be taken for the original.
"""

import sys

from fontTools.ttLib import TTFont

NAMES = {  # OpenType name IDs, `name` table chapter of the specification
    1: "{family}",
    2: "{style}",
    3: "2.004;{ps}-{style};subset of {source}-{style}",
    4: "{family} {style}",
    6: "{ps}-{style}",
    10: "Subset of {original}, made by assets/fonts/subset.sh.",
}
ORIGINALS = {"NotoSansCJKsc": "Noto Sans CJK SC", "NotoSans": "Noto Sans"}
DROPPED = {8, 9, 11, 12}  # maker and designers: not to be used for a derivative's credit


def rename_cff(cff, source, ps, family, style):
    cff.fontNames = [f"{ps}-{style}"]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = family, f"{family} {style}"
    for part in top.FDArray:
        part.FontName = part.FontName.replace(source, ps)


def main(path, style, source, family):
    ps = family.replace(" ", "")
    words = {"family": family, "style": style, "source": source, "ps": ps, "original": ORIGINALS[source]}
    font = TTFont(path, recalcTimestamp=False)
    table = font["name"]
    table.names = [
        r for r in table.names if r.platformID == 3 and r.langID == 0x409 and r.nameID not in DROPPED
    ]
    for name_id, text in NAMES.items():
        table.setName(text.format(**words), name_id, 3, 1, 0x409)
    if "CFF " in font:
        rename_cff(font["CFF "].cff, source, ps, family, style)
    font.save(path)


main(*sys.argv[1:])
