package directory

import (
	"slices"
	"testing"

	"lobby.internal/kiosk"
)

func sample() Directory {
	var hosts []kiosk.Host
	for _, h := range []kiosk.Host{
		{ID: "1", Name: "张示例", Department: "行政部"},
		{ID: "2", Name: "张试样", Department: "财务部"},
		{ID: "3", Name: "欧阳范例", Department: "财务部"},
		{ID: "4", Name: "单样本", Department: "总裁办"},
		{ID: "5", Name: "Anna Sample", Department: "Sales"},
		{ID: "6", Name: "吕样张", Department: "法务部"},
	} {
		h.Pinyin = NamePinyin(h.Name)
		hosts = append(hosts, h)
	}
	return New(hosts)
}

func TestDirectory_Find(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []kiosk.HostID
	}{
		{"张示", []kiosk.HostID{"1"}},
		{"zhangshili", []kiosk.HostID{"1"}},
		{"zhangs", []kiosk.HostID{"1", "2"}},
		{"ZSL", []kiosk.HostID{"1"}},
		{"zs", []kiosk.HostID{"1", "2"}},
		{"zhang shi yang", []kiosk.HostID{"2"}},
		{"zhang'shi'y", []kiosk.HostID{"2"}},
		{"oy", []kiosk.HostID{"3"}},
		{"ouyang", []kiosk.HostID{"3"}},
		{"shanyb", []kiosk.HostID{"4"}},
		{"lvyz", []kiosk.HostID{"6"}},
		{"anna", []kiosk.HostID{"5"}},
		{"sample", []kiosk.HostID{"5"}},
		{"ａｎｎａ", []kiosk.HostID{"5"}},
		{"财务", []kiosk.HostID{"3", "2"}},
		{"caiwu", []kiosk.HostID{"3", "2"}},
		{"xz", []kiosk.HostID{"1"}},
		{"nobody", nil},
		{"张", nil},
		{" z ", nil},
		{"", nil},
	} {
		t.Run(c.query, func(t *testing.T) {
			var got []kiosk.HostID
			for _, h := range sample().Find(c.query, 5) {
				got = append(got, h.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("Find(%q) = %v, want %v", c.query, got, c.want)
			}
		})
	}
}

func TestDirectory_FindStopsAtLimit(t *testing.T) {
	if got := sample().Find("zhang", 1); len(got) != 1 {
		t.Errorf("got %d hosts, want 1", len(got))
	}
}

func TestNamePinyin(t *testing.T) {
	for name, want := range map[string]string{
		"单样": "shan yang", "解样": "xie yang", "仇样": "qiu yang", "曾样": "zeng yang", "查样": "zha yang",
		"尉迟样": "yu chi yang", "万俟样": "mo qi yang", "欧阳样": "ou yang yang", "吕样": "lv yang",
		"Anna Sample": "anna sample", "王A": "wang a",
	} {
		if got := NamePinyin(name); got != want {
			t.Errorf("NamePinyin(%s) = %q, want %q", name, got, want)
		}
	}
}
