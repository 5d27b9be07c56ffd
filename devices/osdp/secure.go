package osdp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// Types of security blocks.
const (
	scsChallenge  = 0x11
	scsCryptogram = 0x12
	scsCryptic    = 0x13
	scsInitialMAC = 0x14
	scsCommand    = 0x15 // with a MAC; the reply's is one more
	scsReply      = 0x16
	scsSealed     = 2 // more: the data is encrypted, too

	keyDefault = 0x00 // third byte of a handshake's block: which key
	keyOwn     = 0x01
	blockDone  = 0x01 // third byte of scsInitialMAC: the panel is accepted

	macBytes   = 4 // of a MAC's sixteen, what is sent
	nonceBytes = 8
	padding    = 0x80
)

// Key is a secure channel base key (SCBK) of a reader.
type Key [aes.BlockSize]byte

// DefaultKey is SCBK-D, which everybody knows: a reader that was never given a
// key has it.
var DefaultKey = Key{0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F}

// ErrKey is returned by ParseKey for what is no key or one that everybody
// knows; the file must be mended or made anew.
var ErrKey = errors.New("osdp: a key is 32 hexadecimal digits, and not the default key of the standard")

// ParseKey reads a key's 32 hexadecimal digits; white space around them is left
// out. The default key is refused.
func ParseKey(text string) (Key, error) {
	b, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(b) != len(Key{}) || Key(b) == DefaultKey {
		return Key{}, ErrKey // what was written may be a key: it is not repeated
	}
	return Key(b), nil
}

// String hides the key.
func (Key) String() string { return "key (redacted)" }

// Block is what AES encrypts at once: a cryptogram, or a whole MAC.
type Block = [aes.BlockSize]byte

// Nonce is a random number of one side of a handshake.
type Nonce = [nonceBytes]byte

// Session is the keys of one secure channel and the last MAC of each side. Both
// ends hold one.
type Session struct {
	enc, mac1, mac2 cipher.Block
	command, reply  Block // last MACs, whole
}

// NewSession derives the keys of a channel from the base key and the panel's
// nonce.
func NewSession(key Key, panel Nonce) *Session {
	base := cipherOf(Block(key))
	derive := func(kind byte) cipher.Block {
		b := Block{1: kind, 0: 0x01}
		copy(b[2:], panel[:6])
		base.Encrypt(b[:], b[:])
		return cipherOf(b)
	}
	return &Session{enc: derive(0x82), mac1: derive(0x01), mac2: derive(0x02)}
}

func cipherOf(key Block) cipher.Block {
	c, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // no length of key but this one reaches here
	}
	return c
}

// Client returns the peripheral's cryptogram.
func (s *Session) Client(panel, peripheral Nonce) Block { return s.cryptogram(panel, peripheral) }

// Server returns the panel's cryptogram.
func (s *Session) Server(panel, peripheral Nonce) Block { return s.cryptogram(peripheral, panel) }

func (s *Session) cryptogram(first, second Nonce) (out Block) {
	copy(out[:], first[:])
	copy(out[nonceBytes:], second[:])
	s.enc.Encrypt(out[:], out[:])
	return out
}

// Begin returns the initial MAC that a peripheral sends when it accepts the
// panel's cryptogram, and begins the channel with it.
func (s *Session) Begin(server Block) Block {
	s.mac1.Encrypt(s.reply[:], server[:])
	s.mac2.Encrypt(s.reply[:], s.reply[:])
	return s.reply
}

// Seal returns the bytes of a frame within the channel: its data encrypted, a
// security block before and a MAC behind. It counts as sent: a frame that is
// repeated is not sealed again.
func (s *Session) Seal(f Frame) []byte {
	kind := byte(scsCommand)
	if f.Reply {
		kind = scsReply
	}
	if len(f.Data) > 0 {
		kind += scsSealed
		f.Data = s.encrypt(f.Reply, f.Data)
	}
	f.CRC, f.Block = true, []byte{2, kind}
	f.Data = append(slices.Clone(f.Data), make([]byte, macBytes)...)
	sum := s.mac(f)
	copy(f.Data[len(f.Data)-macBytes:], sum[:])
	s.sent(f.Reply, sum)
	return f.Encode()
}

// Open checks the MAC of a frame within the channel and returns the frame with
// its data in the clear. A frame that is not of the channel, or not the next of
// its side, is refused and changes nothing.
func (s *Session) Open(f Frame) (Frame, bool) {
	kind := byte(scsCommand)
	if f.Reply {
		kind = scsReply
	}
	if !f.CRC || len(f.Block) != 2 || f.Block[1] != kind && f.Block[1] != kind+scsSealed || len(f.Data) < macBytes {
		return Frame{}, false
	}
	sum := s.mac(f)
	data, sent := f.Data[:len(f.Data)-macBytes], f.Data[len(f.Data)-macBytes:]
	if subtle.ConstantTimeCompare(sum[:macBytes], sent) != 1 {
		return Frame{}, false
	}
	if f.Block[1] != kind {
		plain, ok := s.decrypt(f.Reply, data)
		if !ok {
			return Frame{}, false
		}
		data = plain
	}
	s.sent(f.Reply, sum)
	f.Data, f.Block = data, nil
	return f, true
}

func (s *Session) sent(reply bool, mac Block) {
	if reply {
		s.reply = mac
		return
	}
	s.command = mac
}

// opposite returns the last MAC of the other side.
func (s *Session) opposite(reply bool) Block {
	if reply {
		return s.command
	}
	return s.reply
}

// mac returns the MAC of a frame that ends in macBytes of room for it: a CBC
// over all before them, with another key for the last block.
func (s *Session) mac(f Frame) Block {
	b := f.Encode()
	b = b[:len(b)-f.checkBytes()-macBytes]
	if len(b)%aes.BlockSize != 0 {
		b = pad(b)
	}
	sum := s.opposite(f.Reply)
	for ; len(b) > 0; b = b[aes.BlockSize:] {
		subtle.XORBytes(sum[:], sum[:], b[:aes.BlockSize])
		key := s.mac1
		if len(b) == aes.BlockSize {
			key = s.mac2
		}
		key.Encrypt(sum[:], sum[:])
	}
	return sum
}

// pad appends the mark and zeros up to a whole block, at least the mark.
func pad(b []byte) []byte {
	b = append(slices.Clip(b), padding)
	return append(b, make([]byte, -len(b)&(aes.BlockSize-1))...)
}

// vector is the inverse of the other side's last MAC.
func (s *Session) vector(reply bool) []byte {
	v := s.opposite(reply)
	for i := range v {
		v[i] = ^v[i]
	}
	return v[:]
}

func (s *Session) encrypt(reply bool, data []byte) []byte {
	out := pad(data)
	cipher.NewCBCEncrypter(s.enc, s.vector(reply)).CryptBlocks(out, out)
	return out
}

func (s *Session) decrypt(reply bool, data []byte) ([]byte, bool) {
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, false
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(s.enc, s.vector(reply)).CryptBlocks(out, data)
	end := len(out) - 1
	for end > 0 && out[end] == 0 {
		end--
	}
	return out[:end], out[end] == padding
}
