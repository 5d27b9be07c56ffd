package osdp

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"lobby.internal/devices"
)

// Code is what a frame asks or answers. The same number may mean one thing in
// a command and another in a reply.
type Code = byte

// Commands.
const (
	Poll      Code = 0x60
	Identify  Code = 0x61
	Ability   Code = 0x62
	LED       Code = 0x69
	Buzzer    Code = 0x6A
	KeySet    Code = 0x75
	Challenge Code = 0x76
	Cryptic   Code = 0x77 // osdp_SCRYPT: the panel's cryptogram
)

// Replies.
const (
	Ack        Code = 0x40
	Nak        Code = 0x41
	Identity   Code = 0x45
	Abilities  Code = 0x46
	Raw        Code = 0x50
	Keypad     Code = 0x53
	Cryptogram Code = 0x76 // osdp_CCRYPT: the peripheral's
	InitialMAC Code = 0x78 // osdp_RMAC_I
	Busy       Code = 0x79
)

// Reasons of a Nak, its first data byte.
const (
	NakCheck    = 0x01
	NakLength   = 0x02
	NakUnknown  = 0x03
	NakSequence = 0x04
	NakSecurity = 0x05 // security block not supported
	NakInsecure = 0x06 // wants a secure channel
	NakBIO      = 0x07
	NakBIOData  = 0x08
	NakRecord   = 0x09
)

// Functions of an Abilities reply: three bytes each, the function,
// how far it goes, how many.
const (
	abilityLED    = 4
	abilityBuzzer = 5
	abilityBytes  = 3
)

// abilities returns how far each function goes that a reader names.
func abilities(data []byte) map[byte]byte {
	all := make(map[byte]byte)
	for ; len(data) >= abilityBytes; data = data[abilityBytes:] {
		all[data[0]] = data[1]
	}
	return all
}

// Colours of a LED.
const (
	ledBlack = 0
	ledRed   = 1
	ledGreen = 2
	ledAmber = 3
)

const (
	ledTemporary = 2    // set for a time, then show what was shown before
	toneDefault  = 2    // the buzzer's own
	tick         = 10   // of LED and buzzer times in a second
	keyType      = 0x01 // the key set is an SCBK
)

// led returns the data of a LED command: the LED 0 of reader 0 changes between
// the colour and dark for some tenths of a second each, for a time in tenths.
// With dark 0 it is steady.
func led(colour byte, on, dark byte, lasts uint16) []byte {
	data := []byte{0, 0, ledTemporary, on, dark, colour, ledBlack, byte(lasts), byte(lasts >> 8)}
	return append(data, 0, 0, 0, 0, 0) // the permanent state stays
}

// buzzer returns the data of a buzzer command: reader 0 sounds count times, on
// and off for some tenths of a second.
func buzzer(on, off, count byte) []byte { return []byte{0, toneDefault, on, off, count} }

func keySet(key Key) []byte { return append([]byte{keyType, byte(len(key))}, key[:]...) }

// Card is what a reader sends of a card: its bits, the first the highest of
// the first byte.
type Card struct {
	Wiegand bool // a parity bit at each end
	Bits    int
	Data    []byte
}

const (
	cardHead  = 4 // reader, format, number of bits
	cardLimit = 512
)

// parseCard reads the data of a Raw reply.
func parseCard(data []byte) (Card, bool) {
	if len(data) < cardHead {
		return Card{}, false
	}
	c := Card{Wiegand: data[1] == 1, Bits: int(data[2]) | int(data[3])<<8, Data: data[cardHead:]}
	ok := data[1] <= 1 && c.Bits > 0 && c.Bits <= cardLimit && len(c.Data) == (c.Bits+7)/8
	return c, ok
}

// Encode returns the data of a Raw reply.
func (c Card) Encode() []byte {
	head := []byte{0, 0, byte(c.Bits), byte(c.Bits >> 8)}
	if c.Wiegand {
		head[1] = 1
	}
	return append(head, c.Data...)
}

// Number returns the card's number in upper-case hexadecimal, as many digits as
// hold its bits. Of Wiegand cards with 26 and 34 bits the parity is checked and
// left out; ok says that it was right. Other layouts have their parity in
// places of their own, and it stays part of the number.
func (c Card) Number() (number string, ok bool) {
	n := new(big.Int).SetBytes(c.Data)
	n.Rsh(n, uint(8*len(c.Data)-c.Bits))
	bits := c.Bits
	if c.Wiegand && (bits == 26 || bits == 34) {
		if ones(n, bits/2, bits)%2 != 0 || ones(n, 0, bits/2)%2 != 1 {
			return "", false
		}
		bits -= 2
		n.Rsh(n, 1)
		n.SetBit(n, bits, 0)
	}
	return strings.ToUpper(fmt.Sprintf("%0*x", (bits+3)/4, n)), true
}

func ones(n *big.Int, from, to int) (count uint) {
	for i := from; i < to; i++ {
		count += n.Bit(i)
	}
	return count
}

// WiegandCard returns a number of 24 or 32 bits with the parity that belongs to
// it, as a Raw reply carries it.
func WiegandCard(number []byte) Card {
	bits := 8*len(number) + 2
	n := new(big.Int).SetBytes(number)
	n.Lsh(n, 1)
	n.SetBit(n, bits-1, ones(n, bits/2, bits-1)%2)
	n.SetBit(n, 0, 1-ones(n, 1, bits/2)%2)
	size := (bits + 7) / 8
	n.Lsh(n, uint(8*size-bits))
	return Card{Wiegand: true, Bits: bits, Data: n.FillBytes(make([]byte, size))}
}

// Keys of a keypad that are no digits.
const (
	keyClear = 0x7F // *
	keyEnter = 0x0D // #
	keyHead  = 2    // reader, number of digits
	keyLimit = 32   // the longest that is keyed in
)

// keypad collects what is keyed in until the # key.
type keypad struct{ keys []byte }

// take takes the data of a Keypad reply and returns what the # key ends.
func (k *keypad) take(data []byte) (reads []devices.Read) {
	if len(data) < keyHead || int(data[1]) != len(data)-keyHead {
		return nil
	}
	for _, c := range data[keyHead:] {
		switch {
		case c == keyEnter || c == '#':
			if len(k.keys) > 0 {
				reads = append(reads, devices.Read{Kind: devices.KindCode, Data: string(k.keys)})
			}
			k.clear()
		case c >= '0' && c <= '9' && len(k.keys) < keyLimit:
			k.keys = append(k.keys, c)
		default: // the * key, or more than anybody keys in
			k.clear()
		}
	}
	return reads
}

func (k *keypad) clear() { k.keys = k.keys[:0] }

// identity says which reader an Identity reply is of: maker, model and
// firmware, never anything of a person.
func identity(data []byte) string {
	const bytes = 12
	if len(data) != bytes {
		return ""
	}
	return fmt.Sprintf("maker %s, model %d.%d, firmware %d.%d.%d",
		hex.EncodeToString(data[:3]), data[3], data[4], data[9], data[10], data[11])
}
