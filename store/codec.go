package store

import (
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"lobby.internal/kiosk"
)

// operation is what is kept of a decision that was carried out.
type operation struct {
	Visit kiosk.VisitID `cbor:"1,keyasint"`
	At    time.Time     `cbor:"2,keyasint"`
}

var (
	encoding = mustMode(cbor.EncOptions{
		Sort:          cbor.SortCoreDeterministic,
		ShortestFloat: cbor.ShortestFloat16,
		NaNConvert:    cbor.NaNConvert7e00,
		InfConvert:    cbor.InfConvertFloat16,
		IndefLength:   cbor.IndefLengthForbidden,
		// Whole nanoseconds, since the indexes are keyed by them.
		Time: cbor.TimeRFC3339Nano,
	}.EncMode())
	decoding = mustMode(cbor.DecOptions{
		DupMapKey:   cbor.DupMapKeyEnforcedAPF,
		IndefLength: cbor.IndefLengthForbidden,
		// A field this program does not know would be lost when it writes the
		// record back; a new field therefore needs a new format number.
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode())
)

// mustMode panics on options that cannot be combined, which are constants.
func mustMode[M any](mode M, err error) M {
	if err != nil {
		panic(err)
	}
	return mode
}

// encode returns v in CBOR and makes sure that it can be read again: text that
// is not UTF-8 encodes well enough, and would be refused for ever after.
func encode[T any](v T) ([]byte, error) {
	data, err := encoding.Marshal(v)
	if err != nil {
		return nil, err
	}
	var again T
	if err := decoding.Unmarshal(data, &again); err != nil {
		return nil, fmt.Errorf("%w: %w", &kiosk.Error{Code: kiosk.CodeBadText}, err)
	}
	return data, nil
}

func decode[T any](data []byte) (T, error) {
	var v T
	err := decoding.Unmarshal(data, &v)
	return v, err
}
