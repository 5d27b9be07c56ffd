package osdp

import (
	"bytes"
	"crypto/subtle"
	"time"

	"lobby.internal/devices"
)

const cryptogramBytes = 2*nonceBytes + len(Block{}) // a reader's number, its nonce, its cryptogram

// challenged takes the reader's cryptogram: it proves that the reader has the
// key.
func (p *peer) challenged(f Frame, now time.Time) {
	if f.Code != Cryptogram || !bytes.Equal(f.Block, []byte{3, scsCryptogram, p.which()}) || len(f.Data) != cryptogramBytes {
		p.refusedKey(now)
		return
	}
	peripheral := Nonce(f.Data[nonceBytes : 2*nonceBytes])
	want := p.session.Client(p.panel, peripheral)
	if subtle.ConstantTimeCompare(want[:], f.Data[2*nonceBytes:]) != 1 {
		p.refusedKey(now)
		return
	}
	p.server = p.session.Server(p.panel, peripheral)
	p.stage = stageCryptic
}

// accepted takes the first MAC of the channel.
func (p *peer) accepted(f Frame, now time.Time) {
	first := p.session.Begin(p.server)
	if f.Code != InitialMAC || !bytes.Equal(f.Block, []byte{3, scsInitialMAC, blockDone}) || subtle.ConstantTimeCompare(first[:], f.Data) != 1 {
		p.refusedKey(now)
		return
	}
	p.secured, p.stage = true, stagePolling
	if p.installing {
		p.beginInstall(now)
	}
}

// refusedKey goes on with the default key where the reader may be given its
// key, and waits otherwise.
func (p *peer) refusedKey(now time.Time) {
	if p.install != nil && !p.installing {
		p.restart(now.Add(pollEvery))
		p.installing = true
		return
	}
	p.refused(now, "the reader does not prove that it has the key: it was given another or none; set it back to the default key and give it the key again")
}

func (p *peer) refused(now time.Time, detail string) {
	p.restart(now.Add(refusedWait))
	p.report(devices.Status{Health: devices.HealthNotReady, Causes: []devices.Cause{devices.CauseKey}, Detail: detail, At: now})
}

// beginInstall asks, once in this reader's life, whether the key may be sent in
// a channel that everybody can read.
func (p *peer) beginInstall(now time.Time) {
	install := p.install
	p.install = nil
	if err := install(); err != nil {
		p.refused(now, "the key is not sent: "+err.Error())
		return
	}
	p.stage = stageInstall
}

// installed takes the reader's word on its new key; the channel that follows
// proves it.
func (p *peer) installed(f Frame, now time.Time) {
	if f.Code != Ack {
		p.refused(now, "the reader does not take the key; set it back to its default key")
		return
	}
	p.restart(now.Add(pollEvery))
}
