package checkin

import (
	"slices"
	"testing"

	"lobby.internal/kiosk"
)

func asking(t *testing.T) State {
	t.Helper()
	s := offering()
	for _, zh := range []string{"停车", "餐厅"} {
		s.Config.Answers = append(s.Config.Answers, Answer{Topic: map[kiosk.Lang]string{kiosk.LangZH: zh}})
	}
	s, effects := play(t, s, begin(kiosk.PurposeEnquiry))
	if wantScreen(t, s, ScreenEnquiry); len(effects) != 0 || len(s.Model().Answers) != 2 {
		t.Fatalf("asks for %v and shows %v", effects, s.Model().Answers)
	}
	return s
}

func TestC2_TheHousesAnswer(t *testing.T) {
	s, _ := play(t, asking(t), Intent{Kind: IntentTopic, At: 1})
	wantScreen(t, s, ScreenAnswer)
	if got := s.Model().Answers; len(got) != 1 || got[0].Topic[kiosk.LangZH] != "餐厅" {
		t.Errorf("the answer is %v", got)
	}
	back, _ := play(t, s, kind(IntentBack))
	wantScreen(t, back, ScreenEnquiry)
	done, _ := play(t, s, kind(IntentDone))
	wantScreen(t, done, ScreenWelcome)
	for _, at := range []int{-1, 2} {
		none, _ := play(t, asking(t), Intent{Kind: IntentTopic, At: at})
		wantScreen(t, none, ScreenEnquiry)
	}
}

func TestF6_WhatHasNoAnswerIsPromised(t *testing.T) {
	answered, _ := play(t, asking(t), Intent{Kind: IntentTopic})
	for name, c := range map[string]struct {
		from State
		what Event
	}{
		"another topic": {asking(t), kind(IntentAsk)}, "beside an answer": {answered, kind(IntentAsk)},
		"a house without answers": {offering(), begin(kiosk.PurposeEnquiry)},
	} {
		s, effects := play(t, c.from, c.what)
		if !slices.Equal(effects, []Effect{Ask{}}) {
			t.Errorf("%s asks for %v", name, effects)
		}
		s, _ = play(t, s, Told{Words: kiosk.Say("house.promise")})
		wantScreen(t, s, ScreenTold)
	}
}
