package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// press presses and lets go a key, as the display does: to what has the focus.
func (b *bench) press(key fyne.KeyName) {
	b.down(key)
	b.repeat(key)
	b.up(key)
}

func (b *bench) down(key fyne.KeyName) {
	if k, ok := b.win.Canvas().Focused().(desktop.Keyable); ok {
		k.KeyDown(&fyne.KeyEvent{Name: key})
		return
	}
	b.keyDown(&fyne.KeyEvent{Name: key})
}

func (b *bench) repeat(key fyne.KeyName) {
	e := &fyne.KeyEvent{Name: key}
	if f := b.win.Canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	b.win.Canvas().OnTypedKey()(e)
}

func (b *bench) up(key fyne.KeyName) {
	if k, ok := b.win.Canvas().Focused().(desktop.Keyable); ok {
		k.KeyUp(&fyne.KeyEvent{Name: key})
		return
	}
	b.keyUp(&fyne.KeyEvent{Name: key})
}

func (b *bench) ctrl(key fyne.KeyName) {
	s := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}
	if f, ok := b.win.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	for _, c := range b.shortcuts() { // the test canvas keeps its own out of reach
		if c.shortcut.ShortcutName() == s.ShortcutName() {
			c.do()
		}
	}
}

// last returns the only intent said since last time.
func (b *bench) last() reception.Intent {
	b.t.Helper()
	if len(b.said) != 1 {
		b.t.Fatalf("said %v, want one intent", b.said)
	}
	i := b.said[0]
	b.said = nil
	if i.Op == "" {
		b.t.Errorf("%v has no op", i)
	}
	i.Op = ""
	return i
}

func (b *bench) silent(what string) {
	b.t.Helper()
	if len(b.said) != 0 {
		b.t.Errorf("%s: said %v, want nothing", what, b.said)
		b.said = nil
	}
}

func TestKeys_EachDoesItsAction(t *testing.T) {
	for _, c := range []struct {
		state string
		key   fyne.KeyName
		want  reception.Action
	}{
		{"busy", fyne.KeyF1, reception.IntentServeNext},
		{"contacting", fyne.KeyF2, reception.ActionComingDown},
		{"contacting", fyne.KeyF3, reception.ActionGoUp},
		{"contacting", fyne.KeyF4, reception.ActionLounge},
		{"contacting", fyne.KeyF5, reception.ActionAbsent},
		{"first", fyne.KeyF7, reception.ActionServe},
		{"contacting", fyne.KeyF8, reception.ActionRelease},
		{"unknown", fyne.KeyF9, reception.ActionPrinted},
		{"unknown", fyne.KeyF10, reception.ActionPrintAgain},
		{"failed", fyne.KeyF11, reception.ActionByHand},
		{"absent", fyne.KeyF12, reception.ActionSeeOff},
		{"problem", fyne.KeyEscape, reception.IntentDismiss},
	} {
		t.Run(c.state+" "+string(c.key), func(t *testing.T) {
			b := open(t, small)
			m := states()[c.state]
			b.Render(m)
			b.press(c.key)
			want := reception.Intent{Kind: c.want}
			if m.Selected != nil && c.want != reception.IntentServeNext {
				want.Visit, want.Rev = m.Selected.Visit, m.Selected.Rev
			}
			if got := b.last(); got != want {
				t.Errorf("said %v, want %v", got, want)
			}
		})
	}
}

func TestKeys_WithCtrl(t *testing.T) {
	b := open(t, small)
	b.Render(absent())
	b.ctrl(fyne.KeyM)
	if got := b.last(); got.Kind != reception.ActionPass || got.Rev == 0 {
		t.Errorf("Ctrl+M said %v", got)
	}
	b.Render(onSite())
	b.ctrl(fyne.KeyK)
	if got := b.last(); got.Kind != reception.ActionLend {
		t.Errorf("Ctrl+K said %v", got)
	}
	b.ctrl(fyne.KeyL)
	if got := b.last(); got != (reception.Intent{Kind: reception.IntentLanguage, Lang: kiosk.LangEN}) {
		t.Errorf("Ctrl+L said %v", got)
	}
	b.Render(english(onSite()))
	b.ctrl(fyne.KeyL)
	if got := b.last(); got.Lang != kiosk.LangZH {
		t.Errorf("Ctrl+L in English said %v", got)
	}
}

