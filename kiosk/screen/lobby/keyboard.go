package lobby

import (
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// keys returns the on-screen keyboard, an empty one where there is none.
func (l *look) keys() checkin.Keyboard {
	if l.m.Keyboard == nil {
		return checkin.Keyboard{}
	}
	return *l.m.Keyboard
}

// keyboard paints the on-screen keyboard into its place, 34 % of a portrait
// window and 46 % of a landscape one, over its whole width.
func (l *look) keyboard(place screen.Box, f field) {
	if l.m.Keyboard == nil {
		l.counter(place, f)
		return
	}
	ground := screen.Shape{Fill: screen.Mist}
	if l.column() {
		ground.Radius = l.px(28)
	}
	l.p.Fill(place, ground)
	in := place.Inset(l.px(10), l.px(6))
	in = in.Centred(min(in.W, l.px(1500)), in.H)
	switch {
	case l.m.Screen == checkin.ScreenTicket, l.m.Screen == checkin.ScreenPIN, l.m.Screen == checkin.ScreenLost, l.m.Screen == checkin.ScreenCode:
		l.pad(in, "123", "456", "789", " 0<")
		return
	case l.m.Screen == checkin.ScreenPhone:
		l.pad(in, "123-", "456(", "789)", "+0 <")
		return
	case l.keys().Names:
		rows := l.pickRows()
		l.picks(in.CutTop(l.pickRow()*float32(rows)).Rows(rows, 0))
	}
	rows := in.Rows(4, 0)
	for i, row := range l.rows() {
		l.row(rows[i], row)
	}
}

// keycap is a key and how wide it is, in tenths of a row.
type keycap struct {
	key  screen.Key
	wide float32
}

// rows are the four rows of the keyboard's mode.
func (l *look) rows() [4][]keycap {
	switch l.keys().Mode {
	case checkin.ModeDigits:
		return [4][]keycap{
			l.letters("1234567890"), l.letters("-/:;()&@#+"),
			append(l.letters(l.marks()), l.erase()), {l.mode(checkin.ModeLatin), l.space(7), l.letters("'")[0]},
		}
	case checkin.ModeAccents:
		return [4][]keycap{
			l.letters("àáâãäåæçèé"), l.letters("êëìíîïñòóô"),
			append(append([]keycap{l.shift()}, l.letters("õöøœß")...), l.erase()),
			append(append([]keycap{l.mode(checkin.ModeLatin)}, l.letters("łúùûüýşč")...), l.letters("'")...),
		}
	case checkin.ModePinyin:
		return [4][]keycap{
			l.letters("qwertyuiop"), l.letters("asdfghjkl"),
			append(append(l.letters("'"), l.letters("zxcvbnm")...), l.erase()),
			append([]keycap{l.mode(checkin.ModeDigits), l.mode(checkin.ModeLatin), l.space(5)}, l.letters("，。")...),
		}
	}
	last := []keycap{l.mode(checkin.ModeDigits), l.mode(checkin.ModeAccents), l.space(5)}
	last = append(last, l.letters("-.")...)
	return [4][]keycap{
		l.letters("qwertyuiop"), l.letters("asdfghjkl"),
		append(append([]keycap{l.shift()}, l.letters("zxcvbnm")...), l.erase()), last,
	}
}

// marks are the punctuation of the language.
func (l *look) marks() string {
	if l.m.Lang == kiosk.LangZH {
		return "，。？！、·《》"
	}
	return ".,?!\"_·%"
}

func (l *look) row(b screen.Box, caps []keycap) {
	wide := float32(0)
	for _, c := range caps {
		wide += c.wide
	}
	unit := b.W / max(10, wide)
	b = b.Centred(unit*wide, b.H)
	for _, c := range caps {
		l.p.Key(b.CutLeft(unit*c.wide), c.key)
	}
}

// letters are keys of one character each.
func (l *look) letters(all string) []keycap {
	var caps []keycap
	for _, r := range all {
		label := string(r)
		if k := l.keys(); k.Upper && k.Mode != checkin.ModePinyin {
			label = strings.ToUpper(label)
		}
		k := screen.Key{Name: "key " + string(r), Label: label, Do: l.does(checkin.Intent{Kind: checkin.IntentKey, Text: label})}
		caps = append(caps, keycap{k, 1})
	}
	return caps
}

func (l *look) space(wide float32) keycap {
	i := checkin.Intent{Kind: checkin.IntentKey, Text: " "}
	return keycap{screen.Key{Name: "key space", Label: l.text("lobby.space"), Plain: true, Do: l.does(i)}, wide}
}

func (l *look) erase() keycap {
	return keycap{screen.Key{Name: "erase", Icon: "backspace", Plain: true, Do: l.does(checkin.Intent{Kind: checkin.IntentErase})}, 1.5}
}

func (l *look) shift() keycap {
	k := screen.Key{Name: "shift", Label: "⇧", Plain: true, On: l.keys().Upper, Do: l.does(checkin.Intent{Kind: checkin.IntentShift})}
	return keycap{k, 1.5}
}

// modes are what the keys say that turn the keyboard to another mode.
var modes = map[checkin.Mode]string{
	checkin.ModeLatin: "ABC", checkin.ModePinyin: "拼音", checkin.ModeDigits: "123", checkin.ModeAccents: "éüñ",
}

func (l *look) mode(m checkin.Mode) keycap {
	do := l.does(checkin.Intent{Kind: checkin.IntentMode, Mode: m})
	return keycap{screen.Key{Name: "mode " + string(m), Label: modes[m], Plain: true, Do: do}, 1.5}
}

// pad paints rows of large keys, as a telephone has them; "<" erases.
func (l *look) pad(b screen.Box, rows ...string) {
	b = b.Centred(min(b.W, l.px(1000)), b.H)
	for i, row := range b.Rows(len(rows), 0) {
		for j, cell := range row.Columns(len(rows[i]), 0) {
			switch label := rows[i][j : j+1]; {
			case label == "<":
				l.p.Key(cell, l.erase().key)
			case label == " " && l.m.Screen == checkin.ScreenPhone:
				l.p.Key(cell, l.space(1).key)
			case label != " ":
				l.p.Key(cell, l.letters(label)[0].key)
			}
		}
	}
}
