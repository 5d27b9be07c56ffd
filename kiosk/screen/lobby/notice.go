package lobby

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// notice shows the whole text of what is kept of visitors, page by page.
func (l *look) notice() {
	body := l.header()
	l.progress(&body)
	row := body.CutBottom(l.navHeight())
	in := body.Inset(l.margin(), 0)
	l.heading(&in, kiosk.Say("lobby.notice"))
	page, pages, _ := l.read(in, l.roomy(40, 40, 60, 60))
	before, on := screen.Button{}, l.button("next", screen.Primary, "", "lobby.understood", checkin.Intent{Kind: checkin.IntentNext})
	if page > 0 {
		before = l.button("page back", screen.Secondary, "", "lobby.page_back", checkin.Intent{Kind: checkin.IntentPage, At: page - 1})
	}
	if page < pages-1 {
		on = l.button("page on", screen.Primary, "", "lobby.page_on", checkin.Intent{Kind: checkin.IntentPage, At: page + 1})
	}
	l.nav(row, l.back(), before, l.language(), on)
}

// read paints the page of the text being read, on a card over the whole of b, and
// returns which it is, from 0, how many there are, and what is free at its foot.
func (l *look) read(b screen.Box, least float32) (page, pages int, foot screen.Box) {
	r := l.m.Reading
	if r == nil {
		return 0, 0, foot
	}
	l.p.Card(b)
	in := b.Inset(l.pick(44, 48), l.px(20))
	f := l.face(34, false, screen.Ink)
	foot = in.CutBottom(least)
	all := l.set.pages(r.Document.In(l.m.Lang), f, in)
	pages = len(all)
	page = min(max(0, r.Page), pages-1)
	l.p.Lines(in, all[page], f, fyne.TextAlignLeading)
	number := l.text("lobby.page", "Page", itoa(page+1), "Pages", itoa(pages))
	if pages > 1 && (!l.m.Large || l.m.Screen == checkin.ScreenNotice) { // large, it leaves no room for the ways on
		l.p.Right(foot, number, l.face(27, false, screen.Faint))
	}
	return page, pages, foot
}

// typeset is the text that was last divided into pages: each point that a finger
// draws paints it again.
type typeset struct {
	text  string
	size  float32
	in    screen.Box
	paged [][]string
}

// pages returns the text in pages as they fit into in.
func (t *typeset) pages(text string, f screen.Face, in screen.Box) [][]string {
	if t.paged == nil || t.text != text || t.size != f.Size || t.in != in {
		*t = typeset{text, f.Size, in, paged(lines(text, f, in.W), max(1, int(in.H/f.Line())))}
	}
	return t.paged
}

// lines wraps each line of a text; an empty one stays empty.
func lines(text string, f screen.Face, width float32) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		wrapped := screen.Paragraph(line, f, width)
		if len(wrapped) == 0 {
			wrapped = []string{""}
		}
		all = append(all, wrapped...)
	}
	return all
}

// paged divides lines into pages of at most n, at an empty line where one comes
// late enough on the page, so that a paragraph stays together. There is always a
// page.
func paged(lines []string, n int) [][]string {
	var pages [][]string
	for len(lines) > n {
		cut := n
		for at := n; at > n/2; at-- {
			if lines[at] == "" {
				cut = at
				break
			}
		}
		pages = append(pages, lines[:cut])
		for lines = lines[cut:]; len(lines) > 0 && lines[0] == ""; {
			lines = lines[1:]
		}
	}
	if len(lines) > 0 || len(pages) == 0 {
		pages = append(pages, lines)
	}
	return pages
}
