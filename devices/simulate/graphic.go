package simulate

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lobby.internal/devices"
)

// Why a graphic field draws nothing.
var (
	errGraphic = errors.New("simulate: malformed graphic field")
	errCRC     = errors.New("simulate: graphic field fails its CRC")
)

// parseGraphic reads the parameters of a ^GF: format, bytes sent, bytes in
// all, bytes in a row, data.
func parseGraphic(params string) (*devices.Bitmap, error) {
	p := strings.SplitN(params, ",", 5)
	if len(p) != 5 {
		return nil, errGraphic
	}
	total, stride := number(p[2]), number(p[3])
	if total < 1 || total > graphicLimit || stride < 1 || total%stride != 0 {
		return nil, errGraphic
	}
	bits, err := unpack(p[0], p[4], total, stride)
	if err != nil {
		return nil, err
	}
	return &devices.Bitmap{Width: stride * 8, Height: total / stride, Stride: stride, Bits: bits}, nil
}

func unpack(format, data string, total, stride int) ([]byte, error) {
	switch {
	case format == "B":
		return pad([]byte(data), total), nil
	case format != "A":
		return nil, errGraphic
	case strings.HasPrefix(data, prefixZ64):
		packed, err := checked(data[len(prefixZ64):])
		if err != nil {
			return nil, err
		}
		return inflate(packed, total)
	case strings.HasPrefix(data, prefixB64):
		bits, err := checked(data[len(prefixB64):])
		if err == nil && len(bits) != total {
			return nil, errGraphic
		}
		return bits, err
	default:
		return expand(data, total, stride), nil
	}
}

// checked decodes base64 that is followed by a colon and its CRC.
func checked(s string) ([]byte, error) {
	text, sum, found := strings.Cut(s, ":")
	want, err := strconv.ParseUint(strings.TrimSpace(sum), 16, 16)
	if !found || err != nil {
		return nil, errCRC
	}
	if uint64(crc16(text)) != want {
		return nil, errCRC
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGraphic, err)
	}
	return b, nil
}

func crc16(s string) uint16 {
	var crc uint16
	for i := range len(s) {
		crc ^= uint16(s[i]) << 8
		for range 8 {
			carry := crc & (1 << 15)
			crc <<= 1
			if carry != 0 {
				crc ^= crcPoly
			}
		}
	}
	return crc
}

func inflate(packed []byte, total int) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGraphic, err)
	}
	bits, err := io.ReadAll(io.LimitReader(r, int64(total)+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGraphic, err)
	}
	if len(bits) != total {
		return nil, errGraphic
	}
	return bits, nil
}

// expand reads hexadecimal with ZPL's run letters: G to Y repeat the next
// digit 1 to 19 times, g to z 20 to 400 times, a comma fills the row with
// white, an exclamation mark with black, a colon repeats the row above. What
// is missing at the end stays white.
func expand(data string, total, stride int) []byte {
	var out, row []byte // one hexadecimal digit each
	width, run := 2*stride, 0
	for i := 0; i < len(data) && len(out) < 2*total; i++ {
		switch c := data[i]; {
		case c >= 'G' && c <= 'Y':
			run = min(run+int(c-'G')+1, 2*total)
		case c >= 'g' && c <= 'z':
			run = min(run+20*(int(c-'g')+1), 2*total)
		case c == ',' || c == '!':
			row = fill(row, width, c == '!')
		case c == ':':
			row = append(row[:0], fill(nil, width, false)...)
			if len(out) >= width {
				copy(row, out[len(out)-width:])
			}
		case isDigit(c):
			row = append(row, bytes.Repeat([]byte{c}, max(run, 1))...)
			run = 0
		}
		for len(row) >= width {
			out, row = append(out, row[:width]...), row[width:]
		}
	}
	out = append(out, row...)
	out = append(out, bytes.Repeat([]byte{'0'}, max(0, 2*total-len(out)))...)
	bits := make([]byte, total)
	// Every digit was checked above, so that decoding cannot fail.
	_, _ = hex.Decode(bits, out[:2*total])
	return bits
}

func fill(row []byte, width int, black bool) []byte {
	digit := byte('0')
	if black {
		digit = 'F'
	}
	return append(row, bytes.Repeat([]byte{digit}, max(0, width-len(row)))...)
}

func isDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func pad(b []byte, n int) []byte {
	return append(b, make([]byte, max(0, n-len(b)))...)[:n]
}
