package desk

import (
	"strings"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// A notice is read at a glance: none is cut short on the smaller monitor.
func TestNotices_FitASmallDesk(t *testing.T) {
	b := open(t, small)
	who := busy().Queue[1].Visitor
	for _, id := range b.opts.Book.Keys() {
		if !strings.HasPrefix(id, "notice.") {
			continue
		}
		m := empty()
		m.Notices = []reception.Notice{{Words: kiosk.Say(id, "Minutes", "22").To(who).About(hosts[0]), Urgent: true, At: noon}}
		for _, shown := range []reception.Model{m, english(m)} {
			b.Render(shown)
			for _, text := range b.texts()["notices"] {
				if strings.HasSuffix(text.Text, "…") {
					t.Errorf("%s in %s: cut short: %q", id, shown.Lang, text.Text)
				}
			}
		}
	}
}
