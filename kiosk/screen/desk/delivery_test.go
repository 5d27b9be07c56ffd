package desk

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"lobby.internal/kiosk/reception"
)

// shown returns the texts that stand behind everything.
func (b *bench) shown() []string {
	var all []string
	for _, text := range b.texts()["sheet"] {
		all = append(all, text.Text)
	}
	return all
}

// A courier is one in the lists, their company is known, and to see them off is
// no answer of whom it is for.
func TestDelivery_IsCalledOne(t *testing.T) {
	b := open(t, small)
	b.Render(delivery())
	shown := b.shown()
	for text, want := range map[string]bool{"样品速运": true, "收件人怎么说": true, "被访人怎么说": false, "未填写": false, "送货送件": true} {
		if slices.Contains(shown, text) != want {
			t.Errorf("%q is shown: %t", text, !want)
		}
	}
	large, few := b.choices()
	has := func(list []deed) bool {
		return slices.ContainsFunc(list, func(d deed) bool { return d.action == reception.ActionSeeOff })
	}
	if has(large) || !has(few) {
		t.Error("to see the courier off stands with the answers")
	}
	b.Render(deliveries())
	for _, name := range []string{"queue", "open", "recent"} {
		if !slices.ContainsFunc(b.texts()[name], func(c *canvas.Text) bool { return strings.HasPrefix(c.Text, "送件给 ") }) {
			t.Errorf("%s: no delivery", name)
		}
	}
}

// Nobody has to be asked about what is for the front desk, and no answer is
// shown as given.
func TestDelivery_ToTheFrontDesk(t *testing.T) {
	b := open(t, small)
	b.Render(deliveries())
	if shown := b.shown(); !slices.Contains(shown, "接下来") || slices.Contains(shown, "收件人怎么说") || slices.Contains(shown, "单位") {
		t.Errorf("shown are %q", shown)
	}
	large, _ := b.choices()
	if len(large) != 1 || large[0].action != reception.ActionSeeOff {
		t.Errorf("what is likeliest is %v", large)
	}
	for _, a := range []reception.Action{reception.ActionComingDown, reception.ActionAbsent} {
		if b.actions[a].Visible() {
			t.Errorf("%s stands there", a)
		}
	}
}
