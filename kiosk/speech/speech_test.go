package speech_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/speech"
)

// fake is a program that keeps its arguments and then what it is told, and with
// the word 'long' in that speaks until it is ended.
const fake = `#!/bin/sh
cd "$(dirname "$0")"
echo "$@" >>args
text=$(cat)
echo "$text" >>said
case $text in *long*) exec sleep 600 ;; *broken*) exit 3 ;; esac
echo "$text" >>ended
`

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// serve returns a speaker at work over a fake program, the program's folder, and
// the log.
func serve(t *testing.T) (s *speech.Speaker, dir string, log *journal, stop func()) {
	t.Helper()
	dir = t.TempDir()
	command := filepath.Join(dir, "fake")
	if err := os.WriteFile(command, []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	log = &journal{}
	s, err := speech.New(speech.Options{Command: command, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	stopped := false
	stop = func() {
		cancel()
		if stopped {
			return
		}
		stopped = true
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return s, dir, log, stop
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(b)
}

// await waits until a file of the fake's is so.
func await(t *testing.T, dir, name, want string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); read(t, dir, name) != want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is %q, want %q", name, read(t, dir, name), want)
		}
	}
}

func TestSpeaker_SaysByStandardInput(t *testing.T) {
	s, dir, log, stop := serve(t)
	s.Say(kiosk.LangZH, "请问您找哪一位？")
	await(t, dir, "ended", "请问您找哪一位？\n")
	s.Say(kiosk.LangJA, "どちら様ですか？") // has no voice
	s.Say(kiosk.LangEN, "Whom are you visiting?")
	await(t, dir, "ended", "请问您找哪一位？\nWhom are you visiting?\n")
	stop()
	if got, want := read(t, dir, "args"), "-v cmn-latn-pinyin -b 1 --stdin\n-v en-gb -b 1 --stdin\n"; got != want {
		t.Errorf("the arguments are %q, want %q", got, want)
	}
	if log.String() != "" {
		t.Errorf("logged %s", log)
	}
}

func TestSpeaker_IsCutShort(t *testing.T) {
	for name, cut := range map[string]func(*speech.Speaker){
		"by a touch":         func(s *speech.Speaker) { s.Hush(); s.Say(kiosk.LangEN, "after") },
		"by the next screen": func(s *speech.Speaker) { s.Say(kiosk.LangEN, "after") },
	} {
		t.Run(name, func(t *testing.T) {
			s, dir, log, stop := serve(t)
			s.Say(kiosk.LangEN, "a long one")
			await(t, dir, "said", "a long one\n")
			cut(s)
			await(t, dir, "ended", "after\n") // what came first never ended by itself
			stop()
			if log.String() != "" {
				t.Errorf("logged %s", log)
			}
		})
	}
}

// At the end nothing is left speaking.
func TestSpeaker_EndsWithItsContext(t *testing.T) {
	s, dir, _, stop := serve(t)
	s.Say(kiosk.LangEN, "a long one")
	await(t, dir, "said", "a long one\n")
	stop() // waits for the program, which would take ten minutes
}

func TestSpeaker_FailureIsLoggedOnce(t *testing.T) {
	s, dir, log, stop := serve(t)
	s.Say(kiosk.LangEN, "broken one")
	await(t, dir, "said", "broken one\n")
	for deadline := time.Now().Add(20 * time.Second); log.String() == "" && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	s.Say(kiosk.LangEN, "broken too")
	await(t, dir, "said", "broken one\nbroken too\n")
	stop()
	if n := strings.Count(log.String(), "exit status 3"); n != 1 || strings.Contains(log.String(), "broken") {
		t.Errorf("logged %s", log)
	}
}

func TestNew_NoProgram(t *testing.T) {
	_, err := speech.New(speech.Options{Command: filepath.Join(t.TempDir(), "none")})
	if err == nil || !strings.Contains(err.Error(), "apt-get install espeak-ng") {
		t.Errorf("the error is %v", err)
	}
}

// TestEspeak_ReadsEveryPrompt has the real program write each prompt's sound into
// a file: it must take the voice, and read Chinese as Chinese.
func TestEspeak_ReadsEveryPrompt(t *testing.T) {
	path, err := exec.LookPath("espeak-ng")
	if err != nil {
		if os.Getenv("LOBBY_CHECKS") == "1" {
			t.Fatal(err)
		}
		t.Skip("espeak-ng is not installed: apt-get install espeak-ng")
	}
	for _, lang := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN} {
		if !speech.Speaks(lang) {
			t.Fatalf("%s has no voice", lang)
		}
		words := speech.Words(openBook(t), checkin.Model{Screen: checkin.ScreenHost, Lang: lang})
		wav := filepath.Join(t.TempDir(), "prompt.wav")
		cmd := exec.CommandContext(t.Context(), path, "-v", speech.Voice(lang), "-b", "1", "-x", "-w", wav, "--stdin")
		cmd.Stdin = strings.NewReader(words)
		sounds, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		if info, err := os.Stat(wav); err != nil || info.Size() < 20_000 {
			t.Errorf("%s: the sound is %+v, %v", lang, info, err)
		}
		if foreign := strings.Contains(string(sounds), "(en)"); foreign {
			t.Errorf("%s is read as English: %s", lang, sounds)
		}
	}
}

