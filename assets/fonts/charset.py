"""Write the character lists of the fonts: standard.txt, extra.txt, latin.txt.

standard.txt holds the 8,105 characters of the Table of General Standard
Chinese Characters (2013) in the table's order: 3,500 common, 3,000 less
common and 1,605 that occur in names and places. The source is Unihan's kTGH
property (Debian: unicode-data).

extra.txt holds everything else that Lobby Sans has: the rest of GB 2312; for
names from Hong Kong and Taiwan the first level of Big5, the traditional forms
of the whole table (Unihan's kTraditionalVariant: with them every surname that
the table can write), Hong Kong's list of common graphemes (kHKGlyph) and NAMES
below; for Japanese the first level of JIS X 0208; Latin, punctuation,
full-width forms, kana, arrows and symbols.

latin.txt holds what Lobby Sans Latin has: the letters that Noto Sans CJK lacks
(most of Latin Extended, Vietnamese, the rest of Cyrillic and Greek), and the
common letters, digits and punctuation too, so that a word is of one design.
"""

import bz2
import sys

UNIHAN = "/usr/share/unicode/Unihan_%s.txt.bz2"

# Characters of names in Hong Kong and Taiwan that none of the lists has.
NAMES = "凃峯晧晳裵衞姵媃嫺綉粧裏"

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

LATIN_RANGES = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1 Supplement
    (0x0100, 0x017F),  # Latin Extended-A (Ł š č ž ğ)
    (0x0180, 0x024F),  # Latin Extended-B (ơ ư ș ə's capital)
    (0x0259, 0x0259),  # ə, which Azerbaijani shares with phonetics
    (0x02BB, 0x02BC),  # the apostrophes that are letters (Uzbek, Ukrainian)
    (0x0370, 0x03FF),  # Greek with one accent
    (0x0400, 0x052F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional (Vietnamese, ẞ)
    (0x2010, 0x2027),  # dashes, quotation marks, the ellipsis
]


def unihan(file, name):
    """Yield the characters that have the property, each with its value."""
    with bz2.open(UNIHAN % file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#") and f"\t{name}\t" in line:
                code, _, value = line.rstrip("\n").split("\t")
                yield chr(int(code[2:], 16)), value


def standard():
    by_number = {}
    for char, value in unihan("OtherMappings", "kTGH"):
        by_number[int(value.split()[0].removeprefix("2013:"))] = char
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


def big5_level_1():
    chars = []
    for row in range(0xA4, 0xC7):
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if (row, cell) <= (0xC6, 0x7E):
                chars.append(bytes((row, cell)).decode("big5"))
    if len(set(chars)) != 5401:
        sys.exit(f"charset: the first level of Big5 has {len(set(chars))} characters, not 5401")
    return chars


def jis_level_1():
    chars = []
    for row in range(0xB0, 0xD0):
        for cell in range(0xA1, 0xFF):
            try:
                chars.append(bytes((row, cell)).decode("euc_jp"))
            except UnicodeDecodeError:
                continue
    if len(set(chars)) != 2965:
        sys.exit(f"charset: the first level of JIS X 0208 has {len(set(chars))} characters, not 2965")
    return chars


def traditional(table):
    for char, value in unihan("Variants", "kTraditionalVariant"):
        if char in table:
            yield from (chr(int(code[2:], 16)) for code in value.split())


def in_ranges(ranges):
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


def write(path, chars):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for start in range(0, len(chars), 50):
            out.write("".join(chars[start : start + 50]) + "\n")


def main():
    table = standard()
    seen = set(table)
    extra = {*gb2312(), *big5_level_1(), *jis_level_1(), *traditional(seen), *NAMES, *in_ranges(RANGES)}
    extra.update(char for char, _ in unihan("DictionaryLikeData", "kHKGlyph"))
    write("standard.txt", table)
    write("extra.txt", sorted(extra - seen))
    write("latin.txt", in_ranges(LATIN_RANGES))


main()
