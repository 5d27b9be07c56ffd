package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/control"
)

// codeSide is an invitation's QR code in pixels.
const codeSide = 480

type inviteCmd struct {
	Host    string `help:"The host's staff number, as in the directory." placeholder:"ID" required:""`
	Name    string `help:"The visitor's name." required:""`
	Title   string `help:"How the visitor is addressed: mr or ms." enum:"mr,ms,none" default:"none"`
	Company string `help:"The visitor's company."`
	Phone   string `help:"The visitor's telephone number; the kiosk shows it masked."`
	At      string `help:"The day it is good for (2026-11-25), or the first of them." placeholder:"DATE" required:""`
	Until   string `help:"The last day it is good for." placeholder:"DATE"`
	QR      string `name:"qr" help:"Write its QR code to this PNG file." placeholder:"FILE"`
}

// Run keeps the invitation and prints its code.
func (c *inviteCmd) Run(e *env) error {
	i, err := c.invitation()
	if err != nil {
		return err
	}
	err = with(e, func(s control.Service) (err error) {
		i, err = s.Invite(e.ctx, i)
		return err
	})
	if err != nil {
		if refused := (*kiosk.Error)(nil); errors.As(err, &refused) && refused.Detail != "" {
			return errors.New("no invitation was made: " + refused.Detail)
		}
		return fmt.Errorf("invite: %w", err)
	}
	if c.QR != "" {
		png, err := badge.CodePNG(kiosk.InvitationText(i.Code), codeSide)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.QR, png, 0o600); err != nil {
			return fmt.Errorf("the invitation %s is kept, but its QR code is not written: %w", kiosk.GroupedCode(i.Code), err)
		}
	}
	_, err = fmt.Fprintln(e.stdout, kiosk.GroupedCode(i.Code))
	return err
}

func (c *inviteCmd) invitation() (kiosk.Invitation, error) {
	first, err := time.ParseInLocation(time.DateOnly, c.At, time.Local)
	if err != nil {
		return kiosk.Invitation{}, fmt.Errorf("%w: --at wants a day such as 2026-11-25", errUsage)
	}
	last, err := time.ParseInLocation(time.DateOnly, cmp.Or(c.Until, c.At), time.Local)
	if err != nil || last.Before(first) {
		return kiosk.Invitation{}, fmt.Errorf("%w: --until wants a day such as 2026-11-25, not before --at", errUsage)
	}
	title := kiosk.Title(c.Title)
	if c.Title == "none" {
		title = kiosk.TitleNone
	}
	return kiosk.Invitation{
		Host: kiosk.HostID(c.Host), Visitor: kiosk.Visitor{Name: c.Name, Title: title, Company: c.Company, Phone: c.Phone},
		From: first, Until: last.AddDate(0, 0, 1), Maker: kiosk.ActorStaff,
	}, nil
}

// Invite keeps an invitation in the file.
func (f file) Invite(_ context.Context, i kiosk.Invitation) (kiosk.Invitation, error) {
	return f.db.Invite(i)
}
