#!/bin/sh
# Makes LobbySans-Regular.otf and LobbySans-Bold.otf from Debian's Noto Sans CJK.
# The same packages give the same bytes. It takes about a minute and installs nothing.
#
#   apt-get install fonts-noto-cjk fonttools unicode-data
set -eu
cd "$(dirname "$0")"

source_dir=${NOTO_DIR:-/usr/share/fonts/opentype/noto}
python=${PYTHON:-/usr/bin/python3}

need() {
	echo "subset.sh: $1 is missing: apt-get install $2" >&2
	exit 1
}
[ -f "$source_dir/NotoSansCJK-Regular.ttc" ] || need "$source_dir/NotoSansCJK-Regular.ttc" fonts-noto-cjk
[ -f "$source_dir/NotoSansCJK-Bold.ttc" ] || need "$source_dir/NotoSansCJK-Bold.ttc" fonts-noto-cjk
[ -f /usr/share/unicode/Unihan_OtherMappings.txt.bz2 ] || need "Unihan" unicode-data
"$python" -c 'import fontTools' 2>/dev/null || need "the Python module fontTools" fonttools

"$python" charset.py
for style in Regular Bold; do
	# Face 2 of the collection is SC. A collection itself crashes Fyne, hence one OTF each.
	"$python" -m fontTools.subset "$source_dir/NotoSansCJK-$style.ttc" --font-number=2 \
		--text-file=standard.txt --text-file=extra.txt \
		--layout-features=kern --no-hinting --notdef-outline --name-IDs='*' --name-languages='*' \
		--output-file="LobbySans-$style.otf"
	"$python" rename.py "LobbySans-$style.otf" "$style"
	echo "LobbySans-$style.otf: $(wc -c <"LobbySans-$style.otf") bytes"
done
