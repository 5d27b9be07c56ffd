package badgelog

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func TestLink_IsWhatAppendDoes(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 3, nil)
	all, _ := read(t, db, 0, 10)
	at := Begin("K1", "E1", Position{}).Base
	for _, e := range all {
		bare := e
		bare.Seq, bare.Previous, bare.Hash = 0, Hash{}, Hash{}
		bare.At = bare.At.Add(time.Microsecond).In(time.FixedZone("", 3600))
		linked, err := Link(at, bare)
		if err != nil || linked != e {
			t.Errorf("linked %+v, %v; want %+v", linked, err, e)
		}
		at = Position{linked.Seq, linked.Hash}
	}
}

func TestRow_Forgotten(t *testing.T) {
	row := Row{Seq: 1, Badge: "261124-001", Visitor: "访客甲", Title: kiosk.TitleMs, Company: "Sample", Host: "林示例"}
	if got := row.Forgotten(); got != (Row{Seq: 1, Badge: "261124-001", Host: "林示例"}) {
		t.Errorf("what is left: %+v", got)
	}
	for _, name := range PersonalColumns() {
		if !slices.Contains(Columns(), name) {
			t.Errorf("no column is called %q", name)
		}
		i := slices.Index(Columns(), name)
		if f := reflect.ValueOf(row).Field(i); f.String() == "" || columns[i].cell(row.Forgotten()) != "" {
			t.Errorf("%s is not forgotten", name)
		}
	}
}
