#!/bin/sh
# Makes the fonts of the program, each in Regular and Bold: LobbySans from
# Debian's Noto Sans CJK, and LobbySansLatin, for the letters that one lacks,
# from Debian's Noto Sans. The same packages give the same bytes. It takes about
# half a minute and installs nothing.
#
#   apt-get install fonts-noto-cjk fonts-noto-core fonttools unicode-data
#
# NOTO_CJK_DIR and NOTO_DIR say where the sources are, if not where those
# packages put them.
set -eu
cd "$(dirname "$0")"

cjk_dir=${NOTO_CJK_DIR:-/usr/share/fonts/opentype/noto}
latin_dir=${NOTO_DIR:-/usr/share/fonts/truetype/noto}
python=${PYTHON:-/usr/bin/python3}

need() {
	echo "subset.sh: $1 is missing: apt-get install $2" >&2
	exit 1
}
for style in Regular Bold; do
	[ -f "$cjk_dir/NotoSansCJK-$style.ttc" ] || need "$cjk_dir/NotoSansCJK-$style.ttc" fonts-noto-cjk
	[ -f "$latin_dir/NotoSans-$style.ttf" ] || need "$latin_dir/NotoSans-$style.ttf" fonts-noto-core
done
[ -f /usr/share/unicode/Unihan_OtherMappings.txt.bz2 ] || need "Unihan" unicode-data
"$python" -c 'import fontTools' 2>/dev/null || need "the Python module fontTools" fonttools

# subset SOURCE OUTPUT OPTION... keeps every name record: rename.py sees to them.
subset() {
	source=$1 output=$2
	shift 2
	"$python" -m fontTools.subset "$source" "$@" --layout-features=kern --no-hinting --notdef-outline \
		--name-IDs='*' --name-languages='*' --output-file="$output"
}

"$python" charset.py
for style in Regular Bold; do
	# Face 2 of the collection is SC. A collection itself crashes Fyne, hence one OTF each.
	subset "$cjk_dir/NotoSansCJK-$style.ttc" "LobbySans-$style.otf" --font-number=2 \
		--text-file=standard.txt --text-file=extra.txt
	"$python" rename.py "LobbySans-$style.otf" "$style" NotoSansCJKsc "Lobby Sans"

	subset "$latin_dir/NotoSans-$style.ttf" "LobbySansLatin-$style.ttf" --text-file=latin.txt
	"$python" rename.py "LobbySansLatin-$style.ttf" "$style" NotoSans "Lobby Sans Latin"
done
wc -c Lobby*.otf Lobby*.ttf
