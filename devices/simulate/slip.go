package simulate

import "golang.org/x/text/encoding/simplifiedchinese"

// letter takes a byte of text, which is printed line by line.
func (e *posPrinter) letter(c byte) {
	switch {
	case c == '\n' && len(e.rows) > posSlipLimit:
		e.line = nil
	case c == '\n':
		e.rows = append(append(e.rows, e.line...), c)
		e.line = nil
	case c >= ' ' && len(e.line) < posLineLimit:
		e.line = append(e.line, c)
	}
}

const (
	posLineLimit = 64       // bytes: more fit on no paper
	posSlipLimit = 64 << 10 // bytes: noise must not fill memory
)

// cut cuts off what was printed of a slip.
func (e *posPrinter) cut() {
	if len(e.rows) == 0 {
		return
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(e.rows)
	if e.rows = nil; err != nil {
		e.errors++
		return
	}
	e.press.slip(string(text))
}