func TestKeys_NothingThatMayNotBeDone(t *testing.T) {
	for name, m := range states() {
		b := open(t, small)
		b.Render(m)
		for _, d := range actionOrder {
			if m.Selected == nil || !slices.Contains(m.Selected.Actions, d.action) {
				if b.press(d.key); d.ctrl {
					b.ctrl(d.key)
				}
			}
		}
		if !m.CanServe {
			b.press(fyne.KeyF1)
		}
		b.silent(name)
	}
}

// Every action that the model may offer has a key and a button of its own.
func TestKeys_EveryActionHasOne(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../reception/model.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Action") {
			value, _ := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			want = append(want, value)
		}
		return true
	})
	var got []string
	held := map[string]bool{}
	for _, d := range actionOrder {
		got = append(got, string(d.action))
		if held[d.label] {
			t.Errorf("%s does two things", d.label)
		}
		held[d.label] = true
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("actions with a key: %v, of the model: %v", got, want)
	}
}

func TestKeys_HeldDownDoesItOnce(t *testing.T) {
	b := open(t, small)
	b.Render(states()["contacting"])
	b.down(fyne.KeyF6)
	for range 20 {
		b.repeat(fyne.KeyF6)
		b.now = b.now.Add(time.Second)
	}
	b.silent("F6 held down")
	b.up(fyne.KeyF6)
	b.press(fyne.KeyF6)
	if got := b.last(); got.Kind != reception.ActionDeclined {
		t.Errorf("F6 again said %v", got)
	}
}

func TestSend_TheSameAtOnceIsASlip(t *testing.T) {
	b := open(t, small)
	b.Render(busy())
	b.press(fyne.KeyF1)
	b.press(fyne.KeyF1)
	b.last()
	b.now = b.now.Add(slip)
	b.press(fyne.KeyF1)
	b.last()
	b.Render(busy())
	b.press(fyne.KeyF1)
	b.last()
}

func TestDestructive_WantsASecondPress(t *testing.T) {
	for _, c := range []struct {
		state string
		key   fyne.KeyName
		want  reception.Action
	}{
		{"contacting", fyne.KeyF6, reception.ActionDeclined},
		{"contacting", fyne.KeyDelete, reception.ActionCancel},
		{"on_site", fyne.KeyF12, reception.ActionSeeOff},
	} {
		t.Run(string(c.want), func(t *testing.T) {
			b := open(t, small)
			b.Render(states()[c.state])
			b.press(c.key)
			b.silent("first press")
			b.now = b.now.Add(100 * time.Millisecond)
			test.Tap(b.actions[c.want])
			b.silent("double click")
			b.now = b.now.Add(time.Second)
			test.Tap(b.actions[c.want])
			if got := b.last(); got.Kind != c.want || got.Rev == 0 {
				t.Errorf("second press said %v", got)
			}
		})
	}
}

func TestDestructive_GivenUp(t *testing.T) {
	b := open(t, small)
	first := func(m reception.Model) {
		b.Render(m)
		b.press(fyne.KeyF6)
		b.now = b.now.Add(time.Second)
	}
	second := func(what string) {
		b.press(fyne.KeyF6)
		b.silent(what)
		b.press(fyne.KeyEscape)
	}
	m := states()["contacting"]
	first(m)
	b.press(fyne.KeyEscape)
	second("after Esc")
	first(m)
	m.Selected.Rev++
	b.Render(m)
	second("after the visit changed")
	first(m)
	b.press(fyne.KeyF2)
	b.said = nil
	second("after another answer")
}

