package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// span reads a duration written like "90s".
func (s *settings) span(key string, to *time.Duration, low, high time.Duration) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	text, _ := v.(string)
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		s.wrong(key, fmt.Sprintf("from %s to %s", short(low), short(high)), `write a duration like "90s", "10m" or "12h"`)
	case d < low || d > high:
		s.wrong(key, fmt.Sprintf("from %s to %s", short(low), short(high)), "")
	default:
		*to = d
	}
}

// short writes a duration as a person does: 10m, not 10m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// days reads a number of days written like "90d".
func (s *settings) days(key string, to *days, low, high days) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	text, _ := v.(string)
	number, written := strings.CutSuffix(text, "d")
	n, err := strconv.Atoi(number)
	switch d := days(n); {
	case !written || err != nil:
		s.wrong(key, fmt.Sprintf("from %dd to %dd", low, high), `write a number of days like "90d"`)
	case d < low || d > high:
		s.wrong(key, fmt.Sprintf("from %dd to %dd", low, high), "")
	default:
		*to = d
	}
}

// noShorter refuses a period that is shorter than another, at the key that the
// file gives.
func (s *settings) noShorter(key string, d days, other string, least days) {
	switch {
	case d >= least:
	case s.given(key):
		s.wrong(key, fmt.Sprintf("no shorter than %s, which is %dd", other, least), "")
	default:
		s.wrong(other, fmt.Sprintf("no longer than %s, which is %dd", key, d), "")
	}
}

// clock reads a time of day and reports whether there is one, given or not.
func (s *settings) clock(key string, to *time.Duration) bool {
	v, ok := s.value(key)
	if !ok {
		return true
	}
	text, _ := v.(string)
	t, err := time.Parse("15:04", text)
	if err != nil {
		s.wrong(key, `a time of day like "09:00"`, "")
		return false
	}
	*to = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	return true
}

func timeOfDay(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