func openBook(t *testing.T) *phrase.Book {
	t.Helper()
	b, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whatever the model has of people, nobody in the hall hears it.
func TestWords_NameNobody(t *testing.T) {
	b := openBook(t)
	who := kiosk.Person{Name: "访客甲"}
	host := kiosk.Person{Name: "示例乙", Title: "经理", Pinyin: "shi li yi"}
	for _, screen := range screens {
		for _, words := range []string{"house.please_wait", "house.coming_down", "house.lounge", "house.absent", "house.declined", "house.contacting", "house.farewell", "house.message_kept"} {
			for _, lang := range b.Langs() {
				m := checkin.Model{
					Screen: screen, Lang: lang, Input: checkin.Input{Text: "访客甲"}, Told: kiosk.Say(words).To(who).About(host),
					Visit: &checkin.VisitView{Visitor: who, Host: host, Words: kiosk.Say(words).To(who).About(host)},
					Draft: checkin.Draft{
						Host: checkin.HostChoice{Person: host}, Visitor: kiosk.Visitor{Name: "访客甲", Company: "样品科技", Phone: "010 5550 0100"},
						Invitation: "12345674",
					},
				}
				got := speech.Words(b, m)
				for _, secret := range []string{"访客甲", "示例乙", "经理", "Shi", "样品", "5550"} {
					if strings.Contains(got, secret) {
						t.Errorf("%s in %s says %q", screen, lang, got)
					}
				}
				if silent := screen == checkin.ScreenWelcome || screen == checkin.ScreenPIN || screen == checkin.ScreenAnswer; (got == "") != silent {
					t.Errorf("%s in %s says %q", screen, lang, got)
				}
				if strings.Contains(got, "house.") || strings.Contains(got, "lobby.") || strings.HasPrefix(got, "，") || strings.HasPrefix(got, ",") {
					t.Errorf("%s in %s says %q", screen, lang, got)
				}
			}
		}
	}
}

var screens = []checkin.Screen{
	checkin.ScreenWelcome, checkin.ScreenHost, checkin.ScreenName, checkin.ScreenCompany, checkin.ScreenPhone, checkin.ScreenArranged,
	checkin.ScreenSign, checkin.ScreenConfirm, checkin.ScreenWaiting, checkin.ScreenOutcome, checkin.ScreenMessage, checkin.ScreenTicket,
	checkin.ScreenFarewell, checkin.ScreenParty, checkin.ScreenCompanion, checkin.ScreenNotice, checkin.ScreenPIN, checkin.ScreenCode,
	checkin.ScreenCourier, checkin.ScreenEnquiry, checkin.ScreenAnswer, checkin.ScreenLeaving, checkin.ScreenLost, checkin.ScreenTold,
}
