"""Rename a subset font: rename.py FILE STYLE

The copyright notice, licence and trademark records of the source stay. The
family becomes "Lobby Sans": Noto is a trademark, and a modified font that
keeps its name would be taken for the original.
"""

import sys

from fontTools.ttLib import TTFont

FAMILY = "Lobby Sans"
NAMES = {  # OpenType name IDs, `name` table chapter of the specification
    1: FAMILY,
    2: "{style}",
    3: "2.004;LobbySans-{style};subset of NotoSansCJKsc-{style}",
    4: FAMILY + " {style}",
    6: "LobbySans-{style}",
    10: "Subset of Noto Sans CJK SC, made by assets/fonts/subset.sh.",
}
DROPPED = {8, 9, 11, 12}  # maker and designers: not to be used for a derivative's credit


def main(path, style):
    font = TTFont(path, recalcTimestamp=False)
    table = font["name"]
    table.names = [
        r for r in table.names if r.platformID == 3 and r.langID == 0x409 and r.nameID not in DROPPED
    ]
    for name_id, text in NAMES.items():
        table.setName(text.format(style=style), name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = ["LobbySans-" + style]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, FAMILY + " " + style
    for part in top.FDArray:
        part.FontName = part.FontName.replace("NotoSansCJKsc", "LobbySans")
    font.save(path)


main(*sys.argv[1:])
