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
	Yes     bool   `help:"Do not ask."`
}

// readyTime is how long a printer may take to get ready, beside settling.
const readyTime = 20 * time.Second

// Run prints a label that shows a badge and where the label's edges are taken
// to be.
func (c *printTest) Run(e *env) error {
	p, err := profile.ByName(c.Profile)
	if err != nil {
		return err
	}
	if c.Baud != 0 {
		p.Baud = c.Baud
	}
	label, err := testLabel()
	if err != nil {
		return err
	}
	if !c.Yes {
		yes, err := confirmed(e, fmt.Sprintf("this prints one test label at %s as %s, %d baud; go on? [y/N] ", c.Port, p.Name, p.Baud))
		if err != nil || !yes {
			return errors.Join(err, e.tell("nothing was printed\n"))
		}
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

// printOnce prints label as soon as p is ready, if that is within limit. A port
// that cannot be opened is not waited for.
func printOnce(ctx context.Context, p devices.Printer, label *devices.Bitmap, limit time.Duration) (devices.Outcome, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	statuses, served := make(chan devices.Status, 16), make(chan error, 1)
	go func() {
		served <- p.Serve(ctx, func(s devices.Status) {
			select {
			case statuses <- s:
			default: // nobody listens any more
			}
		})
	}()
	outcome, err := devices.OutcomeFailed, whenReady(ctx, statuses, limit)
	if err == nil {
		outcome, err = p.Print(ctx, label, unkept{})
	}
	stop()
	return outcome, errors.Join(err, <-served)
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
