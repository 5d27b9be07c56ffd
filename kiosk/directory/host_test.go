package directory

import (
	"slices"
	"strings"
	"testing"

	"lobby.internal/kiosk"
)

func TestMake(t *testing.T) {
	h, problems := Make(map[string]string{
		"id": " A1 ", "name": "单  样本", "title": "Mr", "department": strings.Repeat("部", 41), "floor": "3\u202e", "nonsense": "x",
	})
	want := kiosk.Host{ID: "A1", Name: "单 样本", Title: kiosk.TitleMr, Pinyin: "shan yang ben"}
	if h != want {
		t.Errorf("host is %+v", h)
	}
	var columns []string
	for _, p := range problems {
		columns = append(columns, p.Column)
	}
	if !slices.Equal(columns, []string{"department", "floor"}) {
		t.Errorf("problems are %v", problems)
	}
}

func TestMake_NeedsIDAndName(t *testing.T) {
	_, problems := Make(nil)
	if len(problems) != 2 || problems[0].Column != "id" || problems[1].Column != "name" {
		t.Errorf("problems are %v", problems)
	}
}

func TestColumns_AreThoseOfTheHeader(t *testing.T) {
	for header, column := range columns {
		if !slices.Contains(Columns(), column) {
			t.Errorf("%s is %s, which Make does not know", header, column)
		}
	}
}
