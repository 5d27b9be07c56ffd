package rfid

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// wiegand reads a card's number in decimal digits. A facility and its card are
// taken as they stand: their order is no order of bytes.
func (d *Decoder) wiegand(s string) (string, bool) {
	facility, card, pair := strings.Cut(s, ",")
	if !pair {
		n, ok := decimal(s, 10, 32)
		return d.uid(binary.BigEndian.AppendUint32(nil, uint32(n))), ok && len(s) == 10
	}
	f, fok := decimal(facility, 5, 16)
	c, cok := decimal(card, 5, 16)
	return fmt.Sprintf("%04X%04X", f, c), fok && cok
}

// decimal reads one to most digits, and nothing but digits, as a number of so
// many bits.
func decimal(s string, most, bits int) (uint64, bool) {
	if len(s) > most || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, bits)
	return n, err == nil
}

func (d *Decoder) uid(b []byte) string {
	if d.Reverse {
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
	return strings.ToUpper(hex.EncodeToString(b))
}
