package osdp

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var (
	testKey        = Key(bytes.Repeat([]byte{0xA5, 0x17}, 8))
	testPanel      = Nonce{0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7}
	testPeripheral = Nonce{1, 2, 3, 4, 5, 6, 7, 8}
)

// openssl encrypts with a program that is not ours: AES-128 with a key and, in
// CBC, a vector.
func openssl(t *testing.T, key, vector, data []byte) []byte {
	t.Helper()
	args := []string{"enc", "-aes-128-ecb", "-nopad", "-nosalt", "-K", hex.EncodeToString(key)}
	if vector != nil {
		args[1] = "-aes-128-cbc"
		args = append(args, "-iv", hex.EncodeToString(vector))
	}
	cmd := exec.CommandContext(t.Context(), "openssl", args...)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl: %v", err)
	}
	return out
}

// needOpenssl skips a test where openssl is missing; where the checks are run
// for good, that is a failure.
func needOpenssl(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("LOBBY_CHECKS") != "" {
			t.Fatal("openssl is missing: install it")
		}
		t.Skip("openssl is not installed")
	}
}

// reference is a channel whose every block is encrypted by openssl, after the
// standard's text and not after secure.go.
type reference struct {
	t               *testing.T
	enc, mac1, mac2 []byte
}

func newReference(t *testing.T, key Key, panel Nonce) reference {
	derive := func(kind byte) []byte {
		text := append([]byte{0x01, kind}, panel[:6]...)
		return openssl(t, key[:], nil, append(text, 0, 0, 0, 0, 0, 0, 0, 0))
	}
	return reference{t: t, enc: derive(0x82), mac1: derive(0x01), mac2: derive(0x02)}
}

// mac is over a frame's bytes before its MAC, in blocks filled up with 80 00 ….
func (r reference) mac(vector, text []byte) []byte {
	if len(text)%16 != 0 {
		text = append(bytes.Clone(text), 0x80)
	}
	for len(text)%16 != 0 {
		text = append(text, 0)
	}
	last := len(text) - 16
	if last > 0 {
		out := openssl(r.t, r.mac1, vector, text[:last])
		vector = out[len(out)-16:]
	}
	return openssl(r.t, r.mac2, vector, text[last:])
}

func inverse(b []byte) []byte {
	out := bytes.Clone(b)
	for i := range out {
		out[i] ^= 0xFF
	}
	return out
}

func TestSession_KeysAndCryptogramsAreThoseOfOpenssl(t *testing.T) {
	needOpenssl(t)
	for name, key := range map[string]Key{"a key": testKey, "the default key": DefaultKey} {
		s, r := NewSession(key, testPanel), newReference(t, key, testPanel)
		client := openssl(t, r.enc, nil, append(testPanel[:], testPeripheral[:]...))
		if got := s.Client(testPanel, testPeripheral); !bytes.Equal(got[:], client) {
			t.Errorf("%s: the reader's cryptogram differs", name)
		}
		server := openssl(t, r.enc, nil, append(testPeripheral[:], testPanel[:]...))
		got := s.Server(testPanel, testPeripheral)
		if !bytes.Equal(got[:], server) {
			t.Errorf("%s: the panel's cryptogram differs", name)
		}
		first := openssl(t, r.mac2, nil, openssl(t, r.mac1, nil, server))
		if got := s.Begin(got); !bytes.Equal(got[:], first) {
			t.Errorf("%s: the first MAC differs", name)
		}
	}
}

// A conversation: every frame's MAC and encrypted data are those of openssl, and
// the other end opens it.
func TestSession_FramesAreThoseOfOpenssl(t *testing.T) {
	needOpenssl(t)
	panel, reader, r := NewSession(testKey, testPanel), NewSession(testKey, testPanel), newReference(t, testKey, testPanel)
	server := panel.Server(testPanel, testPeripheral)
	first := panel.Begin(server)
	reader.Begin(server)
	last := map[bool][]byte{true: first[:]} // MACs by whether a reply's
	for i, f := range []Frame{
		{Code: Poll},
		{Code: Ack, Reply: true},
		{Code: KeySet, Data: keySet(testKey)},
		{Code: Raw, Reply: true, Data: Card{Bits: 32, Data: []byte{1, 2, 3, 4}}.Encode()},
		{Code: LED, Data: led(ledRed, 2, 2, 20)},
		{Code: Nak, Reply: true, Data: []byte{NakUnknown}},
		{Code: Buzzer, Data: bytes.Repeat([]byte{7}, 16)}, // whole blocks get one more
		{Code: Ack, Reply: true},
	} {
		f.Address, f.Sequence, f.CRC = 1, byte(i/2%4), true
		from, to := panel, reader
		if f.Reply {
			from, to = reader, panel
		}
		sealed := from.Seal(f)
		text := sealed[:len(sealed)-6]
		mac := r.mac(last[!f.Reply], text)
		if !bytes.Equal(sealed[len(sealed)-6:len(sealed)-2], mac[:4]) {
			t.Errorf("frame %d: the MAC differs", i)
		}
		if len(f.Data) > 0 {
			plain := append(bytes.Clone(f.Data), 0x80)
			plain = append(plain, make([]byte, -len(plain)&15)...)
			if want := openssl(t, r.enc, inverse(last[!f.Reply]), plain); !bytes.Equal(text[8:], want) {
				t.Errorf("frame %d: the data differs", i)
			}
		}
		last[f.Reply] = mac
		got, ok := to.Open(mustParse(t, sealed))
		if !ok || !same(got, f) {
			t.Errorf("frame %d is not opened: %+v", i, got)
		}
	}
}

