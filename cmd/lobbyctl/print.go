package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/profile"
	"lobby.internal/kiosk/badge"
)

type printCmd struct {
	Test printTest `cmd:"" help:"Print one test label, after asking."`
}

type printTest struct {
	Port    string `required:"" help:"The port, as lobbyctl devices list names it."`
	Profile string `required:"" help:"What the printer is: lobbyctl devices profiles lists them."`
	Baud    int    `help:"The speed, if it is not the profile's."`
	Slip    bool   `help:"A slip of text, from a printer of escpos, in place of a label."`
	Columns int    `help:"With --slip: how many characters stand on a line; 48 without it." default:"48" placeholder:"N"`
	Yes     bool   `help:"Do not ask."`
}

// readyTime is how long a printer may take to get ready, beside settling.
const readyTime = 20 * time.Second

// Run prints a label that shows a badge and where the label's edges are taken
// to be, or a slip.
func (c *printTest) Run(e *env) error {
	p, err := profile.ByName(c.Profile)
	if err != nil {
		return err
	}
	if c.Baud != 0 {
		p.Baud = c.Baud
	}
	what := "label"
	if c.Slip {
		what = "slip"
	}
	if !c.Yes {
		yes, err := confirmed(e, fmt.Sprintf("this prints one test %s at %s as %s, %d baud; go on? [y/N] ", what, c.Port, p.Name, p.Baud))
		if err != nil || !yes {
			return errors.Join(err, e.tell("nothing was printed\n"))
		}
	}
	if c.Slip {
		return c.slip(e, p)
	}
	return c.label(e, p)
}

func (c *printTest) label(e *env, p profile.Profile) error {
	label, err := testLabel()
	if err != nil {
		return err
	}
	outcome, err := printOnce(e.ctx, p.Printer(c.Port), label, readyTime+p.Settle)
	switch outcome {
	case devices.OutcomeConfirmed:
		return e.tell("the printer says that the label came out: see that its frame is whole on all four sides\n")
	case devices.OutcomeUnknown:
		return fmt.Errorf("it is not known whether the label came out, so look: %w", err)
	default:
		return fmt.Errorf("no label came out: %w", err)
	}
}

func (c *printTest) slip(e *env, p profile.Profile) error {
	printer, err := p.SlipPrinter(c.Port, c.Columns)
	if err != nil {
		return err
	}
	err = whileServed(e.ctx, printer.Serve, readyTime+p.Settle, func(ctx context.Context) error {
		_, err := printer.PrintSlip(ctx, testSlip)
		return err
	})
	if err != nil {
		return fmt.Errorf("it is not known that the slip came out, so look: %w", err)
	}
	return e.tell("the printer says that the slip came out: see that Chinese is legible and no line is broken before its end\n")
}

// testSlip has the sizes and characters of a slip, and a line that is as long
// as the paper is taken to be wide.
var testSlip = []devices.TextLine{
	{Text: "测试小票 Test slip", Middle: true},
	{Text: "007", Times: 6, Middle: true},
	{Text: "示例 Sample", Times: 2, Middle: true},
	{Text: "您好，请稍候。Please take a seat."},
	{Text: strings.Repeat("0123456789", 3) + "12"},
}

func (e *env) tell(text string) error {
	_, err := fmt.Fprint(e.stdout, text)
	return err
}

// confirmed asks a question and reports whether the answer is yes.
func confirmed(e *env, question string) (bool, error) {
	if err := e.tell(question); err != nil {
		return false, err
	}
	answer := bufio.NewScanner(e.stdin)
	answer.Scan()
	switch strings.ToLower(strings.TrimSpace(answer.Text())) {
	case "y", "yes", "是":
		return true, answer.Err()
	}
	return false, answer.Err()
}

// testLabel draws a badge of nobody within a frame, with a mark at each
// centimetre. Its code is no badge's.
func testLabel() (*devices.Bitmap, error) {
	img, err := badge.Render(badge.Card{
		Visitor: "示例 Sample", Company: "0123456789", Host: "测试 Test", Date: time.Now().Format(time.DateOnly), Number: "000000-000",
		Token: "TEST", CompanyName: "测试标签 Test label",
	})
	if err != nil {
		return nil, err
	}
	label := devices.FromImage(img)
	frame(label, 10*badge.DotsPerMM)
	return label, nil
}

// markLength is that of a mark beside the frame, in dots.
const markLength = 12

func frame(b *devices.Bitmap, every int) {
	for x := range b.Width {
		for y := range b.Height {
			edge := min(x, y, b.Width-1-x, b.Height-1-y)
			mark := x%every == 0 && min(y, b.Height-1-y) < markLength || y%every == 0 && min(x, b.Width-1-x) < markLength
			if edge == 0 || mark {
				b.Set(x, y)
			}
		}
	}
}

// unkept is a journal of a label that nobody asks after.
type unkept struct{}

func (unkept) Sending(int) error { return nil }
func (unkept) Committing() error { return nil }

// printOnce prints label as soon as p is ready; see whileServed.
func printOnce(ctx context.Context, p devices.Printer, label *devices.Bitmap, limit time.Duration) (devices.Outcome, error) {
	outcome := devices.OutcomeFailed
	err := whileServed(ctx, p.Serve, limit, func(ctx context.Context) (err error) {
		outcome, err = p.Print(ctx, label, unkept{})
		return err
	})
	return outcome, err
}

// whileServed calls do as soon as the printer that is served is ready, if that is
// within limit. A port that cannot be opened is not waited for.
func whileServed(ctx context.Context, serve func(context.Context, func(devices.Status)) error, limit time.Duration, do func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	statuses, served := make(chan devices.Status, 16), make(chan error, 1)
	go func() {
		served <- serve(ctx, func(s devices.Status) {
			select {
			case statuses <- s:
			default: // nobody listens any more
			}
		})
	}()
	err := whenReady(ctx, statuses, limit)
	if err == nil {
		err = do(ctx)
	}
	stop()
	return errors.Join(err, <-served)
}

// whenReady returns nil once the printer is ready.
func whenReady(ctx context.Context, statuses <-chan devices.Status, limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var last devices.Status
	for {
		select {
		case last = <-statuses:
			switch last.Health {
			case devices.HealthReady:
				return nil
			case devices.HealthAbsent:
				return errors.New(last.Detail)
			}
		case <-timer.C:
			return fmt.Errorf("the printer is not ready: %s %v %s", last.Health, last.Causes, last.Detail)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
