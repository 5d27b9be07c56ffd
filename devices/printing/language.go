package printing

import (
	"slices"
	"strings"
	"time"

	"lobby.internal/devices"
)

// Language is what printers differ in: their bytes. Its methods are called
// from one goroutine at a time; their errors are the port's unless said
// otherwise, and a printer that does not answer is a condition.
type Language interface {
	// Job returns what prints label once. The error wraps devices.ErrSize when
	// label's fields do not fit one another.
	Job(label *devices.Bitmap) (Job, error)
	// Ask finds out how the printer is.
	Ask(*Link) (Condition, error)
	// Cancel makes the printer drop whatever it holds, be it half a command,
	// and finds out how it is then.
	Cancel(*Link) (Condition, error)
	// Settle tells an idle printer what it forgets with its power, and finds out
	// how it is then.
	Settle(*Link) (Condition, error)
}

// Job is a print job, in two parts: without Commit, which is at most 16 bytes,
// nothing comes out.
type Job struct {
	Body, Commit []byte
	// Committing, when set, is called before Commit is written.
	Committing func()
}

// Condition is what is known of a printer after asking it.
type Condition struct {
	Heard  bool // it answered
	Idle   bool // it holds nothing of any job
	Seen   bool // it showed that it had something of the last job
	Proved bool // it said of the last job by name that it came out
	Held   bool // something keeps it from printing
	Causes []devices.Cause
	Detail string // in the printer's words
}

// Describe returns the condition of a printer that said what was found, if it
// was heard at all; question is how it was asked. What holds labels up and in
// which order the causes stand follows from the findings.
func Describe(heard bool, question string, found ...Findings) Condition {
	c := Condition{Heard: heard}
	c.Causes, c.Detail = merge(found...)
	c.Held = slices.ContainsFunc(c.Causes, holds)
	if !heard && !c.Held {
		c.Causes, c.Detail = merge(Findings{causes: append(c.Causes, devices.CauseSilent), words: []string{"no answer to " + question}})
	}
	return c
}

// ready reports whether a job may begin.
func (c Condition) ready() bool { return c.Heard && c.Idle && !c.Held }

func (c Condition) status() devices.Status {
	s := devices.Status{Health: devices.HealthReady, Causes: c.Causes, Detail: c.Detail, At: time.Now()}
	switch {
	case c.Held, !c.Heard:
		s.Health = devices.HealthNotReady
	case !c.Idle:
		s.Health = devices.HealthBusy
	}
	return s
}

// holds reports whether a cause keeps labels from coming out. A full buffer
// empties by itself.
func holds(c devices.Cause) bool {
	return c != devices.CausePaperLow && c != devices.CauseBufferFull
}

// Findings collects causes and the words of the device that go with them.
type Findings struct {
	causes []devices.Cause
	words  []string
}

// Add notes a cause, a word or both, if found.
func (f *Findings) Add(found bool, cause devices.Cause, word string) {
	if !found {
		return
	}
	if cause != "" && !slices.Contains(f.causes, cause) {
		f.causes = append(f.causes, cause)
	}
	if word != "" && !slices.Contains(f.words, word) {
		f.words = append(f.words, word)
	}
}

// Empty reports whether no cause was found.
func (f *Findings) Empty() bool { return len(f.causes) == 0 }

// urgency orders causes: first what a person has to put right before anything
// behind it can be seen.
var urgency = []devices.Cause{
	devices.CauseHeadOpen, devices.CauseCoverOpen, devices.CauseJammed, devices.CausePaperOut, devices.CauseRibbonOut,
	devices.CauseFault, devices.CauseHot, devices.CausePaused, devices.CauseSilent, devices.CauseBufferFull, devices.CausePaperLow,
}

// merge joins findings, the most urgent cause first.
func merge(all ...Findings) (causes []devices.Cause, detail string) {
	var joined Findings
	for _, f := range all {
		for _, c := range f.causes {
			joined.Add(true, c, "")
		}
		for _, w := range f.words {
			joined.Add(true, "", w)
		}
	}
	slices.SortStableFunc(joined.causes, func(a, b devices.Cause) int {
		return slices.Index(urgency, a) - slices.Index(urgency, b)
	})
	return joined.causes, strings.Join(joined.words, ", ")
}