func TestSeeOff_InTheRow(t *testing.T) {
	b := open(t, small)
	m := busy()
	b.Render(m)
	onButton := func(row int) {
		test.TapAt(b.onSite, fyne.NewPos(b.onSite.rowWidth()-20, (float32(row)+0.5)*b.onSite.height))
		b.now = b.now.Add(time.Second)
	}
	onButton(1)
	onButton(0)
	b.silent("one press on each of two rows")
	m.OnSite[0], m.OnSite[1] = m.OnSite[1], m.OnSite[0]
	b.Render(m)
	onButton(0)
	b.silent("another visitor under the pointer")
	onButton(0)
	want := reception.Intent{Kind: reception.ActionSeeOff, Visit: m.OnSite[0].Visit, Rev: m.OnSite[0].Rev}
	if got := b.last(); got != want {
		t.Errorf("said %v, want %v", got, want)
	}
}

func TestC1_OutOfTurnWantsAReason(t *testing.T) {
	b := open(t, small)
	m := queued(2)
	b.Render(m)
	b.press(fyne.KeyF7)
	b.silent("F7")
	if !b.queue.Visible() || !b.chips[0].Visible() {
		t.Error("the reason is not asked for beside the queue")
	}
	b.press(fyne.KeyReturn)
	b.press(fyne.KeyF7)
	test.Tap(b.confirm)
	b.field.SetText(" \t ")
	test.Tap(b.confirm)
	b.field.SetText("！！！")
	test.Tap(b.confirm)
	b.field.SetText(strings.Repeat("久", kiosk.MaxReason+1))
	test.Tap(b.confirm)
	b.silent("no reason")
	b.field.SetText(" 家属来电 ")
	test.Tap(b.confirm)
	want := reception.Intent{Kind: reception.ActionServe, Visit: m.Selected.Visit, Rev: m.Selected.Rev, Reason: "家属来电"}
	if got := b.last(); got != want {
		t.Errorf("said %v, want %v", got, want)
	}
}

func TestC1_ReasonByKeyboard(t *testing.T) {
	b := open(t, small)
	b.Render(queued(3))
	b.press(fyne.KeyF7)
	b.press(fyne.Key1)
	b.press(fyne.KeyReturn)
	if got := b.last(); got.Reason != "老人或行动不便" {
		t.Errorf("1 and Enter said %v", got)
	}
	b.Render(queued(3))
	b.win.Canvas().Focus(b.field)
	test.Type(b.field, "12 点的会")
	b.press(fyne.Key1)
	b.press(fyne.KeyDelete)
	b.silent("typing")
	b.press(fyne.KeyReturn)
	if got := b.last(); got.Reason != "12 点的会" {
		t.Errorf("typed and Enter said %v", got)
	}
	b.press(fyne.KeyEscape)
	if b.reason.open() || b.win.Canvas().Focused() == fyne.Focusable(b.field) {
		t.Error("Esc does not close the reason")
	}
}

func TestC1_ReasonEndsWithItsVisit(t *testing.T) {
	for what, next := range map[string]reception.Model{
		"another visit": queued(3), "their turn now": queued(0), "somebody is served": states()["contacting"], "nobody": empty(),
	} {
		b := open(t, small)
		b.Render(queued(2))
		b.press(fyne.KeyF7)
		b.field.SetText("急")
		b.Render(next)
		if b.reason.open() || b.field.Text != "" {
			t.Errorf("%s: the reason stays", what)
		}
	}
}

func TestC1_FirstNeedsNoReason(t *testing.T) {
	b := open(t, small)
	m := queued(0)
	b.Render(m)
	test.Tap(b.actions[reception.ActionServe])
	if got := b.last(); got.Kind != reception.ActionServe || got.Reason != "" {
		t.Errorf("said %v", got)
	}
	m.CanServe = false
	b.Render(m)
	test.Tap(b.actions[reception.ActionServe])
	b.press(fyne.KeyF7)
	b.silent("F5: somebody is being served")
}
