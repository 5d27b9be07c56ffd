"""Write the character lists of the fonts: standard.txt and extra.txt.

standard.txt holds the 8,105 characters of the Table of General Standard
Chinese Characters (2013) in the table's order: 3,500 common, 3,000 less
common and 1,605 that occur in names and places. The source is Unihan's kTGH
property (Debian: unicode-data).

extra.txt holds everything else the program shows: the rest of GB 2312, Latin,
punctuation, full-width forms, kana, arrows and symbols.
"""

import bz2
import sys

UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"

RANGES = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1 Supplement
    (0x0100, 0x017F),  # Latin Extended-A, as far as the source has it
    (0x01CD, 0x01DC),  # pinyin vowels with the third and fourth tone
    (0x02C6, 0x02DD),  # spacing tone marks and accents
    (0x2010, 0x205E),  # General Punctuation
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218B),  # letterlike symbols, number forms (℃ № Ⅰ Ⅱ)
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # enclosed alphanumerics (① ②)
    (0x2500, 0x25FF),  # box drawing, blocks, geometric shapes
    (0x2600, 0x26FF),  # miscellaneous symbols
    (0x2700, 0x27BF),  # dingbats (✓ ✕)
    (0x3000, 0x303F),  # CJK punctuation
    (0x3040, 0x30FF),  # hiragana, katakana
    (0x31F0, 0x31FF),  # katakana extensions
    (0xFE30, 0xFE4F),  # CJK compatibility forms
    (0xFF01, 0xFFEE),  # full-width and half-width forms
    (0xFFFD, 0xFFFD),  # replacement character
]


def standard():
    by_number = {}
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or "\tkTGH\t" not in line:
                continue
            code, _, value = line.rstrip("\n").split("\t")
            number = int(value.split()[0].removeprefix("2013:"))
            by_number[number] = chr(int(code[2:], 16))
    if sorted(by_number) != list(range(1, 8106)):
        sys.exit("charset: Unihan kTGH does not number 1 to 8105 without gaps")
    return [by_number[n] for n in sorted(by_number)]


def gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def write(path, chars):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for start in range(0, len(chars), 50):
            out.write("".join(chars[start : start + 50]) + "\n")


def main():
    table = standard()
    seen = set(table)
    extra = set(gb2312())
    for first, last in RANGES:
        extra.update(map(chr, range(first, last + 1)))
    write("standard.txt", table)
    write("extra.txt", sorted(extra - seen))


main()
