package phrase

import (
	"fmt"
	"time"

	"lobby.internal/kiosk"
)

var (
	weekdays   = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}
	weekdaysJA = [...]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}
)

// Date returns the day of t in t's own zone: "11月24日 星期二", "Tuesday 24
// November", "11月24日 火曜日".
func (b *Book) Date(lang kiosk.Lang, t time.Time) string {
	names := weekdays
	switch lang {
	case kiosk.LangEN:
		return t.Format("Monday 2 January")
	case kiosk.LangJA:
		names = weekdaysJA
	}
	return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), names[t.Weekday()])
}

// Clock returns the time of day of t in t's own zone: "15:04".
func (b *Book) Clock(t time.Time) string { return t.Format("15:04") }