// A MAC over whole blocks has no filling.
func TestSession_WholeBlocksAreThoseOfOpenssl(t *testing.T) {
	needOpenssl(t)
	s, r := NewSession(testKey, testPanel), newReference(t, testKey, testPanel)
	f := Frame{Address: 1, Reply: true, CRC: true, Block: []byte{2, scsReply}, Code: Raw, Data: make([]byte, 24+macBytes)}
	text := f.Encode()[:32]
	copy(f.Data[24:], r.mac(make([]byte, 16), text))
	if got, ok := s.Open(f); !ok || len(got.Data) != 24 {
		t.Error("a reply that only has a MAC is not opened")
	}
}

func mustParse(t *testing.T, b []byte) Frame {
	t.Helper()
	f, ok := parse(b)
	if !ok {
		t.Fatal("no frame")
	}
	return f
}

// What is changed, repeated or of another channel is refused, and the next
// frame is still good.
func TestSession_RefusesWhatIsNotNext(t *testing.T) {
	panel, reader := NewSession(testKey, testPanel), NewSession(testKey, testPanel)
	reader.Begin(panel.Server(testPanel, testPeripheral))
	panel.Begin(panel.Server(testPanel, testPeripheral))
	card := Frame{Reply: true, Code: Raw, Data: Card{Bits: 32, Data: []byte{1, 2, 3, 4}}.Encode()}
	sealed := mustParse(t, reader.Seal(card))
	for name, f := range map[string]Frame{
		"in the clear":     card,
		"without a CRC":    {Reply: true, Code: sealed.Code, Block: sealed.Block, Data: sealed.Data},
		"another code":     {Reply: true, CRC: true, Code: Ack, Block: sealed.Block, Data: sealed.Data},
		"another number":   {Reply: true, CRC: true, Sequence: 1, Code: sealed.Code, Block: sealed.Block, Data: sealed.Data},
		"a command's":      {CRC: true, Code: sealed.Code, Block: sealed.Block, Data: sealed.Data},
		"said to be clear": {Reply: true, CRC: true, Code: sealed.Code, Block: []byte{2, scsReply}, Data: sealed.Data},
		"no room for it":   {Reply: true, CRC: true, Code: sealed.Code, Block: sealed.Block, Data: sealed.Data[:3]},
	} {
		if _, ok := panel.Open(f); ok {
			t.Errorf("%s: a frame is opened", name)
		}
	}
	if _, ok := panel.Open(sealed); !ok {
		t.Fatal("after all that the frame itself is refused")
	}
	if _, ok := NewSession(DefaultKey, testPanel).Open(sealed); ok {
		t.Error("another channel opens the frame")
	}
	panel.Seal(Frame{Code: Poll})
	if _, ok := panel.Open(sealed); ok {
		t.Error("the frame is opened again after the next command")
	}
}

func TestParseKey(t *testing.T) {
	const text = "a517a517a517a517A517A517A517A517"
	for given, good := range map[string]bool{
		text: true, " " + text + "\n": true,
		"": false, text[2:]: false, text + "00": false, "x" + text[1:]: false,
		"303132333435363738393A3B3C3D3E3F": false, // everybody knows it
	} {
		key, err := ParseKey(given)
		if (err == nil) != good || good && key != testKey {
			t.Errorf("%q: %v", given, err)
		}
		if err != nil && given != "" && strings.Contains(err.Error(), given) {
			t.Error("the error repeats what may be a key")
		}
	}
	if got := testKey.String(); strings.Contains(strings.ToLower(got), "a517") {
		t.Error("a key is written out")
	}
}
